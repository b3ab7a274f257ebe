import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

const titles = readdirSync("tests", { recursive: true, withFileTypes: true })
  .filter(({ name }) => name.endsWith(".test.ts"))
  .flatMap(({ parentPath, name }) => [
    ...readFileSync(join(parentPath, name), "utf8").matchAll(/\([a-z][^()"`\n]*\)(?=(?:: %\w)?["`])/g),
  ])
  .map(([title]) => title);

/** The numbers that titles of tests give after a name: "(flows 17)", "(flows 21, flows 22)". */
const numbered = (name: string) =>
  new Set(
    titles.flatMap((title) =>
      [...title.matchAll(new RegExp(`\\b${name} (\\d+)\\b(?!\\.)`, "g"))].map(([, number]) => Number(number)),
    ),
  );

test("each of the 35 public failures of other systems' flows and emails has tests of its number (issue 9, must show 4)", () => {
  const proven = numbered("flows");
  expect(Array.from({ length: 35 }, (_, index) => index + 1).filter((number) => !proven.has(number))).toEqual([]);
});

/** What was found, by number, and the decisions that answer what no test can show. */
const FOUND: Record<string, { count: number; answered: Readonly<Record<number, number>> }> = {
  merchant: { count: 40, answered: { 25: 502 } },
  shopper: { count: 30, answered: { 30: 515 } },
};

test.each(Object.entries(FOUND))(
  "each finding of the %s's is mended with a test of its number, or answered (issue 8, must show 5)",
  (name, { count, answered }) => {
    const proven = numbered(name);
    const open = Array.from({ length: count }, (_, index) => index + 1).filter((number) => !proven.has(number));
    expect(open).toEqual(Object.keys(answered).map(Number));
    const decisions = readFileSync("docs/decisions.md", "utf8");
    for (const [number, decision] of Object.entries(answered))
      expect(decisions).toMatch(new RegExp(`^### ${decision}\\. [^#]*\\b${name} ${number}\\b`, "m"));
  },
);

/** Of the house a letter and a number: A1 to A9; of speed a letter. */
test.each([
  ["house", ["A1", "A2", "A3", "A4", "A5", "A6", "A7", "A8", "A9"], { A1: 122, A8: 73 }],
  ["performance", ["A", "B", "C", "D", "E"], { E: 124 }],
] as const)("each finding about %s has a test of its name, or is answered", (name, all, answered) => {
  const proven = new Set(
    titles.flatMap((title) => [...title.matchAll(new RegExp(`\\b${name} ([A-Z]\\d*)`, "g"))].map(([, found]) => found ?? "")),
  );
  expect(all.filter((one) => !proven.has(one) && !(one in answered))).toEqual([]);
  const decisions = readFileSync("docs/decisions.md", "utf8");
  for (const decision of Object.values(answered)) expect(decisions).toMatch(new RegExp(`^### ${decision}\\. `, "m"));
});

const hostile = [
  ...["templates", "content", "links", "providers", "preferences", "sign-ups", "campaigns"],
  ...["public API", "storefront API", "outgoing webhooks", "pixel"],
];

// `vitest list -t "hostile: links"` counts what there is of one.
test.each(hostile)("hostile cases about %s can be found by name (issue 9, must show 6)", (group) => {
  expect(titles.filter((title) => new RegExp(`\\bhostile: ${group}\\)`).test(title)).length).toBeGreaterThan(0);
});
