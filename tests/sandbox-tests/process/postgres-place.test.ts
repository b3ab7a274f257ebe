import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { clusterPlace, isOpenToAll, placeForAll } from "../../support/postgres-place.ts";

let folder: string;
const source = () => join(folder, "private/native");
const target = () => join(folder, "for-all");
const modeOf = (path: string) => lstatSync(path).mode & 0o777;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "reprise-place-"));
  chmodSync(folder, 0o755);
  mkdirSync(join(source(), "bin"), { recursive: true });
  mkdirSync(join(source(), "lib"));
  writeFileSync(join(source(), "bin/postgres"), "the server", { mode: 0o700 });
  writeFileSync(join(source(), "lib/libpq.so.5.18"), "a library", { mode: 0o600 });
  symlinkSync("libpq.so.5.18", join(source(), "lib/libpq.so.5"));
  chmodSync(join(folder, "private"), 0o700);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("where PostgreSQL can be run by a user of its own", () => {
  test("a folder is open when it and all above it are", () => {
    expect(isOpenToAll(folder)).toBe(true);
    expect(isOpenToAll(join(folder, "not/there/yet"))).toBe(true);
    expect(isOpenToAll(join(folder, "private"))).toBe(false);
    expect(isOpenToAll(join(source(), "bin"))).toBe(false);
  });

  test("a cluster leaves private folders for root alone, and always for the same place", () => {
    const isRoot = process.getuid?.() === 0;
    const [open, closed] = [join(folder, "cluster"), join(folder, "private/cluster")];
    expect(clusterPlace(open)).toBe(open);
    expect(clusterPlace(closed) === closed).toBe(!isRoot);
    expect(clusterPlace(closed)).toBe(clusterPlace(closed));
    expect(isOpenToAll(join(clusterPlace(closed), ".."))).toBe(isRoot);
  });

  test("the copy can be read and run by everybody and changed by nobody else, whatever the umask", async () => {
    const before = process.umask(0o077);
    try {
      await placeForAll(source(), target());
    } finally {
      process.umask(before);
    }
    expect(readFileSync(join(target(), "bin/postgres"), "utf8")).toBe("the server");
    expect(readFileSync(join(target(), "lib/libpq.so.5"), "utf8")).toBe("a library");
    expect([".", "bin", "lib"].map((name) => modeOf(join(target(), name)))).toEqual([0o755, 0o755, 0o755]);
    expect(modeOf(join(target(), "bin/postgres"))).toBe(0o755);
    expect(modeOf(join(target(), "lib/libpq.so.5.18"))).toBe(0o644);
  });

  test("several starts at once make one whole copy and leave nothing else", async () => {
    await Promise.all([1, 2, 3, 4].map(() => placeForAll(source(), target())));
    expect(readdirSync(join(target(), "bin"))).toEqual(["postgres"]);
    expect(readdirSync(join(target(), "lib")).sort()).toEqual(["libpq.so.5", "libpq.so.5.18"]);
  });

  test("what is there is kept, and what was cleaned away comes back", async () => {
    await placeForAll(source(), target());
    const { ino } = lstatSync(join(target(), "bin/postgres"));
    rmSync(join(target(), "lib"), { recursive: true });
    await placeForAll(source(), target());
    expect(lstatSync(join(target(), "bin/postgres")).ino).toBe(ino);
    expect(existsSync(join(target(), "lib/libpq.so.5"))).toBe(true);
  });

  const openToWriters = (path: string) => {
    mkdirSync(path, { recursive: true });
    chmodSync(path, 0o777);
  };
  test.each([
    ["a link that somebody put there", () => symlinkSync(join(folder, "private"), target())],
    ["a file", () => writeFileSync(target(), "")],
    ["a folder that others can write to", () => openToWriters(target())],
    ["a folder inside that others can write to", () => openToWriters(join(target(), "bin"))],
  ])("%s is refused", async (_name, prepare) => {
    prepare();
    await expect(placeForAll(source(), target())).rejects.toThrow(/is not ours alone/);
  });

  test("a folder of somebody else is refused", async () => {
    mkdirSync(target());
    await expect(placeForAll(source(), target(), (process.getuid?.() ?? 0) + 1)).rejects.toThrow(/is not ours alone/);
    expect(readdirSync(target())).toEqual([]);
  });
});
