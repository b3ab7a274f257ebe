import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

const titles = readdirSync("tests", { recursive: true, withFileTypes: true })
  .filter(({ name }) => name.endsWith(".test.ts"))
  .flatMap(({ parentPath, name }) => [...readFileSync(join(parentPath, name), "utf8").matchAll(/\([a-z][^()"`\n]*\)(?=["`])/g)])
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

const hostile = [
  ...["templates", "content", "links", "providers", "preferences", "sign-ups", "campaigns"],
  ...["public API", "outgoing webhooks"],
];

// `vitest list -t "hostile: links"` counts what there is of one.
test.each(hostile)("hostile cases about %s can be found by name (issue 9, must show 6)", (group) => {
  expect(titles.filter((title) => new RegExp(`\\bhostile: ${group}\\)`).test(title)).length).toBeGreaterThan(0);
});
