import { readFileSync } from "node:fs";

import { expect, test } from "vitest";

import { bonusKinds } from "../../app/program/rules/bonus-preset.ts";
import { bonusSchema } from "../../app/program/rules/bonus-rules.ts";

const title = readFileSync("extensions/reprise-theme/snippets/way-title.liquid", "utf8");
const kinds = bonusSchema.options.map(({ shape }) => shape.kind.value);

test("every way to earn is offered to merchants, and has a name in the theme (house A2)", () => {
  expect([...bonusKinds].sort()).toEqual([...kinds].sort());
  expect(kinds.filter((kind) => !title.includes(`when '${kind}'`))).toEqual([]);
});
