import { createHash } from "node:crypto";

import { sql } from "kysely";

/** Statements with more parameters are lists of values: their text is another one each time. */
const MOST_PARAMETERS = 40;
/** A text that comes a second time is likely to come again. */
const SEEN_BEFORE = 2;
/** Each name holds a plan in the memory of its connection (tens of kilobytes), for as long as that lasts. */
const MOST_NAMES = 300;
/** Texts that are remembered, across connections. */
const MOST_TEXTS = 4_000;

const MARK = "/* planned by its values */";
/**
 * Stands in a statement whose best plan depends on what is asked for: a beginning to search by, which an index serves only where it is known, or one of very unequal
 * parts of a shop. Planned once, such a statement reads the whole table for each of them.
 */
export const plannedByValues = sql`/* planned by its values */`;

export type StatementNames = (text: string, parameters: number) => string | undefined;

type Known = { name: string; seen: number };

const known = new Map<string, Known>();

/**
 * Names for the statements of one connection. PostgreSQL parses and plans a named statement once and keeps the plan, which for a small batch is three
 * quarters of the work; an unnamed one is planned each time. The same text has the same name everywhere.
 * @returns undefined where a name would not pay, or the connection has enough of them
 */
export function createStatementNames(): StatementNames {
  const named = new Set<string>();
  return (text, parameters) => {
    if (parameters === 0 || parameters > MOST_PARAMETERS || text.includes(MARK)) return undefined;
    const statement = remember(text);
    statement.seen += 1;
    if (named.has(statement.name)) return statement.name;
    if (statement.seen < SEEN_BEFORE || named.size >= MOST_NAMES) return undefined;
    named.add(statement.name);
    return statement.name;
  };
}

function remember(text: string): Known {
  const found = known.get(text);
  if (found !== undefined) return found;
  if (known.size >= MOST_TEXTS) known.clear();
  const fresh = { name: createHash("sha256").update(text).digest("base64url").slice(0, 32), seen: 0 };
  known.set(text, fresh);
  return fresh;
}
