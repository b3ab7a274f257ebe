import { readdirSync } from "node:fs";

import { describe, expect, test } from "vitest";

import { idleExceptions, MOST_FILES, unevenFolders } from "./folders.ts";

const app = readdirSync("app", { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
  .map((entry) => `${entry.parentPath}/${entry.name}`);

const exceptions = new Map([
  ["app", "the entries, and the foundation that they start"],
  ["app/actions/merchant", "one verb a file"],
  ["app/components/claims", "the one list of its page"],
  ["app/components/imports", "the parts of one page"],
  ["app/components/page", "the pieces of the one frame"],
  ["app/components/rewards", "the parts of one form"],
  ["app/facts", "a file a subject"],
  ["app/i18n/words", "a file a page"],
  ["app/lib", "helpers that have nothing to do with each other"],
  ["app/messages/templates/*", "an email each: what it rests on, and its words"],
  ["app/routes", "file names are addresses"],
]);

describe("a folder is one noun (house A9)", () => {
  test("of three to nine files", () => expect(unevenFolders(app, exceptions)).toEqual([]));
  test("exceptions are needed still", () => expect(idleExceptions(app, exceptions)).toEqual([]));
});

describe("the rule bites", () => {
  const files = (folder: string, count: number) => Array.from({ length: count }, (_, index) => `${folder}/${index}.ts`);
  test("on ten files, and on two", () =>
    expect(unevenFolders([...files("app/x", MOST_FILES + 1), ...files("app/y", 2)], new Map())).toEqual([
      "app/x: 10",
      "app/y: 2",
    ]));
  test("not on nine, nor on one beside folders", () =>
    expect(unevenFolders([...files("app/x", MOST_FILES), ...files("app/y", 1), ...files("app/y/z", 3)], new Map())).toEqual([]));
  test("not on folders that are alike for one reason, but on what is deeper", () => {
    const alike = [...files("app/x/a", 2), ...files("app/x/b", 2), ...files("app/x/b/deep", 2)];
    expect(unevenFolders(alike, new Map([["app/x/*", "one each"]]))).toEqual(["app/x/b/deep: 2"]);
    expect(idleExceptions(files("app/x/a", MOST_FILES), new Map([["app/x/*", "one each"]]))).toEqual(["app/x/*"]);
  });
  test("on an exception that is none", () => {
    expect(idleExceptions(files("app/x", MOST_FILES), new Map([["app/x", "it was large once"]]))).toEqual(["app/x"]);
  });
});
