import type { Expectation, Problem } from "../problems.ts";
import type { Token } from "./tokens.ts";

export const limits = { characters: 10_000, conditions: 50, values: 500, depth: 20, text: 255 } as const;

/** Where in the tokens of a query its reading is. */
export type Reader = { tokens: readonly Token[]; position: number; clauses: number };

export class Refusal extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.code);
    this.problem = problem;
  }
}

export function peek(reader: Reader): Token {
  return reader.tokens[reader.position] as Token;
}

export function isKeyword(token: Token, keyword: string): boolean {
  return token.type === "word" && token.raw.toUpperCase() === keyword;
}

export function takeKeyword(reader: Reader, keyword: string): boolean {
  const taken = isKeyword(peek(reader), keyword);
  if (taken) reader.position += 1;
  return taken;
}

export function takeSymbol(reader: Reader, symbol: string): boolean {
  const token = peek(reader);
  const taken = token.type === "symbol" && token.raw === symbol;
  if (taken) reader.position += 1;
  return taken;
}

export function place({ at, length }: { at: number; length: number }): { at: number; length: number } {
  return { at, length };
}

/** From one place to the end of another. */
export function span(from: { at: number }, to: { at: number; length: number }): { at: number; length: number } {
  return { at: from.at, length: to.at + to.length - from.at };
}

/** Nothing of what could stand here does. */
export function expected(reader: Reader, ...expectations: Expectation[]): Refusal {
  const token = peek(reader);
  return (
    numberWithComma(reader) ??
    new Refusal({
      code: "expected",
      ...place(token),
      expected: expectations,
      found: token.type === "end" ? null : token.raw,
    })
  );
}

/** "1,000" and "1,50" are a number, a comma and another number; what is meant by it is known only when one of the two has no place. */
function numberWithComma({ tokens, position }: Reader): Refusal | null {
  const first = tokens[position]?.raw === "," ? position - 1 : position - 2;
  const found = tokens.slice(Math.max(0, first), tokens.length);
  const end = found.findIndex((token, index) => index > 0 && !follows(found[index - 1], token, index));
  found.splice(end < 0 ? found.length : end);
  const [before, , after] = found;
  if (before?.type !== "number" || after?.type !== "number") return null;
  const last = found.length % 2 === 1 ? found.at(-1) : found.at(-2);
  const parts = found.filter(({ type }) => type === "number").map(({ raw }) => raw);
  const meant = parts.slice(1).every((part) => /^\d{3}(?:\.|$)/.test(part)) ? parts.join("") : parts.join(".");
  return new Refusal({ code: "number-with-comma", ...span(before, last ?? after), found: parts.join(","), meant });
}

/** Without a blank between them, numbers and commas in turn. */
function follows(before: Token | undefined, token: Token, index: number): boolean {
  const isTurn = index % 2 === 1 ? token.raw === "," : token.type === "number";
  return isTurn && before !== undefined && before.at + before.length === token.at;
}
