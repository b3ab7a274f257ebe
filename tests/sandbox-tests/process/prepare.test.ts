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

const build = (body: string) =>
  write("tests/sandbox/process/build.ts", `export async function ensureBuild(root, log) { ${body} }`);

test("an install for production alone builds nothing and does not fail", () => {
  build('throw new Error("must not be asked")');
  expect(prepare()).toBe("");
});

test("an install with what is for development builds the app, and a build that fails does not make it fail", () => {
  for (const name of ["vite", "@remix-run/dev"]) write(`node_modules/${name}/package.json`, "{}");
  for (const name of ["vite", "@remix-run/dev"]) write(`node_modules/${name}/index.js`, "");
  write("node_modules/node/package.json", "{}");
  build("log(`building ${root}`)");
  expect(prepare()).toBe(`building ${folder}/\n`);
  build('throw new Error("no such thing")');
  expect(prepare()).toContain("The app is not built yet, Error: no such thing");
});
