import { comparisons, type Operator } from "../operators.ts";
import { expected, isKeyword, limits, peek, place, Refusal, span, takeKeyword, takeSymbol, type Reader } from "./reader.ts";
import type { Token } from "./tokens.ts";

type Place = { at: number; length: number };
export type Named<Name extends string = string> = Place & { name: Name };
export type TextToken = Extract<Token, { type: "text" }>;
export type ValueToken = Extract<Token, { type: "text" | "number" | "day" | "moment" | "offset" | "word" }>;

/** One comparison. `argument`: what stands in parentheses behind the attribute, as in `anniversary('…')`. */
export type Clause = {
  kind: "clause";
  attribute: Named;
  argument: TextToken | null;
  operator: Named<Operator>;
  values: ValueToken[];
};
/** One parameter of a function. `legacy`: written `p: v`, which names no operator. */
export type Setting = { parameter: Named; operator: Named<Operator>; values: ValueToken[]; legacy: boolean };
export type Call = { kind: "call"; attribute: Named; operator: Named<"MATCHES" | "NOT MATCHES">; settings: Setting[] };

const reserved = new Set(["AND", "OR", "NOT", "IN", "IS", "NULL", "BETWEEN", "CONTAINS", "MATCHES", "NOT_MATCHES"]);
reserved.add("FROM").add("SHOW").add("WHERE").add("ORDER");

/** Reads an attribute with what is asked of it. */
export function readClause(reader: Reader): Clause | Call {
  const token = peek(reader);
  if (token.type !== "word" || reserved.has(token.raw.toUpperCase())) throw expected(reader, "attribute", "(");
  reader.position += 1;
  reader.clauses += 1;
  if (reader.clauses > limits.conditions)
    throw new Refusal({ code: "too-many-conditions", ...place(token), limit: limits.conditions });
  const attribute = { name: token.raw, ...place(token) };
  if (takeSymbol(reader, "(")) return readCalled(reader, attribute);
  const operator = readOperator(reader);
  if (operator.name === "MATCHES" || operator.name === "NOT MATCHES") {
    return { kind: "call", attribute, operator: { ...operator, name: operator.name }, settings: readSettings(reader) };
  }
  return { kind: "clause", attribute, argument: null, operator, values: readValues(reader, operator.name) };
}

/** What stands behind `name(`: the argument of an anniversary, or a call as Shopify wrote it before 2026-10. */
function readCalled(reader: Reader, attribute: Named): Clause | Call {
  const first = peek(reader);
  if (first.type === "text") {
    reader.position += 1;
    if (!takeSymbol(reader, ")")) throw expected(reader, ")");
    return withArgument(reader, attribute, first);
  }
  const settings: Setting[] = [];
  while (!takeSymbol(reader, ")")) {
    if (settings.length > 0 && !takeSymbol(reader, ",")) throw expected(reader, ",", ")");
    settings.push(readLegacySetting(reader, attribute));
  }
  const [only] = settings;
  const sign = peek(reader);
  const told = reader.tokens[reader.position + 1];
  const is = told !== undefined && isKeyword(told, "TRUE") ? true : told !== undefined && isKeyword(told, "FALSE") ? false : null;
  if (sign.type === "symbol" && (sign.raw === "=" || sign.raw === "!=") && told !== undefined && is !== null) {
    reader.position += 2;
    const operator = { name: is === (sign.raw === "=") ? ("MATCHES" as const) : ("NOT MATCHES" as const), ...span(sign, told) };
    return { kind: "call", attribute, operator, settings };
  }
  const [argument] = only?.values ?? [];
  if (settings.length === 1 && only?.parameter.name.toLowerCase() === "date" && argument?.type === "text")
    return withArgument(reader, attribute, argument);
  if (sign.type === "symbol" && (sign.raw === "=" || sign.raw === "!=")) {
    reader.position += 1;
    throw expected(reader, "true", "false");
  }
  throw expected(reader, "=");
}

function withArgument(reader: Reader, attribute: Named, argument: TextToken): Clause {
  const operator = readOperator(reader);
  return { kind: "clause", attribute, argument, operator, values: readValues(reader, operator.name) };
}

