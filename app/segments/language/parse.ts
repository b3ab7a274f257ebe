import { comparisons, type Operator } from "./operators.ts";
import type { Expectation, Problem } from "./problems.ts";
import { group } from "./query.ts";
import { tokenize, type Token } from "./tokens.ts";

export type ValueToken = Extract<Token, { type: "text" | "number" | "day" | "offset" | "word" }>;
export type Clause = {
  kind: "clause";
  attribute: { name: string; at: number; length: number };
  operator: { name: Operator; at: number; length: number };
  values: ValueToken[];
};
/** What the text says, before its words are understood. Groups hold at least two items, none of their own kind. */
export type Syntax = { kind: "and" | "or"; items: Syntax[] } | Clause;

export type Parsed = { ok: true; syntax: Syntax } | { ok: false; problem: Problem };

export const limits = { characters: 5_000, conditions: 50, values: 100, depth: 20, text: 255 } as const;

const reserved = new Set(["AND", "OR", "NOT", "IN", "IS", "NULL", "BETWEEN", "CONTAINS"]);

type Reader = { tokens: Token[]; position: number; clauses: number };

class Refusal extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.code);
    this.problem = problem;
  }
}

/** Reads `condition AND (condition OR …)`. AND binds tighter than OR; keywords and attribute names in any case. */
export function parse(source: string): Parsed {
  if (source.trim() === "") return { ok: false, problem: { code: "empty", at: 0, length: source.length } };
  if (source.length > limits.characters) {
    return {
      ok: false,
      problem: { code: "too-long", at: limits.characters, length: source.length - limits.characters, limit: limits.characters },
    };
  }
  const cut = tokenize(source);
  if (!cut.ok) return cut;
  const reader: Reader = { tokens: cut.tokens, position: 0, clauses: 0 };
  try {
    const syntax = alternatives(reader, 0);
    if (peek(reader).type !== "end") throw expected(peek(reader), "AND", "OR", "end");
    return { ok: true, syntax };
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, problem: error.problem };
    throw error;
  }
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
  const token = peek(reader);
  if (!takeSymbol(reader, "(")) return clause(reader);
  if (depth >= limits.depth) throw new Refusal({ code: "too-deep", at: token.at, length: token.length, limit: limits.depth });
  const inner = alternatives(reader, depth + 1);
  if (!takeSymbol(reader, ")")) throw expected(peek(reader), "AND", "OR", ")");
  return inner;
}

function clause(reader: Reader): Clause {
  const token = peek(reader);
  if (token.type !== "word" || reserved.has(token.raw.toUpperCase())) throw expected(token, "attribute", "(");
  reader.position += 1;
  reader.clauses += 1;
  if (reader.clauses > limits.conditions) {
    throw new Refusal({ code: "too-many-conditions", at: token.at, length: token.length, limit: limits.conditions });
  }
  const operator = readOperator(reader);
  return {
    kind: "clause",
    attribute: { name: token.raw.toLowerCase(), at: token.at, length: token.length },
    operator,
    values: readValues(reader, operator.name),
  };
}

function readOperator(reader: Reader): Clause["operator"] {
  const first = peek(reader);
  const name = operatorName(reader);
  if (name === null) throw expected(first, "operator");
  const last = reader.tokens[reader.position - 1] ?? first;
  return { name, at: first.at, length: last.at + last.length - first.at };
}

function operatorName(reader: Reader): Operator | null {
  for (const comparison of comparisons) if (takeSymbol(reader, comparison)) return comparison;
  for (const keyword of ["BETWEEN", "IN", "CONTAINS"] as const) if (takeKeyword(reader, keyword)) return keyword;
  if (takeKeyword(reader, "NOT")) {
    if (takeKeyword(reader, "IN")) return "NOT IN";
    if (takeKeyword(reader, "CONTAINS")) return "NOT CONTAINS";
    throw expected(peek(reader), "IN", "CONTAINS");
  }
  if (takeKeyword(reader, "IS")) {
    if (takeKeyword(reader, "NULL")) return "IS NULL";
    if (!takeKeyword(reader, "NOT")) throw expected(peek(reader), "NULL", "NOT NULL");
    if (!takeKeyword(reader, "NULL")) throw expected(peek(reader), "NULL");
    return "IS NOT NULL";
  }
  return null;
}

function readValues(reader: Reader, operator: Operator): ValueToken[] {
  switch (operator) {
    case "IS NULL":
    case "IS NOT NULL":
      return [];
    case "BETWEEN": {
      const low = readValue(reader);
      if (!takeKeyword(reader, "AND")) throw expected(peek(reader), "AND");
      return [low, readValue(reader)];
    }
    case "IN":
    case "NOT IN": {
      if (!takeSymbol(reader, "(")) throw expected(peek(reader), "(");
      const values = [readValue(reader)];
      while (takeSymbol(reader, ",")) {
        const token = peek(reader);
        values.push(readValue(reader));
        if (values.length > limits.values)
          throw new Refusal({ code: "too-many-values", at: token.at, length: token.length, limit: limits.values });
      }
      if (!takeSymbol(reader, ")")) throw expected(peek(reader), ",", ")");
      return values;
    }
    case "=":
    case "!=":
    case "<":
    case "<=":
    case ">":
    case ">=":
    case "CONTAINS":
    case "NOT CONTAINS":
      return [readValue(reader)];
  }
}

function readValue(reader: Reader): ValueToken {
  const token = peek(reader);
  if (token.type === "symbol" || token.type === "end") throw expected(token, "value");
  if (token.type === "word" && reserved.has(token.raw.toUpperCase())) throw expected(token, "value");
  reader.position += 1;
  return token;
}

function peek(reader: Reader): Token {
  return reader.tokens[reader.position] as Token;
}

function takeKeyword(reader: Reader, keyword: string): boolean {
  const token = peek(reader);
  const taken = token.type === "word" && token.raw.toUpperCase() === keyword;
  if (taken) reader.position += 1;
  return taken;
}

function takeSymbol(reader: Reader, symbol: string): boolean {
  const token = peek(reader);
  const taken = token.type === "symbol" && token.raw === symbol;
  if (taken) reader.position += 1;
  return taken;
}

function expected(token: Token, ...expectations: Expectation[]): Refusal {
  return new Refusal({
    code: "expected",
    at: token.at,
    length: token.length,
    expected: expectations,
    found: token.type === "end" ? null : token.raw,
  });
}
