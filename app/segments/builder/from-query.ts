import { isAmbiguous } from "../../lib/typed-number.ts";
import { dayText } from "../language/format.ts";
import type { Condition, DayValue, ParameterTest, Query } from "../language/query.ts";
import { idsFrom, parametersOf, type Asked, type Group, type Ids, type Node } from "./model.ts";

/** A query as the builder shows it. Reading it back (`queryOf`) gives the same query. */
export function modelOf(query: Query, ids: Ids = idsFrom(1)): Group {
  if (query.kind === "and" || query.kind === "or") return groupOf(query.kind, query.items, ids);
  return groupOf("and", [query], ids);
}

/** The builder with nothing in it. */
export function emptyModel(ids: Ids = idsFrom(1)): Group {
  return groupOf("and", [], ids);
}

function groupOf(join: "and" | "or", items: readonly Query[], ids: Ids, not = false): Group {
  return { kind: "group", id: ids(), join, not, items: items.map((item) => nodeOf(item, ids)) };
}

function nodeOf(query: Query, ids: Ids): Node {
  switch (query.kind) {
    case "and":
    case "or":
      return groupOf(query.kind, query.items, ids);
    case "not": {
      const { item } = query;
      return item.kind === "and" || item.kind === "or"
        ? groupOf(item.kind, item.items, ids, true)
        : groupOf("and", [item], ids, true);
    }
    case "number":
    case "date":
    case "anniversary":
    case "enum":
    case "text":
    case "list":
    case "segment":
    case "rows":
      return rowOf(query, ids);
  }
}

function rowOf(condition: Condition, ids: Ids): Node {
  const { attribute } = condition;
  if (condition.kind !== "rows") {
    const asked = askedOf(condition, condition.kind === "number");
    return { kind: "row", id: ids(), attribute, ...asked, parameters: [] };
  }
  const isNumber = (name: string) => parametersOf(attribute)[name]?.kind === "number";
  const parameters = condition.tests.map((test) => ({
    ...{ id: ids(), parameter: test.parameter },
    ...askedOf(test, isNumber(test.parameter)),
  }));
  const operator = condition.matches ? "MATCHES" : "NOT MATCHES";
  return { kind: "row", id: ids(), attribute, operator, values: [], parameters };
}

function askedOf({ test }: Exclude<Condition, { kind: "rows" }> | ParameterTest, isNumber: boolean): Asked {
  const { operator } = test;
  const typed = (value: string | boolean | DayValue) => (isNumber ? inOneWay(typedOf(value)) : typedOf(value));
  if ("values" in test) return { operator, values: test.values.map(typed) };
  if ("low" in test) return { operator, values: [typed(test.low), typed(test.high)] };
  return { operator, values: "value" in test ? [typed(test.value)] : [] };
}

function typedOf(value: string | boolean | DayValue): string {
  return typeof value === "object" ? dayText(value) : String(value);
}

/** A fraction of three digits with a fourth: nobody takes it for thousands. */
function inOneWay(number: string): string {
  return isAmbiguous(number.replace(/^-/, "")) ? `${number}0` : number;
}
