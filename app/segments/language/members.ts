import { opposite, type Query, type SegmentTest, type WholeQuery } from "./query.ts";
import { nearest } from "./reading/spelling.ts";

/** What the segments of a shop ask, by their keys; null: one that cannot be read. */
export type Asked = ReadonlyMap<string, Query | null>;

/** Why a query that asks for other segments cannot be judged. */
export type Unanswerable =
  | { code: "no-such-segment"; found: string; suggestion: string | null }
  | { code: "segment-unreadable"; found: string }
  /** `chain`: keys, each of which asks for the next; the last is the first again. */
  | { code: "segment-circle"; chain: string[] }
  | { code: "segments-too-large"; limit: number };

export type Answered = { ok: true; query: WholeQuery } | { ok: false; why: Unanswerable };

/** Conditions of a query with all that the segments ask for which it asks. */
const MOST_CONDITIONS = 500;

type Sized = { query: WholeQuery; size: number };

class Failure extends Error {
  readonly why: Unanswerable;
  constructor(why: Unanswerable) {
    super(why.code);
    this.why = why;
  }
}

/**
 * Puts what another segment asks in the place of `segment_member`. So what moves one segment moves those that ask for it in the same breath, and there is no order
 * in which segments would have to be looked at. @param own the key of the segment whose query it is, if it is one's
 */
export function answer(query: Query, asked: Asked, own: string | null = null): Answered {
  const known = new Map<string, Sized>();
  try {
    return { ok: true, query: whole(query, own === null ? [] : [own]).query };
  } catch (error) {
    if (error instanceof Failure) return { ok: false, why: error.why };
    throw error;
  }

  function whole(part: Query, within: readonly string[]): Sized {
    if (part.kind === "not") return not(whole(part.item, within));
    if (part.kind === "segment") return ofSegments(part, within);
    if (part.kind !== "and" && part.kind !== "or") return { query: part, size: 1 };
    return together(
      part.kind,
      part.items.map((item) => whole(item, within)),
    );
  }

  function ofSegments({ test }: SegmentTest, within: readonly string[]): Sized {
    const keys = "values" in test ? test.values : [test.value];
    const members = together(
      "or",
      keys.map((key) => ofSegment(key, within)),
    );
    return test.operator === "=" || test.operator === "IN" ? members : not(members);
  }

  function ofSegment(written: string, within: readonly string[]): Sized {
    const key = written.toLowerCase();
    const at = within.indexOf(key);
    if (at >= 0) throw new Failure({ code: "segment-circle", chain: [...within.slice(at), key] });
    const before = known.get(key);
    if (before !== undefined) return before;
    const other = asked.get(key);
    if (other === null) throw new Failure({ code: "segment-unreadable", found: written });
    if (other === undefined) {
      const suggestion = nearest(key, [...asked.keys()]);
      throw new Failure({ code: "no-such-segment", found: written, suggestion });
    }
    const found = whole(other, [...within, key]);
    known.set(key, found);
    return found;
  }
}

function together(kind: "and" | "or", items: readonly Sized[]): Sized {
  const [first] = items;
  const size = items.reduce((sum, item) => sum + item.size, 0);
  if (size > MOST_CONDITIONS) throw new Failure({ code: "segments-too-large", limit: MOST_CONDITIONS });
  return items.length === 1 && first !== undefined ? first : { query: { kind, items: items.map(({ query }) => query) }, size };
}

function not({ query, size }: Sized): Sized {
  return { query: opposite<WholeQuery>(query), size };
}
