import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { createClock } from "../../sandbox/clock.ts";
import { hashSources } from "../../sandbox/process/build.ts";
import { DEFAULT_PORT, parseOptions, UsageError } from "../../sandbox/process/cli.ts";
import { openData } from "../../sandbox/process/data.ts";
import { choosePorts } from "../../sandbox/process/ports.ts";
import { readRegistration } from "../../sandbox/process/subscriptions.ts";
import { declaredScopes } from "../../sandbox/scopes.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "reprise-process-"));
  // Run as root, PostgreSQL changes to a user of its own and keeps its cluster elsewhere when that user may not enter here.
  chmodSync(folder, 0o755);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("the command line", () => {
  test("has sensible defaults and knows every option", () => {
    expect(parseOptions([], "/srv")).toEqual({
      port: DEFAULT_PORT,
      dataDir: "/srv/.sandbox",
      fresh: false,
      start: { kind: "history" },
      open: true,
      dev: false,
      live: false,
      untilReady: false,
    });
    const flags = ["--fresh", "--empty", "--no-open", "--dev", "--live", "--until-ready"];
    expect(parseOptions(["--port", "5000", "--data", "x", ...flags], "/srv")).toEqual({
      ...{ port: 5000, dataDir: "/srv/x", fresh: true, start: { kind: "empty" }, open: false, dev: true },
      ...{ live: true, untilReady: true },
    });
    expect(parseOptions(["--help"], "/srv")).toBeNull();
  });

  test("takes a file of orders that is there", () => {
    writeFileSync(join(folder, "orders.csv"), "");
    expect(parseOptions(["--orders", "orders.csv"], folder)?.start).toEqual({ kind: "orders", file: join(folder, "orders.csv") });
  });

  test.each([
    [["--port", "http"]],
    [["--port", "-1"]],
    [["--port", "80"]],
    [["--port", "65534"]],
    [["--port", "1e4"]],
    [["--port"]],
    [["--orders", "missing.csv"]],
    [["--empty", "--orders", "."]],
    [["--frsh"]],
    [["extra"]],
    [["--fresh=yes"]],
  ])("refuses %j with a reason", (argv) => {
    expect(() => parseOptions(argv, folder)).toThrow(UsageError);
  });
});

describe("the clock", () => {
  test("ticks with its offset, which the file holds and a restart takes up", () => {
    const file = join(folder, "clock");
    const clock = createClock(file);
    clock.set(new Date("2030-01-01T00:00:00Z"));
    clock.advance(86_400_000);
    expect(Math.abs(clock.now().getTime() - Date.parse("2030-01-02T00:00:00Z"))).toBeLessThan(60_000);
    expect(Number(readFileSync(file, "utf8"))).toBe(clock.offsetMs());
    expect(createClock(file).offsetMs()).toBe(clock.offsetMs());
  });

  test("can stand still for a piece of work, also when that fails", () => {
    const clock = createClock(join(folder, "clock"));
    const instant = new Date("2025-05-05T05:05:05Z");
    expect(clock.at(instant, () => clock.now())).toEqual(instant);
    expect(() =>
      clock.at(instant, () => {
        throw new Error("no");
      }),
    ).toThrow("no");
    expect(Math.abs(clock.now().getTime() - Date.now())).toBeLessThan(60_000);
    expect(clock.offsetMs()).toBe(0);
  });

  test("a spoilt file counts as no offset", () => {
    writeFileSync(join(folder, "clock"), "nonsense");
    expect(createClock(join(folder, "clock")).offsetMs()).toBe(0);
  });
});

describe("the data folder", () => {
  const options = (more: object = {}) => ({
    port: 0,
    dataDir: folder,
    fresh: false,
    start: { kind: "history" as const },
    open: false,
    dev: false,
    live: false,
    untilReady: false,
    ...more,
  });
  const complete = (start: string) => {
    mkdirSync(join(folder, "postgres"));
    writeFileSync(join(folder, "postgres", "PG_VERSION"), "18");
    writeFileSync(join(folder, "world"), "");
    writeFileSync(
      join(folder, "rest.json"),
      JSON.stringify({ start, tokens: { accessTokens: [], refreshTokens: [] }, undelivered: [] }),
    );
  };

  test("an earlier shop goes on; --fresh wipes it and nothing else", () => {
    complete("history");
    writeFileSync(join(folder, "mine.txt"), "keep");
    expect(openData(options(), () => undefined).kept).toBe(true);
    expect(openData(options({ fresh: true }), () => undefined).kept).toBe(false);
    expect(readFileSync(join(folder, "mine.txt"), "utf8")).toBe("keep");
    expect(openData(options(), () => undefined).kept).toBe(false);
  });

  test("a start that was not finished starts over", () => {
    mkdirSync(join(folder, "postgres"));
    const lines: string[] = [];
    expect(openData(options(), (line) => lines.push(line)).kept).toBe(false);
    expect(lines.join()).toContain("not finished");
  });

  test("a shop of another kind is not replaced unasked", () => {
    complete("history");
    expect(() => openData(options({ start: { kind: "empty" } }), () => undefined)).toThrow(UsageError);
    expect(openData(options(), () => undefined).kept).toBe(true);
  });

  test("two sandboxes do not share a folder", () => {
    writeFileSync(join(folder, "sandbox.pid"), String(process.ppid));
    expect(() => openData(options(), () => undefined)).toThrow(/Another sandbox/);
    writeFileSync(join(folder, "sandbox.pid"), "999999999");
    expect(openData(options(), () => undefined).kept).toBe(false);
  });
});

test("ports: a taken one is named, zero finds four in a row", async () => {
  const { base, first } = await choosePorts(0);
  await expect(choosePorts(base)).rejects.toThrow(`Port ${base} is in use`);
  await new Promise((resolve) => first.close(resolve));
  const again = await choosePorts(base);
  expect(again.base).toBe(base);
  await new Promise((resolve) => again.first.close(resolve));
  const blocker = createServer();
  await new Promise<void>((resolve) => blocker.listen(base + 2, "127.0.0.1", resolve));
  await expect(choosePorts(base)).rejects.toThrow(`Port ${base + 2} is in use`);
  await new Promise((resolve) => blocker.close(resolve));
});

test("the build is as old as its sources: contents and names count, generated code does not", () => {
  const write = (path: string, text: string) => {
    mkdirSync(join(folder, path, ".."), { recursive: true });
    writeFileSync(join(folder, path), text);
    return hashSources(folder);
  };
  const first = write("app/root.tsx", "a");
  expect(write("app/root.tsx", "a")).toBe(first);
  expect(write("prisma/generated/client.ts", "x")).toBe(first);
  expect(write("tests/x.ts", "x")).toBe(first);
  expect(write("app/README.md", "x")).toBe(first);
  const changes = [
    write("app/root.tsx", "b"),
    write("app/other.tsx", ""),
    write("prisma/schema.prisma", "m"),
    write("package-lock.json", "{}"),
    write("vite.config.ts", ""),
  ];
  expect(new Set([first, ...changes]).size).toBe(6);
});

test("delivers what the app has registered, compliance topics included", () => {
  const { topics, apiVersion } = readRegistration(join(import.meta.dirname, "../../.."));
  expect(apiVersion).toMatch(/^\d{4}-\d\d$/);
  expect(declaredScopes().required).toContain("read_orders");
  for (const topic of ["orders/create", "refunds/create", "customers/merge", "app/uninstalled", "shop/redact"])
    expect(topics.has(topic)).toBe(true);
});
