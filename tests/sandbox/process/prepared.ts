import { createHash } from "node:crypto";
import { copyFileSync, existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { clusterPlace } from "../../support/postgres-place.ts";
import { offsetIn, writeOffset } from "../clock.ts";
import { today } from "../history/start.ts";
import { alone, cacheOf, readOr } from "./alone.ts";
import { ensureBuild, hashSources, SOURCES } from "./build.ts";
import { run } from "./command.ts";
import { copyTree } from "./copy-tree.ts";
import { dataPaths } from "./data.ts";

/** Beginnings that come out the same whenever they are lived through on one day. */
export type PreparedKind = "history" | "empty";

/** What a beginning comes from, besides the day. */
const LIVED_BY = [
  ...SOURCES,
  "tests/sandbox",
  ...["postgres", "postgres-binaries", "postgres-place"].map((name) => `tests/support/${name}.ts`),
];
/** On a machine on which everything takes ten times as long as it should. */
const LONGEST_LIFE_MS = 15 * 60_000;

/** Of the beginning that is kept; written last. */
type Mark = { key: string; /** By the sandbox's clock. */ endedAt: string };

/**
 * Lives through a beginning once, as any start does, and keeps its folder for all that begin the same way: until the app, the sandbox or the day is another.
 * @throws Error with what the sandbox said when it did not become ready
 */
export async function ensurePrepared(root: string, kind: PreparedKind, now: Date, log: (line: string) => void): Promise<void> {
  await ensureBuild(root, log);
  await inTurn(root, kind, () => prepare(root, kind, now, log));
}

/** Puts a copy of the beginning into a new sandbox's folder, which then goes on as one that was kept. Prepares it first when need be. */
export async function copyPrepared(
  root: string,
  kind: PreparedKind,
  dataDir: string,
  now: Date,
  log: (line: string) => void,
): Promise<void> {
  await ensureBuild(root, log);
  await inTurn(root, kind, async () => {
    const { endedAt } = await prepare(root, kind, now, log);
    const [from, to] = [dataPaths(slotOf(root, kind)), dataPaths(dataDir)];
    for (const file of ["world", "rest", "mails"] as const) copyFileSync(from[file], to[file]);
    copyTree(from.postgres, to.postgres);
    // Shops without a past live in the machine's own time. A history ends at the beginning of the day, whenever it is copied.
    writeOffset(to.clock, kind === "empty" ? 0 : Date.parse(endedAt) - Date.now());
  });
}

/** Also nobody copies what is being made anew. */
const inTurn = <Result>(root: string, kind: PreparedKind, work: () => Promise<Result>) =>
  alone(cacheOf(root, `sandbox-${kind}.lock`), LONGEST_LIFE_MS, work);

const slotOf = (root: string, kind: PreparedKind) => cacheOf(root, `sandbox-${kind}`);

async function prepare(root: string, kind: PreparedKind, now: Date, log: (line: string) => void): Promise<Mark> {
  const slot = slotOf(root, kind);
  const markFile = join(slot, "prepared.json");
  const key = keyOf(root, now);
  const known = readMark(markFile);
  if (known?.key === key && existsSync(join(clusterPlace(dataPaths(slot).postgres), "PG_VERSION"))) return known;
  rmSync(markFile, { force: true });
  const started = performance.now();
  const options = [
    "--live",
    "--until-ready",
    "--fresh",
    "--no-open",
    "--port 0",
    `--data '${slot}'`,
    ...(kind === "empty" ? ["--empty"] : []),
  ];
  await run(root, `exec node tests/sandbox/main.ts ${options.join(" ")}`, {}, (line) => log(line.replace(/^\[sandbox\] /, "")));
  const mark: Mark = { key, endedAt: new Date(Date.now() + offsetIn(dataPaths(slot).clock)).toISOString() };
  writeFileSync(markFile, JSON.stringify(mark));
  log(`prepared in ${((performance.now() - started) / 1000).toFixed(1)} s, for every start of today`);
  return mark;
}

/** What is kept under the same key came from the same sources on the same day. */
export function keyOf(root: string, now: Date): string {
  return createHash("sha256")
    .update(`${hashSources(root, LIVED_BY)} ${today(now).toISOString()}`)
    .digest("hex");
}

function readMark(file: string): Mark | null {
  const text = readOr(file, "");
  return text === "" ? null : (JSON.parse(text) as Mark);
}
