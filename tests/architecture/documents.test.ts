import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { describe, expect, test } from "vitest";

import { translator } from "../../app/i18n/translate.ts";
import { LOOPS } from "../../app/jobs/loops/loops.server.ts";
import { pages, pagesOf, sections } from "../../app/pages.ts";
import { jobSchemas } from "../../app/queue/jobs.ts";
import { isTopic } from "../../app/webhooks/topics.ts";

/** What newcomers and operators read. Decisions name what was there when they were made. */
const documents = [
  "README.md",
  ...readdirSync("docs").flatMap((name) => (/^(?!decisions).+\.md$/.test(name) ? [`docs/${name}`] : [])),
];
const read = (document: string) => readFileSync(document, "utf8");
const operations = read("docs/operations.md");

const files = ["app", "tests", "extensions", "prisma"].flatMap((folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).map((entry) => `/${entry.parentPath}/${entry.name}`),
);

/** The first cells of the table below a heading row, each name in backticks of its own. */
function namesInTable(text: string, heading: string): string[] {
  const [, after = ""] = text.split(`| ${heading} |`);
  const rows = after.split("\n").slice(2);
  const cells = rows
    .slice(
      0,
      rows.findIndex((row) => !row.startsWith("|")),
    )
    .map((row) => row.split("|")[1] ?? "");
  return cells.flatMap((cell) => [...cell.matchAll(/`([\w-]+)`/g)].map(([, name = ""]) => name));
}

describe.each(documents)("%s names only what exists (merchant README, real-store G)", (document) => {
  const text = read(document);

  test("commands", () => {
    const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as { scripts: Record<string, string> };
    const named = [...text.matchAll(/npm (?:run )?([a-z]+(?::[a-z-]+)?)/g)].map(([, name = ""]) => name);
    expect(named.filter((name) => name !== "ci" && name !== "packages" && !(name in scripts))).toEqual([]);
  });

  test("links and pictures", () => {
    const named = [...text.matchAll(/\]\((?!https?:)([^)#]+)[^)]*\)/g)].map(([, name = ""]) => name);
    expect(named.filter((name) => !existsSync(join(dirname(document), name)))).toEqual([]);
  });

  test("files and folders", () => {
    const named = [...text.matchAll(/`((?:app|tests|extensions|prisma|docs)\/[\w./$-]*|[\w./$-]+\.(?:ts|tsx|liquid|toml|md))`/g)];
    const missing = named
      .map(([, name = ""]) => name.replace(/\/$/, ""))
      .filter(
        (name) =>
          !isTopic(name) && !existsSync(name) && !files.some((file) => file.endsWith(`/${name}`) || file.includes(`/${name}.`)),
      );
    expect(missing).toEqual([]);
  });
});

describe("docs/operations.md", () => {
  test("names the variables that there are", () => {
    const example = readFileSync(".env.example", "utf8");
    const named = [...operations.matchAll(/`([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)(?:=\w+)?`/g)].map(([, name = ""]) => name);
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((name) => name !== "_PREVIOUS" && !example.includes(`${name}=`))).toEqual([]);
  });

  test("says of every loop what it does", () => {
    expect(namesInTable(operations, "loop").sort()).toEqual(LOOPS.map(({ name }) => name).sort());
  });

  test("says of every job what it does", () => {
    expect(namesInTable(operations, "job").sort()).toEqual(Object.keys(jobSchemas).sort());
  });

  test("calls pages by their names, below the menus where they are", () => {
    const t = translator("en");
    const menus = new Map(sections.map(({ word, tabs }) => [t(word), tabs.flatMap(pagesOf).map((page) => t(pages[page].word))]));
    const named = [...operations.matchAll(/(?:under|in) ([A-Z]\w+), "([^"]+)"/g)].map(([, menu = "", page = ""]) => ({
      menu,
      page,
    }));
    expect(named.length).toBeGreaterThan(3);
    expect(named.filter(({ menu, page }) => menus.get(menu)?.includes(page) !== true)).toEqual([]);
  });
});
