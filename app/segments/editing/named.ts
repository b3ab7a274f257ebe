import type { AnyAttribute, ValueSource } from "../attributes/attribute.ts";
import { attributes } from "../attributes/registry.ts";
import { read } from "../language/check.ts";
import { conditions, type Condition, type Query } from "../language/query.ts";

/** The values of one source that a query names: the segments that it asks for, the tiers, the products. */
export function namedIn(query: Query, source: ValueSource): string[] {
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

/** A segment with what it asks for. */
type Asking = { key: string; name: string; query: string };

/** The first of the segments that a query asks for which ask for that segment in turn, perhaps through others; null: none does. */
export function circleOf(key: string, query: string, all: readonly Asking[]): Asking | null {
  const byKey = new Map(all.map((segment) => [segment.key.toLowerCase(), segment]));
  const asksFor = (segment: Asking, seen: Set<string>): boolean =>
    !seen.has(segment.key) &&
    (segment.key === key || named(segment.query).some((other) => other !== undefined && asksFor(other, seen.add(segment.key))));
  const named = (text: string) => namedInText(text, "segments").map((other) => byKey.get(other.toLowerCase()));
  return named(query).find((other) => other !== undefined && asksFor(other, new Set())) ?? null;
}
