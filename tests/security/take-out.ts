/**
 * Takes each defence out, one at a time, in a copy of the project, and runs its test: `npm run security:take-out [-- <id or group> …]`.
 * Exits with 1 when one can be taken out unnoticed. `-- --rows` prints the tables of docs/security.md instead.
 */
import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";

import type { ProvidedContext } from "vitest";
import type { TestProject } from "vitest/node";
import { z } from "zod";

import setUp from "../support/global-setup.ts";
import { mutate, patternOf, readGroups, rowOf, type Defence } from "./defence.ts";

/** Each run uses about one core. */
const SIDE_BY_SIDE = Math.min(2, availableParallelism());
/** Made anew, or of no use to tests. */
const LEFT_OUT = new Set(["node_modules", ".git", "build", ".sandbox"]);

const report = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
});

type Verdict = "noticed" | "UNNOTICED" | "NO TEST RAN" | "FAILS ANYHOW" | "NOT THERE";

/** Tests in a copy share one PostgreSQL; where a migration was changed they start their own. */
const CONFIG = "vitest.take-out.config.ts";

function copyProject(): string {
  const copy = mkdtempSync(join(tmpdir(), "reprise-take-out-"));
  cpSync(".", copy, { recursive: true, filter: (path) => !LEFT_OUT.has(path) });
  symlinkSync(resolve("node_modules"), join(copy, "node_modules"));
  return copy;
}

function configure(copy: string, provided: Partial<ProvidedContext>): void {
  const config = `import base from "./vitest.config.ts";
export default { ...base, test: { ...base.test, globalSetup: [], provide: ${JSON.stringify(provided)} } };
`;
  writeFileSync(join(copy, CONFIG), config);
}

/** Runs one test in the copy. A file that does not load counts as a test that did not run: it says nothing about the defence. */
async function runTest(copy: string, { test, mutations }: Defence): Promise<{ passed: number; failed: number }> {
  const output = join(copy, "take-out.json");
  rmSync(output, { force: true });
  const config = mutations.some(({ file }) => file.startsWith("prisma/")) ? "vitest.config.ts" : CONFIG;
  const args = ["run", test.file, "-t", patternOf(test.name), "--no-color", "--maxWorkers=1", "--config", config];
  const child = spawn(
    process.execPath,
    ["node_modules/vitest/vitest.mjs", ...args, "--reporter=json", `--outputFile=${output}`],
    {
      cwd: copy,
      stdio: "ignore",
      env: { ...process.env, PATH: `${resolve("node_modules/.bin")}:${process.env["PATH"] ?? ""}` },
    },
  );
  await new Promise((done) => child.once("close", done));
  try {
    const { numPassedTests, numFailedTests } = report.parse(JSON.parse(readFileSync(output, "utf8")));
    return { passed: numPassedTests, failed: numFailedTests };
  } catch {
    return { passed: 0, failed: 0 };
  }
}

async function takeOut(copy: string, defence: Defence): Promise<Verdict> {
  const originals = new Map<string, string>();
  const restore = () => originals.forEach((text, path) => writeFileSync(path, text));
  for (const mutation of defence.mutations) {
    const path = join(copy, mutation.file);
    const text = readFileSync(path, "utf8");
    if (!originals.has(path)) originals.set(path, text);
    try {
      writeFileSync(path, mutate(text, mutation));
    } catch {
      restore();
      return "NOT THERE";
    }
  }
  const { passed, failed } = await runTest(copy, defence);
  restore();
  if (failed === 0) return passed === 0 ? "NO TEST RAN" : "UNNOTICED";
  const whole = await runWhole(copy, defence);
  return whole ? "noticed" : "FAILS ANYHOW";
}

const whole = new Map<string, Promise<boolean>>();

/** Whether the test passes with the defence in its place; asked once for each test. */
function runWhole(copy: string, defence: Defence): Promise<boolean> {
  const key = `${defence.test.file} ${defence.test.name}`;
  const known = whole.get(key) ?? runTest(copy, defence).then(({ passed, failed }) => passed > 0 && failed === 0);
  whole.set(key, known);
  return known;
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { rows: { type: "boolean" } } });
  const groups = await readGroups();
  if (values.rows === true) {
    for (const { title, defences } of groups)
      process.stdout.write(`### ${title}\n| id | what holds | test |\n|---|---|---|\n${defences.map(rowOf).join("\n")}\n\n`);
    return;
  }
  const wanted = groups.flatMap(({ name, defences }) =>
    defences.filter(({ id }) => positionals.length === 0 || positionals.includes(id) || positionals.includes(name)),
  );
  if (wanted.length === 0) throw new Error(`No defence and no group is called ${positionals.join(" or ")}`);
  const waiting = [...wanted];
  const verdicts = new Map<string, Verdict>();
  const width = Math.max(...wanted.map(({ id }) => id.length));
  const provided: Partial<ProvidedContext> = {};
  const project = { provide: (name: keyof ProvidedContext, value) => void (provided[name] = value) } as Pick<
    TestProject,
    "provide"
  >;
  const copies = Array.from({ length: Math.min(SIDE_BY_SIDE, wanted.length) }, copyProject);
  const tearDown = await setUp(project as TestProject);
  const work = async (copy: string) => {
    configure(copy, provided);
    try {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const verdict = await takeOut(copy, next);
        verdicts.set(next.id, verdict);
        process.stdout.write(`${next.id.padEnd(width)}  ${verdict.padEnd(12)}  ${next.test.file}\n`);
      }
    } finally {
      rmSync(copy, { recursive: true, force: true });
    }
  };
  await Promise.all(copies.map(work)).finally(tearDown);
  const unnoticed = [...verdicts].filter(([, verdict]) => verdict !== "noticed");
  process.stdout.write(`${verdicts.size - unnoticed.length} of ${verdicts.size} defences cannot be taken out unnoticed\n`);
  process.exitCode = unnoticed.length === 0 ? 0 : 1;
}

await main();
