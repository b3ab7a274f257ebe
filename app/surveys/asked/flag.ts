import { plusMs, SECOND_MS } from "../../lib/time.ts";

/** Why an answer is taken for a program's. It is kept and listed, but it counts nowhere. */
export const flags = ["trap", "program", "hidden", "burst"] as const;
export type Flag = (typeof flags)[number];

/** Within so long nobody opens several answers of one email. */
export const BURST_MS = 10 * SECOND_MS;
/** Who has mistapped opens two. */
const MANY = 3;

export type Signs = {
  /** A field that nobody sees was filled in. */
  trap: boolean;
  /** The request says by itself that no person is behind it (messages/clicks). */
  program: boolean;
  /** The email's link that nobody sees was opened shortly before (messages/links). */
  hidden: boolean;
  /** How many of the email's other links were opened within `BURST_MS`, by what does not say that it is a program. */
  opened: number;
};

export function flagOf({ trap, program, hidden, opened }: Signs): Flag | null {
  if (trap) return "trap";
  if (program) return "program";
  if (hidden) return "hidden";
  return opened >= MANY ? "burst" : null;
}

/**
 * Whether what was sent takes the place of what is there: a program's answer never that of a person. What opens and sends one answer after the other is known by its third: what it has sent within these seconds was no
 * person's either.
 */
export function replaces(fresh: Flag | null, before: { flag: Flag | null; answeredAt: Date } | null, now: Date): boolean {
  if (before === null || fresh === null || before.flag !== null) return true;
  return fresh === "burst" && now < plusMs(before.answeredAt, BURST_MS);
}

export function isFlag(text: unknown): text is Flag {
  return flags.some((flag) => flag === text);
}
