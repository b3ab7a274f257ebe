/* eslint-disable no-loss-of-precision -- numbers that lose precision are what is tested */
import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { parseJson, stringifyJson } from "../../app/lib/json.ts";
import { computedSeconds } from "../support/cpu.ts";

type Revive = (key: string, value: unknown) => unknown;

/** The plain way, which is slow: what it says is right. */
function parseByReviver(text: string): unknown {
  const revive = (_key: string, value: unknown, { source }: { source: string }) =>
    typeof value === "number" && /^-?\d{16,}$/.test(source) ? source : value;
  return JSON.parse(text, revive as Revive);
}

describe("parseJson", () => {
  test.each([
    ["an id above 2^53", '{"id":706405506930370084}', { id: "706405506930370084" }],
    [
      "ids side by side",
      '{"a":7064055069303700841,"b_c": 7064055069303700842\n}',
      { a: "7064055069303700841", b_c: "7064055069303700842" },
    ],
    ["a list of them", "[-9007199254740993,9007199254740993]", ["-9007199254740993", "9007199254740993"]],
    ["one alone", "9007199254740993", "9007199254740993"],
    ["15 digits", '{"id":999999999999999}', { id: 999999999999999 }],
    ["16 digits", '{"id":1000000000000000}', { id: "1000000000000000" }],
    ["a decimal with many digits", "[0.12345678901234567, 1234567890123456789.5]", [0.12345678901234567, 1234567890123456789.5]],
    ["exponents", "[1e21, 12345678901234567890e2, 1E-1234567890123456789]", [1e21, 12345678901234567890e2, 0]],
    [
      "digits in strings",
      '{"a":"9007199254740993","b":"x:9007199254740993,","c\\\\":9007199254740993,"d":"\\":9007199254740993,"}',
      {
        ...{ a: "9007199254740993", b: "x:9007199254740993,", "c\\": "9007199254740993", d: '":9007199254740993,' },
      },
    ],
    [
      "a string that looks like a member",
      '{"b":"c\\":9007199254740993,","d":":9007199254740993,"}',
      { b: 'c":9007199254740993,', d: ":9007199254740993," },
    ],
    ["no digits at all", '{"a":[true,null,"b"]}', { a: [true, null, "b"] }],
  ])("%s", (_name, text, expected) => {
    expect(parseJson(text)).toEqual(expected);
    expect(parseByReviver(text)).toEqual(expected);
  });

  test("a member called __proto__ stays a member", () => {
    const parsed = parseJson('{"__proto__":9007199254740993,"a":{"__proto__":{"b":9007199254740993}}}') as object;
    expect(Object.getPrototypeOf(parsed)).toBe(Object.prototype);
    expect(Object.getOwnPropertyDescriptor(parsed, "__proto__")?.value).toBe("9007199254740993");
  });

  test.each([
    "",
    "{9007199254740993:1}",
    '{"a":1,9007199254740993 : 1}',
    '{"a":9007199254740993 9007199254740993}',
    "{",
    "[9007199254740993,]",
    '{"a":9007199254740993',
    "09007199254740993",
    "9007199254740993 9007199254740993",
    '"\n9007199254740993"',
  ])("%j is not JSON", (text) => {
    expect(() => parseJson(text)).toThrow(SyntaxError);
  });

  test("says what a reviver says, for anything", () => {
    const number = fc.oneof(
      fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }).map(String),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => JSON.stringify(value)),
    );
    const text = fc
      .oneof(fc.string({ unit: "binary" }), fc.constantFrom('"', "\\", '\\"', ":9007199254740993,", "\u0000"))
      .map((value) => JSON.stringify(value));
    const { json } = fc.letrec<{ json: string }>((tie) => ({
      json: fc.oneof(
        { maxDepth: 4 },
        number,
        text,
        fc.constantFrom("true", "null"),
        fc.array(tie("json")).map((items) => `[${items.join(" , ")}]`),
        // V8's reviver is confused by members with one name and by escapes in names.
        fc
          .uniqueArray(
            fc.tuple(
              fc.stringMatching(/^[a-z:,]{0,6}\d{0,20}x$/).map((name) => JSON.stringify(name)),
              tie("json"),
            ),
            { selector: ([key]) => key },
          )
          .map((members) => `{${members.map(([key, value]) => `${key} : ${value}`).join(",\n")}}`),
      ),
    }));
    fc.assert(
      fc.property(json, (source) => {
        expect(parseJson(source)).toEqual(parseByReviver(source));
      }),
      { numRuns: 2_000 },
    );
  });
});

test("a body that is cut off costs no more than its length (security-faults 12)", async () => {
  const long = "9".repeat(19);
  const cut = `{"a":${long},"b":[${long}],"c":"${'\\"'.repeat(100_000)}`;
  expect(await computedSeconds(() => expect(() => parseJson(cut)).toThrow(SyntaxError))).toBeLessThan(10);
});

test("stringifyJson writes bigint as digits in a string", () => {
  expect(stringifyJson({ id: 9007199254740993n, list: [1n], rest: "x" })).toBe(
    '{"id":"9007199254740993","list":["1"],"rest":"x"}',
  );
});
