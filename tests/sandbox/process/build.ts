import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";

import { run } from "./command.ts";
import { alone, cacheOf, readOr } from "./alone.ts";

/** What the built app depends on. Generated code follows from prisma/schema.prisma. */
export const SOURCES = [
  "app",
  "prisma",
  "public",
  "package.json",
  "package-lock.json",
  "vite.config.ts",
  "tsconfig.json",
  "shopify.app.toml",
];
const IGNORED = new Set(["node_modules", "generated"]);
const LONGEST_BUILD_MS = 5 * 60_000;

export const SERVER_ENTRY = "build/server/index.js";

/** Builds the app when its build is missing or older than its sources. Two processes that need it at once build it once. */
export async function ensureBuild(root: string, log: (line: string) => void): Promise<void> {
  const mark = join(root, "build", ".sources");
  const isFresh = () => existsSync(join(root, SERVER_ENTRY)) && readOr(mark, "") === hashSources(root);
  if (isFresh()) return;
  await alone(cacheOf(root, "build.lock"), LONGEST_BUILD_MS, async () => {
    if (isFresh()) return;
    const hash = hashSources(root);
    log("building the app …");
    const started = performance.now();
    if (!existsSync(join(root, "prisma/generated/client"))) await run(root, "prisma generate");
    // A test runner's environment must not make it another build than production's.
    await run(root, buildCommand(root), { NODE_ENV: "production" });
    if (!existsSync(join(root, SERVER_ENTRY))) throw new Error(`The build left no ${SERVER_ENTRY}`);
    writeFileSync(mark, hash);
    log(`built in ${((performance.now() - started) / 1000).toFixed(1)} s`);
  });
}

/** SHA-256 over names and contents of everything that goes into the build, or into what is named; texts about the code do not. */
export function hashSources(root: string, sources: readonly string[] = SOURCES): string {
  const hash = createHash("sha256");
  const add = (path: string) => {
    hash
      .update(`${relative(root, path)}\0`)
      .update(readFileSync(path))
      .update("\0");
  };
  const walk = (folder: string) => {
    for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (entry.isDirectory() && !IGNORED.has(entry.name)) walk(join(folder, entry.name));
      else if (entry.isFile() && !entry.name.endsWith(".md")) add(join(folder, entry.name));
    }
  };
  for (const source of sources.map((name) => join(root, name)).filter((path) => existsSync(path))) {
    try {
      walk(source);
    } catch {
      add(source);
    }
  }
  return hash.digest("hex");
}

function buildCommand(root: string): string {
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts?: Record<string, string> };
  return scripts?.["build"] ?? "remix vite:build";
}
