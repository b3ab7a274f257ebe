import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** What the built app depends on. Generated code follows from prisma/schema.prisma. */
const SOURCES = [
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
const LOCK_STALE_MS = 5 * 60_000;

export const SERVER_ENTRY = "build/server/index.js";

/** Builds the app when its build is missing or older than its sources. Two processes that need it at once build it once. */
export async function ensureBuild(root: string, log: (line: string) => void): Promise<void> {
  const mark = join(root, "build", ".sources");
  const isFresh = () => existsSync(join(root, SERVER_ENTRY)) && readOr(mark, "") === hashSources(root);
  if (isFresh()) return;
  const unlock = await lock(join(root, "node_modules", ".cache", "reprise-build.lock"));
  try {
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
  } finally {
    unlock();
  }
}

/** SHA-256 over names and contents of everything that goes into the build; texts about the code do not. */
export function hashSources(root: string): string {
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
  for (const source of SOURCES.map((name) => join(root, name)).filter((path) => existsSync(path))) {
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

/** Runs a command with the project's own programs first on the PATH. @throws Error with the end of its output when it fails */
export function run(root: string, command: string, env: Record<string, string> = {}): Promise<void> {
  return new Promise((resolve, reject) => {
    const path = `${join(root, "node_modules/.bin")}:${process.env["PATH"] ?? ""}`;
    const child = spawn("/bin/sh", ["-c", command], {
      cwd: root,
      env: { ...process.env, ...env, PATH: path },
      stdio: ["ignore", "pipe", "pipe"],
    });
    running.add(child);
    let output = "";
    const keep = (chunk: Buffer) => (output = (output + chunk.toString("utf8")).slice(-6_000));
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.on("error", reject);
    child.on("close", (code, signal) => {
      running.delete(child);
      if (code === 0) resolve();
      else reject(new Error(`"${command}" failed (${signal ?? `exit ${code}`}):\n${output.trim()}`));
    });
  });
}

const running = new Set<ReturnType<typeof spawn>>();

/** Ends commands that are still running, for a stop in the middle of a start. */
export function stopRunning(): void {
  for (const child of running) child.kill("SIGTERM");
}

function readOr(file: string, otherwise: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return otherwise;
  }
}

async function lock(path: string): Promise<() => void> {
  mkdirSync(join(path, ".."), { recursive: true });
  const deadline = performance.now() + LOCK_STALE_MS;
  for (;;) {
    try {
      writeFileSync(path, String(process.pid), { flag: "wx" });
      return () => rmSync(path, { force: true });
    } catch {
      const holder = Number(readOr(path, ""));
      if (!isAlive(holder) || performance.now() > deadline) rmSync(path, { force: true });
      else await sleep(200);
    }
  }
}

/** Whether a process of that id runs. */
export function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
