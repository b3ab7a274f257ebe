import type { Problem } from "../problems.ts";
import { group, opposite } from "../query.ts";
import { readClause, type Call, type Clause } from "./clauses.ts";
import { expected, isKeyword, limits, peek, place, Refusal, span, takeKeyword, takeSymbol, type Reader } from "./reader.ts";
import { tokenize } from "./tokens.ts";

/** What the text says, before its words are understood. Groups hold at least two items, none of their own kind. */
export type Syntax = { kind: "and" | "or"; items: Syntax[] } | { kind: "not"; item: Syntax } | Clause | Call;

/** A part of the text that says nothing of who is meant, and was left out. */
export type Dropped = { at: number; length: number };

export type Parsed = { ok: true; syntax: Syntax; dropped: Dropped[] } | { ok: false; problem: Problem };

/**
 * Reads `condition AND (condition OR NOT (…))`. AND binds tighter than OR; keywords and attribute names in any case. A whole query of Shopify's editor (`FROM
 * customers SHOW … WHERE … ORDER BY …`) is read for what is behind its WHERE.
 */
export function parse(source: string): Parsed {
  if (source.length > limits.characters) {
    const { characters } = limits;
    return { ok: false, problem: { code: "too-long", at: characters, length: source.length - characters, limit: characters } };
  }
  const cut = tokenize(source);
  if (!cut.ok) return cut;
  if (cut.tokens.length === 1) return { ok: false, problem: { code: "empty", at: 0, length: source.length } };
  const reader: Reader = { tokens: cut.tokens, position: 0, clauses: 0 };
  try {
    const before = skipToWhere(reader);
    const syntax = alternatives(reader, 0);
    const after = skipOrder(reader);
    return { ok: true, syntax, dropped: [before, after].filter((part) => part !== null) };
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, problem: error.problem };
    throw error;
  }
}

function skipToWhere(reader: Reader): Dropped | null {
  const first = peek(reader);
  if (takeKeyword(reader, "WHERE")) return place(first);
  if (!takeKeyword(reader, "FROM")) return null;
  if (!takeKeyword(reader, "CUSTOMERS")) throw expected(reader, "customers");
  const where = reader.tokens.findIndex((token) => isKeyword(token, "WHERE"));
  const last = reader.tokens[where];
  // Without it, everybody would be meant.
  if (last === undefined) throw new Refusal({ code: "no-where", ...span(first, reader.tokens.at(-1) ?? first) });
  reader.position = where + 1;
  return span(first, last);
}

/** The order of a list changes nothing about who is in it. Everything else that may follow does. */
function skipOrder(reader: Reader): Dropped | null {
  const first = peek(reader);
  if (first.type === "end") return null;
  if (!takeKeyword(reader, "ORDER")) throw expected(reader, "AND", "OR", "end");
  if (!takeKeyword(reader, "BY")) throw expected(reader, "BY");
  let last = peek(reader);
  do {
    const token = peek(reader);
    if (token.type !== "word") throw expected(reader, "attribute");
    reader.position += 1;
    const direction = peek(reader);
    last = takeKeyword(reader, "ASC") || takeKeyword(reader, "DESC") ? direction : token;
  } while (takeSymbol(reader, ","));
  if (peek(reader).type !== "end") throw expected(reader, ",", "end");
  return span(first, last);
}

function alternatives(reader: Reader, depth: number): Syntax {
  const items = [requirements(reader, depth)];
  while (takeKeyword(reader, "OR")) items.push(requirements(reader, depth));
  return items.length === 1 ? (items[0] as Syntax) : group("or", items);
}

function requirements(reader: Reader, depth: number): Syntax {
  const items = [primary(reader, depth)];
  while (takeKeyword(reader, "AND")) items.push(primary(reader, depth));
  return items.length === 1 ? (items[0] as Syntax) : group("and", items);
}

function primary(reader: Reader, depth: number): Syntax {
  if (takeKeyword(reader, "NOT")) {
    if (peek(reader).raw !== "(") throw expected(reader, "(");
    return opposite<Syntax>(parentheses(reader, depth));
  }
  return peek(reader).raw === "(" ? parentheses(reader, depth) : readClause(reader);
}

function parentheses(reader: Reader, depth: number): Syntax {
  const token = peek(reader);
  if (depth >= limits.depth) throw new Refusal({ code: "too-deep", ...place(token), limit: limits.depth });
  reader.position += 1;
  const inner = alternatives(reader, depth + 1);
  if (!takeSymbol(reader, ")")) throw expected(reader, "AND", "OR", ")");
  return inner;
}
