import { readFileSync } from "node:fs";

import type { RouteConfigEntry } from "@remix-run/route-config";
import { describe, expect, test } from "vitest";

import routes from "../../app/routes.ts";
import { mutate, readGroups, rowOf, type Defence } from "../security/defence.ts";

const groups = await readGroups();
const defences = groups.flatMap((group) => group.defences);
const document = readFileSync("docs/security.md", "utf8");

/** The rows of each table of defences, by the heading above it. */
function tablesOf(text: string): Map<string, string[]> {
  const sections = text.split(/^### /m).slice(1);
  return new Map(
    sections.map((section) => {
      const [title = "", ...lines] = section.split("\n");
      return [title, lines.filter((line) => line.startsWith("| `"))];
    }),
  );
}

const sources = new Map<string, string>();
function read(file: string): string {
  const text = sources.get(file) ?? readFileSync(file, "utf8");
  sources.set(file, text);
  return text;
}

/** Parts of the test's name that its file does not give to any test or group. */
function missingNames({ test: { file, name } }: Defence): string[] {
  return name.split(" > ").filter((part) => !['"', "'", "`"].some((quote) => read(file).includes(`${quote}${part}${quote},`)));
}

describe("docs/security.md and the registry of defences", () => {
  test("say the same lines", () => {
    const rows = [...tablesOf(document)].filter(([, lines]) => lines.length > 0);
    expect(new Map(rows)).toEqual(new Map(groups.map(({ title, defences }) => [title, defences.map(rowOf)])));
  });
  test("name each defence once", () => {
    const ids = defences.map(({ id }) => id);
    expect(ids.filter((id, place) => ids.indexOf(id) !== place)).toEqual([]);
    expect(ids.filter((id) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id))).toEqual([]);
    expect(ids.length).toBeGreaterThanOrEqual(25);
  });
});

/** Addresses of pages, those of a layout's pages below its own. */
function addressesOf(entries: readonly RouteConfigEntry[], above = ""): string[] {
  return entries.flatMap(({ path, children }) => {
    const address = path === undefined ? above : `${above}/${path}`;
    return [address === "" ? "/" : address, ...addressesOf(children ?? [], address)];
  });
}

test("docs/security.md names every address that the app answers", () => {
  const addresses = addressesOf(routes);
  expect(addresses.length).toBeGreaterThan(40);
  expect(addresses.filter((address) => !document.includes(`\`${address}\``))).toEqual([]);
  // Once: two lines about one address would soon say different things.
  const told = [...document.matchAll(/^\| (`\/[^|]*)\|/gm)].flatMap(([, cell = ""]) => cell.match(/`[^`]+`/g) ?? []);
  expect(told.length).toBeGreaterThan(40);
  expect(told.filter((address, place) => told.indexOf(address) !== place)).toEqual([]);
});

describe.each(defences)("$id", (defence) => {
  test("has a test of this name", () => expect(missingNames(defence)).toEqual([]));
  test("can be taken out in one way", () => {
    expect(defence.mutations.length).toBeGreaterThan(0);
    const changed = new Map<string, string>();
    for (const mutation of defence.mutations) {
      const before = changed.get(mutation.file) ?? read(mutation.file);
      const after = mutate(before, mutation);
      expect(after).not.toBe(before);
      changed.set(mutation.file, after);
    }
  });
});

describe("the checks bite", () => {
  const [defence] = defences;
  test("a test that does not exist", () => {
    if (defence === undefined) throw new Error("There are no defences");
    expect(missingNames({ ...defence, test: { ...defence.test, name: "nobody wrote this test" } })).toHaveLength(1);
  });
  test("a mutation that finds nothing, or more than one place", () => {
    const mutation = { file: "x.ts", find: "a", replace: "b" };
    expect(() => mutate("c", mutation)).toThrow("0 times");
    expect(() => mutate("a a", mutation)).toThrow("2 times");
    expect(mutate("a", { ...mutation, replace: "$&" })).toBe("$&");
  });
});
