import type { AnyAttribute, Parameter, RowsAttribute } from "../attributes/attribute.ts";
import { missingHere } from "../attributes/missing.ts";
import {
  attributeNames,
  attributes,
  isAttribute,
  ofMetafield,
  type Attribute,
  type AttributeOf,
} from "../attributes/registry.ts";
import { answer, type Asked } from "./members.ts";
import { askedOfMetafield, BIRTHDAY, isPath, METAFIELDS, pathOf } from "./shopify/metafields.ts";
import type { Operator } from "./operators.ts";
import type { Problem } from "./problems.ts";
import { group, opposite, type Condition, type ParameterTest, type Query, type RowsTest } from "./query.ts";
import type { Call, Clause, Named, Setting } from "./reading/clauses.ts";
import { parse, type Dropped, type Syntax } from "./reading/parse.ts";
import { place, span } from "./reading/reader.ts";
import { nearest } from "./reading/spelling.ts";
import { readValues, type Value, type Valued } from "./reading/values.ts";

/** `dropped`: what of a whole query that was pasted says nothing of who is meant. */
export type Checked = { ok: true; query: Query; dropped: Dropped[] } | { ok: false; problems: Problem[] };

/** What a query can ask for besides: the shop's segments, with the key of the one whose query it is; and whether the shop hears of visits. */
type Others = { asked: Asked; own: string | null; visits: boolean };

/**
 * Reads a segment query: the tree, or everything that is wrong with the text. Nothing is ever left out because it was not understood.
 * @param others also what it asks of them is checked; without, any segment may be asked for
 */
export function read(source: string, others: Others | null = null): Checked {
  const parsed = parse(source);
  if (!parsed.ok) return { ok: false, problems: [parsed.problem] };
  const problems: Problem[] = [];
  const query = understand(parsed.syntax, problems);
  if (others !== null) problems.push(...unanswerable(parsed.syntax, others));
  return query === null || problems.length > 0 ? { ok: false, problems } : { ok: true, query, dropped: parsed.dropped };
}

function understand(syntax: Syntax, problems: Problem[]): Query | null {
  if (syntax.kind === "clause") return condition(syntax, problems);
  if (syntax.kind === "call") return call(syntax, problems);
  if (syntax.kind === "not") {
    const item = understand(syntax.item, problems);
    return item === null ? null : opposite<Query>(item);
  }
  const items = syntax.items.map((item) => understand(item, problems)).filter((item) => item !== null);
  return items.length === 0 ? null : group(syntax.kind, items);
}

/** What is asked of segments that cannot say, each with its place. */
function unanswerable(syntax: Syntax, others: Others): Problem[] {
  if (syntax.kind === "not") return unanswerable(syntax.item, others);
  if (syntax.kind === "call") return others.visits ? [] : unheard(syntax.attribute);
  if (syntax.kind !== "clause") return syntax.items.flatMap((item) => unanswerable(item, others));
  const name = syntax.attribute.name.toLowerCase();
  const entry: AnyAttribute | null = isAttribute(name) ? attributes[name] : null;
  if (entry?.kind !== "segment") return [];
  return syntax.values.flatMap((token): Problem[] => {
    if (token.type !== "text") return [];
    const test = { operator: "=" as const, value: token.text };
    const answered = answer({ kind: "segment", attribute: name as AttributeOf<"segment">, test }, others.asked, others.own);
    return answered.ok ? [] : [{ ...answered.why, ...place(token) }];
  });
}

/** What is asked of visits where no pixel tells of any. */
function unheard({ name, ...at }: Named): Problem[] {
  const found = current(name);
  if (!isAttribute(found) || !attributes[found].movedBy.some((moved) => moved === "visits")) return [];
  const instead = "products_purchased MATCHES (date >= -90d)";
  return [{ code: "not-here", ...place(at), found, why: "no-pixel", instead }];
}

function condition(clause: Clause, problems: Problem[]): Condition | null {
  const metafield = metafieldOf(clause);
  if (metafield !== null) return metafieldCondition(clause, metafield, problems);
  const name = clause.argument === null ? known(clause.attribute, problems) : inArgument(clause, problems);
  if (name === null) return null;
  const entry: AnyAttribute = attributes[name];
  const about = { name: clause.attribute.name.toLowerCase(), entry };
  if (!allows(about.name, entry.operators, clause.operator, problems) || entry.kind === "rows") return null;
  const test = readTest(clause, { ...about, entry }, problems);
  // The operator is one that the attribute's kind allows and the values are of that kind: this is the one place that joins the two.
  return test === null ? null : ({ kind: entry.kind, attribute: name, test } as unknown as Condition);
}

