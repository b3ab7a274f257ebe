import type { AnyAttribute, Parameter } from "../attributes/attribute.ts";
import { attributes, isAttribute, ofMetafield, type Attribute } from "../attributes/registry.ts";
import { comparisons } from "../language/operators.ts";
import { tokenize, type Token } from "../language/reading/tokens.ts";

/** What can be written at a place of a text, over what is written there from `from` on. */
export type Completing = { from: number; typed: string } & (
  | { kind: "attribute" }
  | { kind: "operator"; entry: AnyAttribute | Parameter }
  | { kind: "parameter"; attribute: Attribute; taken: readonly string[] }
  | { kind: "value"; entry: AnyAttribute | Parameter; quoted: boolean }
  | { kind: "join" }
);

type Place =
  | { at: "attribute" }
  | { at: "operator"; entry: AnyAttribute | Parameter; negated: boolean }
  | { at: "value"; entry: AnyAttribute | Parameter; list: boolean; until: "value" | "AND" }
  | { at: "parameter" }
  | { at: "open"; entry: AnyAttribute | Parameter; then: "list" | "parameters" }
  | { at: "join" }
  | { at: "unknown" };

/** The names that the function around a place has been asked for already. */
type Call = { attribute: Attribute; taken: string[] };
type State = { place: Place; call: Call | null };

/** @param position of the cursor, in UTF-16 units. Null: nothing that could be offered stands there. */
export function completingAt(text: string, position: number): Completing | null {
  const { tokens, typed, from, quoted } = before(text.slice(0, position));
  let state: State = { place: { at: "attribute" }, call: null };
  for (const token of tokens) state = after(state, token);
  const { place, call } = state;
  switch (place.at) {
    case "attribute":
      return quoted ? null : { kind: "attribute", from, typed };
    case "operator":
      return quoted ? null : { kind: "operator", entry: place.entry, from, typed };
    case "parameter":
      return quoted || call === null ? null : { kind: "parameter", ...call, from, typed };
    case "value":
      return { kind: "value", entry: place.entry, quoted, from, typed };
    case "join":
      return quoted ? null : { kind: "join", from, typed };
    case "open":
    case "unknown":
      return null;
  }
}

type Before = { tokens: Token[]; typed: string; from: number; quoted: boolean };

/** What stands before the cursor, and what is being written there: a word, or a text whose end is still to come. */
function before(text: string): Before {
  const cut = tokenize(text);
  if (!cut.ok) {
    const { problem } = cut;
    const sofar = tokenize(text.slice(0, problem.at));
    const quoted = problem.code === "unterminated-text";
    const from = problem.at + (quoted ? 1 : 0);
    return { tokens: sofar.ok ? withoutEnd(sofar.tokens) : [], typed: text.slice(from), from, quoted };
  }
  const tokens = withoutEnd(cut.tokens);
  const last = tokens.at(-1);
  return last?.type === "word" && last.at + last.length === text.length
    ? { tokens: tokens.slice(0, -1), typed: last.raw, from: last.at, quoted: false }
    : { tokens, typed: "", from: text.length, quoted: false };
}

function withoutEnd(tokens: readonly Token[]): Token[] {
  return tokens.filter(({ type }) => type !== "end");
}

const UNKNOWN: Place = { at: "unknown" };

function after({ place, call }: State, token: Token): State {
  const word = token.type === "word" ? token.raw.toUpperCase() : token.raw;
  const is = (next: Place, inCall: Call | null = call): State => ({ place: next, call: inCall });
  switch (place.at) {
    case "attribute":
      if (word === "(" || word === "NOT" || word === "FROM" || word === "WHERE") return is(place);
      return token.type === "word" && isAttribute(token.raw.toLowerCase())
        ? is({ at: "operator", entry: attributes[token.raw.toLowerCase() as Attribute], negated: false }, called(token.raw))
        : anniversaryOf(token, is, place);
    case "operator":
      return afterOperator(place, word, is);
    case "open":
      if (word !== "(") return is(UNKNOWN);
      return is(
        place.then === "parameters" ? { at: "parameter" } : { at: "value", entry: place.entry, list: true, until: "value" },
      );
    case "parameter": {
      if (word === ")") return is({ at: "join" }, null);
      const name = token.raw.toLowerCase();
      const entry = call === null ? undefined : parameterOf(call.attribute, name);
      if (call === null || entry === undefined) return is(UNKNOWN);
      return is({ at: "operator", entry, negated: false }, { ...call, taken: [...call.taken, name] });
    }
    case "value":
      if (place.until === "AND") return is(word === "AND" ? { ...place, until: "value" } : place);
      if (place.list && word === ",") return is(place);
      if (place.list && word === ")") return is({ at: "join" });
      return is(place.list ? place : { at: "join" });
    case "join":
      if (call !== null && word === ",") return is({ at: "parameter" });
      if (word === ")") return is({ at: "join" }, null);
      return word === "AND" || word === "OR" ? is({ at: "attribute" }, null) : is(UNKNOWN);
    case "unknown":
      return word === "AND" || word === "OR" ? is({ at: "attribute" }, null) : is(UNKNOWN);
  }
}

type Is = (next: Place, inCall?: Call | null) => State;

/** `anniversary('metafields.…')` reads as the attribute that it means once its text is there. */
function anniversaryOf(token: Token, is: Is, place: Place): State {
  if (token.type === "word" && token.raw.toLowerCase() === "anniversary") return is(place);
  if (token.type !== "text") return is(UNKNOWN);
  const found = ofMetafield(token.text.replace(/^(?:customer\.)?metafields\./, ""));
  return found === null ? is(UNKNOWN) : is({ at: "operator", entry: attributes[found], negated: false }, null);
}

function afterOperator(place: Extract<Place, { at: "operator" }>, word: string, is: Is): State {
  const { entry } = place;
  if (word === "NOT" || word === "IS" || word === ")") return is(place);
  if (word === "NULL") return is({ at: "join" });
  if (word === "MATCHES" || word === "NOT_MATCHES") return is({ at: "open", entry, then: "parameters" });
  if (word === "IN") return is({ at: "open", entry, then: "list" });
  if (word === "BETWEEN") return is({ at: "value", entry, list: false, until: "AND" });
  return word === "CONTAINS" || comparisons.some((sign) => sign === word)
    ? is({ at: "value", entry, list: false, until: "value" })
    : is(UNKNOWN);
}

function called(name: string): Call | null {
  const attribute = name.toLowerCase() as Attribute;
  return attributes[attribute].kind === "rows" ? { attribute, taken: [] } : null;
}

function parameterOf(attribute: Attribute, name: string): Parameter | undefined {
  const entry: AnyAttribute = attributes[attribute];
  return entry.kind === "rows" && Object.hasOwn(entry.parameters, name) ? entry.parameters[name] : undefined;
}
