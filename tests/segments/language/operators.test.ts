import { expect, test } from "vitest";

import { attributes } from "../../../app/segments/attributes/registry.ts";
import type { AnyAttribute, AttributeKind } from "../../../app/segments/attributes/attribute.ts";

const ORDERED = ["=", "!=", ">", ">=", "<", "<=", "BETWEEN"];
const EQUAL = ["=", "!="];
const AMONG = ["IN", "NOT IN"];
const MISSING = ["IS NULL", "IS NOT NULL"];

/** What can sensibly be asked of each kind. Builder and completion offer what an attribute lists, and nothing else. */
const SENSIBLE: Record<AttributeKind, readonly string[]> = {
  number: [...ORDERED, ...AMONG, ...MISSING],
  date: [...ORDERED, ...MISSING],
  enum: [...EQUAL, ...AMONG, ...MISSING],
  text: [...EQUAL, ...AMONG, ...MISSING],
  anniversary: [...EQUAL, "BETWEEN", ...MISSING],
  list: ["CONTAINS", "NOT CONTAINS", ...MISSING],
  segment: [...EQUAL, ...AMONG],
  rows: ["MATCHES", "NOT MATCHES"],
};

const all = Object.entries<AnyAttribute>(attributes);

test("no attribute offers an operator that means nothing for its kind (insights A6.18)", () => {
  const odd = all.flatMap(([name, { kind, operators }]) =>
    operators.filter((operator) => !SENSIBLE[kind].includes(operator)).map((operator) => `${name} ${operator}`),
  );
  expect(odd).toEqual([]);
});

test("who may be missing is asked whether they are, and nobody else", () => {
  const wrong = all.filter(
    ([, { nullable, operators }]) => MISSING.some((operator) => (operators as readonly string[]).includes(operator)) !== nullable,
  );
  expect(wrong.map(([name]) => name)).toEqual([]);
});

test("parameters of functions keep to the same", () => {
  const odd = all.flatMap(([name, attribute]) =>
    attribute.kind !== "rows"
      ? []
      : Object.entries(attribute.parameters).flatMap(([parameter, { kind, operators }]) =>
          operators
            .filter((operator) => !(kind in SENSIBLE ? SENSIBLE[kind as AttributeKind] : [...EQUAL, ...AMONG]).includes(operator))
            .map((operator) => `${name} ${parameter} ${operator}`),
        ),
  );
  expect(odd).toEqual([]);
});