type MetafieldMeant = { path: string; yearly: boolean; place: { at: number; length: number } };

/** Which metafield a clause is about; the birthday among them is an attribute of ours. */
function metafieldOf({ attribute, argument }: Clause): MetafieldMeant | null {
  if (argument === null) {
    const path = pathOf(attribute.name);
    return path === null ? null : { path, yearly: false, place: place(attribute) };
  }
  const path = attribute.name.toLowerCase() === "anniversary" ? pathOf(argument.text) : null;
  return path === null || path === BIRTHDAY ? null : { path, yearly: true, place: place(argument) };
}

/** `metafields.custom.level = 'gold'`, as what is asked of one of them: what kind of value it has, the value that is written says. */
function metafieldCondition({ attribute, operator, values }: Clause, of: MetafieldMeant, problems: Problem[]): Condition | null {
  const { path, yearly } = of;
  const found = path === "" ? attribute.name : `metafields.${path}`;
  if (!isPath(path)) {
    problems.push(missingHere("metafields.", of.place) ?? { ...unknown(found, found), ...of.place });
    return null;
  }
  const { parameters }: RowsAttribute = attributes[METAFIELDS];
  const named: ParameterTest = { kind: "text", parameter: "path", test: { operator: "=", value: path } };
  const whole = (matches: boolean, tests: ParameterTest[]): Condition => ({
    kind: "rows",
    attribute: METAFIELDS,
    matches,
    tests,
  });
  const [first] = values;
  const isMissing = first?.type === "text" && first.text === "" && !yearly;
  if (operator.name === "IS NULL" || (isMissing && operator.name === "=")) return whole(false, [named]);
  if (operator.name === "IS NOT NULL" || (isMissing && operator.name === "!=")) return whole(true, [named]);
  const parameter = yearly ? "anniversary" : kindOf(first);
  const entry = parameters[parameter];
  if (entry === undefined) return null;
  const differs = operator.name === "!=";
  const meant: Named<Operator> = differs ? { ...operator, name: "=" } : operator;
  const allowed: Operator[] = [...entry.operators, "!=", "IS NULL", "IS NOT NULL"];
  if (!entry.operators.includes(meant.name)) {
    problems.push({ code: "operator-not-allowed", ...place(operator), attribute: found, operator: operator.name, allowed });
    return null;
  }
  const test = readTest({ operator: meant, values }, { name: found, entry }, problems);
  return test === null ? null : whole(!differs, [named, { kind: entry.kind, parameter, test } as unknown as ParameterTest]);
}

function kindOf(token: Clause["values"][number] | undefined): "text" | "number" | "date" | "yes" {
  if (token?.type === "number") return "number";
  if (token?.type === "word" && /^(?:true|false)$/i.test(token.raw)) return "yes";
  return token === undefined || token.type === "text" || token.type === "word" ? (isDayWord(token) ? "date" : "text") : "date";
}

function isDayWord(token: Clause["values"][number] | undefined): boolean {
  return token?.type === "word" && /^(?:today|yesterday)$/i.test(token.raw);
}

function call({ attribute, operator, settings }: Call, problems: Problem[]): Condition | null {
  const name = known(attribute, problems);
  if (name === null) return null;
  const entry: AnyAttribute = attributes[name];
  if (!allows(name, entry.operators, operator, problems) || entry.kind !== "rows") return null;
  const seen = new Set<string>();
  const tests = settings.map((setting) => {
    const parameter = setting.parameter.name.toLowerCase();
    if (seen.has(parameter)) problems.push({ code: "parameter-twice", ...place(setting.parameter), found: parameter });
    seen.add(parameter);
    return parameterTest(name, entry, setting, problems);
  });
  // The entry is a function's: what it is called in the registry is one of those.
  const read: RowsTest = {
    ...{ kind: "rows", attribute: name as RowsTest["attribute"] },
    ...{ matches: operator.name === "MATCHES", tests: tests.filter((test) => test !== null) },
  };
  if (read.attribute === METAFIELDS) {
    const [path, ...asked] = read.tests.toSorted((a, b) => Number(b.parameter === "path") - Number(a.parameter === "path"));
    read.tests = path === undefined ? [] : [path, ...asked];
    if (read.tests.length === tests.length && askedOfMetafield(read) === null)
      problems.push(missingHere("metafields.", place(attribute)) ?? { ...unknown(name, name), ...place(attribute) });
  }
  return read;
}

