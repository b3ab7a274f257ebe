import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, test } from "vitest";

import { alone } from "../../sandbox/process/alone.ts";

let folder: string;
let lock: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "reprise-alone-"));
  lock = join(folder, "work.lock");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("work that several want is done by one after the other", async () => {
  let [working, most, done] = [0, 0, 0];
  const work = async () => {
    working += 1;
    most = Math.max(most, working);
    await new Promise((resolve) => setImmediate(resolve));
    working -= 1;
    done += 1;
  };
  await Promise.all([1, 2, 3].map(() => alone(lock, 60_000, work)));
  expect([most, done]).toEqual([1, 3]);
});

test("nobody waits for one that has died, or that failed", async () => {
  writeFileSync(lock, "999999999");
  expect(await alone(lock, 60_000, async () => Promise.resolve(readFileSync(lock, "utf8")))).toBe(String(process.pid));
  await expect(alone(lock, 60_000, async () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(await alone(lock, 60_000, async () => Promise.resolve("mine"))).toBe("mine");
});

test("nobody waits longer than the work may take", async () => {
  writeFileSync(lock, String(process.ppid));
  expect(await alone(lock, 0, async () => Promise.resolve("mine"))).toBe("mine");
});
