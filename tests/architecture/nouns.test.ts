import { readdirSync, readFileSync } from "node:fs";

import { describe, expect, test } from "vitest";

import { LOOPS } from "../../app/jobs/loops/loops.server.ts";
import { timeLoops } from "../../app/jobs/loops/time-loops.server.ts";
import { NOUNS } from "../../app/pipeline/nouns.server.ts";
import { ownersIn } from "./owners.ts";
import type { Source } from "./rules.ts";

const schema = readFileSync("prisma/schema.prisma", "utf8");
const list = readFileSync("app/pipeline/nouns.server.ts", "utf8");
const worker = readFileSync("app/jobs/loops/loops.server.ts", "utf8");
/** Folders below app/, with their paths. */
const nouns = readdirSync("app", { recursive: true, withFileTypes: true })
  .filter((entry) => entry.name === "noun.server.ts")
  .map((entry) => entry.parentPath.replace(/^app\//, ""));

const app: Source[] = readdirSync("app", { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.server\.ts$/.test(entry.name))
  .map((entry) => `${entry.parentPath}/${entry.name}`)
  .map((path) => ({ path, text: readFileSync(path, "utf8") }));

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
  return names.filter(
    (name) => !text.includes(`from "../${name}/noun.server.ts"`) || !taken.includes(name.split("/").at(-1) ?? ""),
  );
}

/** Files that declare loops, `export const xLoops` or `export function xLoops(…)`, which the worker does not run. */
function notRun(sources: readonly Source[], text: string): string[] {
  return sources.flatMap((source) =>
    [...source.text.matchAll(/export (?:const|function) (\w+Loops)\b/g)].flatMap(([, name = ""]) =>
      new RegExp(`\\.\\.\\.${name}\\b`).test(text) ? [] : [`${source.path}: ${name}`],
    ),
  );
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
    const names = LOOPS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });
  test("declares its own loops, and the worker runs each", () => {
    expect(notRun(app, worker)).toEqual([]);
    expect(app.filter(({ text }) => /\w+Loops\b.*Loop\[\]/.test(text)).length).toBeGreaterThanOrEqual(5);
    expect(worker).not.toMatch(/\bname: "/);
  });
});

describe("the rules bite", () => {
  test("on a folder that keeps people and is no noun", () =>
    expect(keepers("/// Owner: reviews.\nmodel reviews {\n  shop_id Int\n  customer_id BigInt\n}\n")).toEqual(["reviews"]));
  test("not on one that keeps none", () => expect(keepers("/// Owner: reviews.\nmodel stars {\n  shop_id Int\n}\n")).toEqual([]));
  test("on a loop that the worker does not run", () => {
    const source = { path: "app/reviews/loops.server.ts", text: "export function reviewLoops(means: Means): readonly Loop[] {" };
    expect(notRun([source], "export const LOOPS = [...timeLoops];")).toEqual(["app/reviews/loops.server.ts: reviewLoops"]);
    expect(notRun([source], "export const LOOPS = [...timeLoops, ...reviewLoops(means)];")).toEqual([]);
  });
  test("on a noun that is not imported, or imported and left out", () => {
    expect(unlisted(["reviews"], "export const NOUNS: readonly Noun[] = [points];")).toEqual(["reviews"]);
    const imported = `import { reviews } from "../reviews/noun.server.ts";\nexport const NOUNS: readonly Noun[] = [points];`;
    expect(unlisted(["reviews"], imported)).toEqual(["reviews"]);
    expect(unlisted(["reviews"], imported.replace("[points]", "[points, reviews]"))).toEqual([]);
  });
});