function parameterTest(
  attribute: string,
  { parameters }: RowsAttribute,
  setting: Setting,
  problems: Problem[],
): ParameterTest | null {
  const { parameter, operator, values, legacy } = setting;
  const name = parameter.name.toLowerCase();
  const entry: Parameter | undefined = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
  if (entry === undefined) {
    const missing = missingHere(name, place(parameter), attribute);
    if (missing !== null) {
      problems.push(missing);
      return null;
    }
    const allowed = Object.keys(parameters);
    const suggestion = nearest(name, allowed);
    problems.push({ code: "unknown-parameter", ...place(parameter), attribute, found: parameter.name, suggestion, allowed });
    return null;
  }
  if (entry.kind === "text" && entry.pair === true && values.length === 2 && values.every(({ type }) => type === "number"))
    return { kind: "text", parameter: name, test: { operator: "=", value: values.map(({ raw }) => raw).join(", ") } };
  const meant = legacy && entry.kind === "date" ? sinceDate(setting, problems) : operator;
  if (meant === null || !allows(name, entry.operators, meant, problems)) return null;
  const [first, last] = [values[0], values.at(-1)];
  if (meant.name === "=" && values.length > 1 && first !== undefined && last !== undefined) {
    problems.push({ code: "list-needs-in", ...span(operator, last), found: name });
    return null;
  }
  const test = readTest({ operator: meant, values }, { name, entry }, problems);
  return test === null ? null : ({ kind: entry.kind, parameter: name, test } as unknown as ParameterTest);
}

/** `date: -365d` meant since that day; what a fixed day meant, nobody has written down. */
function sinceDate({ operator, values }: Setting, problems: Problem[]): Named<Operator> | null {
  const [value] = values;
  if (value === undefined || value.type === "offset" || value.type === "word") return { ...operator, name: ">=" };
  problems.push({ code: "legacy-date", ...place(value), found: value.raw });
  return null;
}

/** Shopify writes events of the storefront in two ways; one is written. */
const current = (name: string) => name.toLowerCase().replace(/^storefront_event\./, "storefront.");

function known({ name, ...at }: Named, problems: Problem[]): Attribute | null {
  const found = current(name);
  if (isAttribute(found)) return found;
  problems.push(missingHere(name.toLowerCase(), place(at)) ?? { ...unknown(name, found), ...place(at) });
  return null;
}

function unknown(name: string, found: string) {
  return { code: "unknown-attribute" as const, found: name, suggestion: nearest(found, attributeNames) };
}

/** `anniversary('metafields.facts.birth_date')` */
function inArgument({ attribute, argument }: Clause, problems: Problem[]): Attribute | null {
  if (attribute.name.toLowerCase() !== "anniversary") {
    problems.push({ code: "no-such-function", ...place(attribute), found: attribute.name });
    return null;
  }
  const written = argument?.text ?? "";
  const found = ofMetafield(written.replace(/^(?:customer\.)?metafields\./, ""));
  if (found === null && argument !== null)
    problems.push(missingHere(written, place(argument)) ?? { ...unknown(written, written), ...place(argument) });
  return found;
}

function allows(attribute: string, allowed: readonly Operator[], operator: Named<Operator>, problems: Problem[]): boolean {
  if (allowed.includes(operator.name)) return true;
  problems.push({ code: "operator-not-allowed", ...place(operator), attribute, operator: operator.name, allowed });
  return false;
}

function readTest({ operator, values }: Pick<Clause, "operator" | "values">, about: Valued, problems: Problem[]): object | null {
  const read = readValues(values, about, operator.name === "BETWEEN");
  if (read.ok) return shape(operator.name, read.values);
  problems.push(...read.problems);
  return null;
}

function shape(operator: Operator, values: Value[]): object {
  if (operator === "IS NULL" || operator === "IS NOT NULL") return { operator };
  if (operator === "IN" || operator === "NOT IN") return { operator, values };
  if (operator === "BETWEEN") return { operator, low: values[0], high: values[1] };
  return { operator, value: values[0] };
}
