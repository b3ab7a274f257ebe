import { SECOND_MS } from "../../lib/time.ts";

/** Why an answer is taken for a program's. It is kept and listed, but it counts nowhere. */
export const flags = ["trap", "program", "burst"] as const;
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
  /** How many of the email's answers were opened within `BURST_MS`. */
  opened: number;
};

export function flagOf({ trap, program, opened }: Signs): Flag | null {
  if (trap) return "trap";
  if (program) return "program";
  return opened >= MANY ? "burst" : null;
}

/** Whether what was sent takes the place of what is there: a program's answer never that of a person. */
export function replaces(fresh: Flag | null, before: { flag: Flag | null } | null): boolean {
  return before === null || fresh === null || before.flag !== null;
}

export function isFlag(text: unknown): text is Flag {
  return flags.some((flag) => flag === text);
}
