import type { AnyAttribute, ValueSource } from "../attributes/attribute.ts";
import { attributes } from "../attributes/registry.ts";
import { read } from "../language/check.ts";
import { conditions, type Condition, type Query } from "../language/query.ts";

/** The values of one source that a query names: the segments that it asks for, the tiers, the products. */
function namedIn(query: Query, source: ValueSource): string[] {
  return conditions(query).flatMap((condition) => namedBy(condition, source));
}

/** The same of a text; of one that cannot be read, none. */
export function namedInText(text: string, source: ValueSource): string[] {
  const checked = read(text);
  return checked.ok ? namedIn(checked.query, source) : [];
}

function namedBy(condition: Condition, source: ValueSource): string[] {
  const entry: AnyAttribute = attributes[condition.attribute];
  if (entry.kind === "rows" && condition.kind === "rows")
    return condition.tests.flatMap(({ parameter, test }) =>
      entry.parameters[parameter]?.suggests === source ? valuesOf(test) : [],
    );
  return entry.suggests === source && condition.kind !== "rows" ? valuesOf(condition.test) : [];
}

function valuesOf(test: object): string[] {
  const values = "values" in test ? test.values : "value" in test ? [test.value] : [];
  return (values as unknown[]).filter((value) => typeof value === "string");
}
