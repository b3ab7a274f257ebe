import { decimalOf, isAmbiguous, wholeOf } from "../../lib/typed-number.ts";
import { read } from "../language/check.ts";
import { format, quote } from "../language/format.ts";
import type { Problem } from "../language/problems.ts";
import { conditions, group, opposite, type Query } from "../language/query.ts";
import { arityOf, entryOf, parametersOf, type Asked, type Group, type Node, type Row, type ValuedEntry } from "./model.ts";

/** What a line says: its part of the query, or what is wrong with it. `parameter`: which of a function's; null: the line itself. */
export type LineProblem = { parameter: string | null; problem: Problem | "empty" | "ambiguous" | "strange" };
type Line = { ok: true; query: Query } | { ok: false; problems: LineProblem[] };

/** The query that a model says, with what is wrong with its lines by their ids. `query` is null for a model that says nothing, or where something is wrong. */
export function queryOf(model: Group): { query: Query | null; problems: ReadonlyMap<string, LineProblem[]> } {
  const problems = new Map<string, LineProblem[]>();
  const query = understand(model, problems);
  return { query: problems.size === 0 ? query : null, problems };
}

function understand(node: Node, problems: Map<string, LineProblem[]>): Query | null {
  if (node.kind === "row") {
    const line = readLine(node);
    if (line.ok) return line.query;
    problems.set(node.id, line.problems);
    return null;
  }
  const items = node.items.map((item) => understand(item, problems)).filter((item) => item !== null);
  const [first] = items;
  if (first === undefined) return null;
  const joined = items.length === 1 ? first : group<Query>(node.join, items);
  return node.not ? opposite<Query>(joined) : joined;
}

/** The text of a model: as the language writes it, or, where a line cannot be read, line by line as it was typed. */
export function textOf(model: Group): string {
  const { query, problems } = queryOf(model);
  if (query !== null && problems.size === 0) return format(query);
  return typedText(model, true);
}

function typedText(node: Node, outermost: boolean): string {
  if (node.kind === "row") return lineText(node);
  const items = node.items.map((item) => typedText(item, false)).filter((text) => text !== "");
  if (items.length === 0) return "";
  const text = items.join(node.join === "and" ? " AND " : " OR ");
  return node.not ? `NOT (${text})` : outermost || items.length === 1 ? text : `(${text})`;
}

function lineText(row: Row): string {
  if (entryOf(row.attribute).kind !== "rows") return `${row.attribute} ${askedText(row, valuedEntry(row))}`;
  const asked = row.parameters.map((one) => `${one.parameter} ${askedText(one, parametersOf(row.attribute)[one.parameter])}`);
  return `${row.attribute} ${row.operator} (${asked.join(", ")})`;
}

/**
 * Reads one line by the language itself, on its own: whatever is typed into a field is one value there, or it is refused. So nothing typed can become another
 * condition.
 */
function readLine(row: Row): Line {
  const unsaid = unsaidOf(row);
  if (unsaid.length > 0) return { ok: false, problems: unsaid };
  const checked = read(lineText(row));
  if (!checked.ok) return { ok: false, problems: checked.problems.map((problem) => ({ parameter: null, problem })) };
  const [only, ...others] = conditions(checked.query);
  const isMeant =
    only === checked.query &&
    !hasMore(row) &&
    others.length === 0 &&
    only.attribute === row.attribute &&
    (only.kind !== "rows" || only.tests.length === row.parameters.length);
  return isMeant ? { ok: true, query: checked.query } : { ok: false, problems: [{ parameter: null, problem: "strange" }] };
}

/** A value that is not in quotes is one word: no comment behind it, nothing in brackets. */
function hasMore(row: Row): boolean {
  const asked = [{ ...row, entry: valuedEntry(row) }].concat(
    row.parameters.map((one) => ({ ...row, ...one, entry: parametersOf(row.attribute)[one.parameter] })),
  );
  return asked.some(({ values, entry }) =>
    values.map((value) => valueText(value, entry)).some((text) => !text.startsWith("'") && /[\s(),]|--|\/\*/.test(text)),
  );
}

/** Where nothing is typed yet, or what could be two numbers. */
function unsaidOf(row: Row): LineProblem[] {
  const problemIn = ({ operator, values }: Asked, entry: ValuedEntry | undefined): "empty" | "ambiguous" | null => {
    const isEmpty =
      arityOf(operator) === "list" ? values.length === 0 : entry?.kind !== "text" && values.some((value) => value.trim() === "");
    if (isEmpty) return "empty";
    return values.some((value) => isTwoNumbers(value, entry)) ? "ambiguous" : null;
  };
  const own = entryOf(row.attribute).kind === "rows" ? null : problemIn(row, valuedEntry(row));
  const lines = row.parameters.map(({ id, ...one }) => ({
    parameter: id,
    problem: problemIn(one, parametersOf(row.attribute)[one.parameter]),
  }));
  return [{ parameter: null, problem: own }, ...lines].flatMap(({ parameter, problem }) =>
    problem === null ? [] : [{ parameter, problem }],
  );
}

/** "1.500" and "1,500" of money: a German thousand or an English fraction, or the other way round (decision 83). Shares and probabilities are below a thousand. */
function isTwoNumbers(value: string, entry: ValuedEntry | undefined): boolean {
  return entry?.kind === "number" && entry.unit === "money" && isAmbiguous(value.trim().replace(/^[+-]/, ""));
}

function valuedEntry({ attribute }: Row): ValuedEntry | undefined {
  const entry = entryOf(attribute);
  return entry.kind === "rows" ? undefined : entry;
}

function askedText({ operator, values }: Asked, entry: ValuedEntry | undefined): string {
  const written = values.map((value) => valueText(value, entry));
  switch (arityOf(operator)) {
    case 0:
      return operator;
    case 2:
      return `${operator} ${written.join(" AND ")}`;
    case "list":
      return `${operator} (${written.join(", ")})`;
    case 1:
      return `${operator} ${written[0] ?? ""}`;
  }
}

function valueText(value: string, entry: ValuedEntry | undefined): string {
  switch (entry?.kind) {
    case "number": {
      // With a comma, which the language asks back too: as text it must not become one of the two.
      if (isTwoNumbers(value, entry)) return value.trim().replace(".", ",");
      const [, sign = "", digits = ""] = /^([+-]?)(.*)$/s.exec(value.trim()) ?? [];
      const whole = entry.unit === "count" || entry.unit === "points" ? wholeOf(digits) : null;
      const number = whole ?? (PLAIN.test(digits) ? digits : decimalOf(digits, entry.unit === "ratio"));
      return number === null ? value.trim() : `${sign}${number}`;
    }
    case "enum":
    case "text":
    case "list":
    case "segment":
      return quote(value);
    case "date":
    case "anniversary":
    case "id":
    case "flag":
    case undefined:
      return value.trim();
  }
}

/** As the language writes numbers: nobody else means anything else by it. */
const PLAIN = /^\d+(?:\.\d+)?$/;
