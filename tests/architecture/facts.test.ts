import { readFileSync } from "node:fs";
import { resolve } from "node:path";

import ts from "typescript";
import { expect, test } from "vitest";

const SORT = "app/pipeline/sort-facts.ts";
const INTERPRET = "app/webhooks/interpret.ts";
const TOPICS = "app/webhooks/topics.ts";
const FACTS = "app/facts/customer.ts";

const { config } = ts.readConfigFile("tsconfig.json", (path) => readFileSync(path, "utf8")) as { config: object };
const { options } = ts.parseJsonConfigFileContent(config, ts.sys, process.cwd());

/** What the compiler says of the files that give facts their meaning and their step, with `changes` in place of some files' text. */
function errorsWith(changes: Readonly<Record<string, (text: string) => string>>): string[] {
  const host = ts.createCompilerHost({ ...options, noEmit: true });
  const readFile = host.getSourceFile.bind(host);
  host.getSourceFile = (path, ...rest) => {
    const name = Object.keys(changes).find((changed) => resolve(changed) === resolve(path));
    const change = name === undefined ? undefined : changes[name];
    if (change === undefined) return readFile(path, ...rest);
    const text = readFileSync(path, "utf8");
    const changed = change(text);
    expect(changed).not.toBe(text);
    return ts.createSourceFile(path, changed, ts.ScriptTarget.Latest, true);
  };
  const program = ts.createProgram([SORT, INTERPRET], { ...options, noEmit: true, incremental: false }, host);
  return [SORT, INTERPRET].flatMap((path) =>
    program
      .getSemanticDiagnostics(program.getSourceFile(path))
      .map(({ messageText }) => `${path}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`),
  );
}

test("a kind of fact without a step, and a topic without a meaning, do not compile (house A2)", () => {
  expect(errorsWith({})).toEqual([]);
  const errors = errorsWith({
    [FACTS]: (text) =>
      text.replace(
        '| { kind: "customer-deleted"',
        '| { kind: "customer-moved"; customerId: bigint }\n  | { kind: "customer-deleted"',
      ),
    [TOPICS]: (text) => text.replace('"customers/create",', '"customers/create",\n  "customers/moved",'),
  });
  expect(errors.filter((line) => line.startsWith(SORT) && line.includes("customer-moved"))).not.toEqual([]);
  expect(errors.filter((line) => line.startsWith(INTERPRET) && line.includes("never"))).not.toEqual([]);
});
