import { readdirSync, readFileSync } from "node:fs";

import { describe, expect, test } from "vitest";

import { timeLoops } from "../../app/jobs/loops/time-loops.server.ts";
import { NOUNS } from "../../app/pipeline/nouns.server.ts";
import { ownersIn } from "./owners.ts";

const schema = readFileSync("prisma/schema.prisma", "utf8");
const list = readFileSync("app/pipeline/nouns.server.ts", "utf8");
const folders = readdirSync("app", { withFileTypes: true }).filter((entry) => entry.isDirectory());
const nouns = folders.map(({ name }) => name).filter((name) => readdirSync(`app/${name}`).includes("noun.server.ts"));

/** Columns by which a table keeps something of a person. */
const PERSONAL = /^\s+(?:customer_id|email|recipient|address|body)\s/m;

/** Folders that own a table with something of a person in it. */
function keepers(text: string): string[] {
  const owners = ownersIn(text);
  const models = [...text.matchAll(/^model (\w+) \{([^}]*)\}/gm)];
  const personal = models
    .filter(([, , columns = ""]) => PERSONAL.test(columns))
    .map(([, table = ""]) => owners.get(table)?.owner);
  return [...new Set(personal)].filter((owner) => owner !== undefined).sort();
}

/** Folders that keep something of people and are no noun of the pipeline's, with the reason. */
const OTHERS = new Map([
  ["customers", "the pipeline's own first and last step: profile before the nouns, history after them"],
  ["secrets", "tokens of the shop and its staff"],
  ["shops", "of the shop itself"],
]);

/** Nouns that the list does not take in. */
function unlisted(names: readonly string[], text: string): string[] {
  const taken =
    /NOUNS[^=]*= \[([^\]]*)\]/
      .exec(text)?.[1]
      ?.split(",")
      .map((name) => name.trim()) ?? [];
  return names.filter((name) => !text.includes(`from "../${name}/noun.server.ts"`) || !taken.includes(name));
}

describe("what every noun must be able to do (house A2, A3)", () => {
  test("is exported by each that keeps something of people", () =>
    expect(keepers(schema).filter((owner) => !nouns.includes(owner) && !OTHERS.has(owner))).toEqual([]));
  test("is taken in by the pipeline", () => {
    expect(nouns.length).toBeGreaterThanOrEqual(9);
    expect(unlisted(nouns, list)).toEqual([]);
    expect(NOUNS).toHaveLength(nouns.length);
  });
  test("is run by the worker where it runs by time", () => {
    const declared = new Set(NOUNS.flatMap((noun) => noun.byTime.map(({ loop }) => loop)));
    expect(timeLoops.map(({ name }) => name).sort()).toEqual([...declared].sort());
    const names = [...timeLoops, ...NOUNS.flatMap((noun) => noun.loops)].map(({ name }) => name);
    const operations = readFileSync("docs/operations.md", "utf8");
    expect(names.filter((name) => !operations.includes(`\`${name}\``))).toEqual([]);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe("the rules bite", () => {
  test("on a folder that keeps people and is no noun", () =>
    expect(keepers("/// Owner: reviews.\nmodel reviews {\n  shop_id Int\n  customer_id BigInt\n}\n")).toEqual(["reviews"]));
  test("not on one that keeps none", () => expect(keepers("/// Owner: reviews.\nmodel stars {\n  shop_id Int\n}\n")).toEqual([]));
  test("on a noun that is not imported, or imported and left out", () => {
    expect(unlisted(["reviews"], "export const NOUNS: readonly Noun[] = [points];")).toEqual(["reviews"]);
    const imported = `import { reviews } from "../reviews/noun.server.ts";\nexport const NOUNS: readonly Noun[] = [points];`;
    expect(unlisted(["reviews"], imported)).toEqual(["reviews"]);
    expect(unlisted(["reviews"], imported.replace("[points]", "[points, reviews]"))).toEqual([]);
  });
});
