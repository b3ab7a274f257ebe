import { read } from "./check.ts";
import { answer, type Asked } from "./members.ts";
import type { Problem } from "./problems.ts";
import { conditions, type WholeQuery } from "./query.ts";

export type Whole = { ok: true; query: WholeQuery } | { ok: false; problems: Problem[] };

/** What the segments of a shop ask, for those that ask for them. */
export function askedBy(segments: readonly { key: string; query: string }[]): Asked {
  return new Map(
    segments.map(({ key, query }) => {
      const checked = read(query);
      return [key.toLowerCase(), checked.ok ? checked.query : null];
    }),
  );
}

/**
 * Reads a query with what it asks of the shop's other segments. @param own the key of the segment whose query it is, if it is one's
 * @param visits whether it may ask for visits. A segment that does goes on when the shop hears of them no more
 */
export function readWhole(source: string, asked: Asked, own: string | null = null, visits = true): Whole {
  const checked = read(source, { asked, own: own?.toLowerCase() ?? null, visits });
  if (!checked.ok) return checked;
  const answered = answer(checked.query, asked, own?.toLowerCase() ?? null);
  return answered.ok ? answered : { ok: false, problems: [{ at: 0, length: source.length, ...answered.why }] };
}

/** Whether a text asks for other segments; one that cannot be read does not. */
export function asksForSegments(source: string): boolean {
  const checked = read(source);
  return checked.ok && conditions(checked.query).some(({ kind }) => kind === "segment");
}