function readLegacySetting(reader: Reader, attribute: Named): Setting {
  const parameter = readParameter(reader);
  const after = peek(reader);
  if (!takeSymbol(reader, ":")) {
    // As in SQL: COUNT(number_of_orders) > 1
    if (after.type === "symbol" && after.raw === ")")
      throw new Refusal({ code: "no-such-function", ...place(attribute), found: attribute.name });
    throw expected(reader, ":");
  }
  const isList = peek(reader).raw === "(";
  const operator = { name: isList ? ("IN" as const) : ("=" as const), ...place(after) };
  return { parameter, operator, values: readValues(reader, operator.name), legacy: true };
}

/** `(p op v, …)`; `()` asks for any row at all. */
function readSettings(reader: Reader): Setting[] {
  if (!takeSymbol(reader, "(")) throw expected(reader, "(");
  const settings: Setting[] = [];
  while (!takeSymbol(reader, ")")) {
    if (settings.length > 0 && !takeSymbol(reader, ",")) throw expected(reader, ",", ")");
    const parameter = readParameter(reader);
    const operator = readOperator(reader);
    settings.push({ parameter, operator, values: readSettingValues(reader, operator), legacy: false });
  }
  return settings;
}

function readSettingValues(reader: Reader, operator: Named<Operator>): ValueToken[] {
  const open = peek(reader);
  if (operator.name !== "=" || open.raw !== "(") return readValues(reader, operator.name);
  // Only coordinates are written so.
  return readValues(reader, "IN");
}

function readParameter(reader: Reader): Named {
  const token = peek(reader);
  if (token.type !== "word" || reserved.has(token.raw.toUpperCase())) throw expected(reader, "parameter", ")");
  reader.position += 1;
  return { name: token.raw, ...place(token) };
}

function readOperator(reader: Reader): Named<Operator> {
  const first = peek(reader);
  const name = operatorName(reader);
  if (name === null) throw expected(reader, "operator");
  const last = reader.tokens[reader.position - 1] ?? first;
  return { name, ...span(first, last) };
}

function operatorName(reader: Reader): Operator | null {
  for (const comparison of comparisons) if (takeSymbol(reader, comparison)) return comparison;
  for (const keyword of ["BETWEEN", "IN", "CONTAINS", "MATCHES"] as const) if (takeKeyword(reader, keyword)) return keyword;
  if (takeKeyword(reader, "NOT_MATCHES")) return "NOT MATCHES";
  if (takeKeyword(reader, "NOT")) {
    for (const keyword of ["IN", "CONTAINS", "MATCHES"] as const) if (takeKeyword(reader, keyword)) return `NOT ${keyword}`;
    throw expected(reader, "IN", "CONTAINS", "MATCHES");
  }
  if (takeKeyword(reader, "IS")) {
    if (takeKeyword(reader, "NULL")) return "IS NULL";
    if (!takeKeyword(reader, "NOT")) throw expected(reader, "NULL", "NOT NULL");
    if (!takeKeyword(reader, "NULL")) throw expected(reader, "NULL");
    return "IS NOT NULL";
  }
  return null;
}

function readValues(reader: Reader, operator: Operator): ValueToken[] {
  switch (operator) {
    case "IS NULL":
    case "IS NOT NULL":
    case "MATCHES":
    case "NOT MATCHES":
      return [];
    case "BETWEEN": {
      const low = readValue(reader);
      if (!takeKeyword(reader, "AND")) throw expected(reader, "AND");
      return [low, readValue(reader)];
    }
    case "IN":
    case "NOT IN": {
      if (!takeSymbol(reader, "(")) throw expected(reader, "(");
      const values = [readValue(reader)];
      while (takeSymbol(reader, ",")) {
        const token = peek(reader);
        values.push(readValue(reader));
        if (values.length > limits.values) throw new Refusal({ code: "too-many-values", ...place(token), limit: limits.values });
      }
      if (!takeSymbol(reader, ")")) throw expected(reader, ",", ")");
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
  if (token.type === "symbol" || token.type === "end") throw expected(reader, "value");
  if (token.type === "word" && reserved.has(token.raw.toUpperCase())) throw expected(reader, "value");
  reader.position += 1;
  return token;
}
