import { execFileSync } from "node:child_process";
import { cpus, loadavg, release, totalmem } from "node:os";

import { sql } from "kysely";

import type { Db } from "../../app/db.server.ts";

/** A rate and, where single operations are timed, their latencies in milliseconds. */
export type Measured = { what: string; perSecond: number; p50?: number; p99?: number };

/** What one scenario found: the app's own figure, and what the same machine did in the same minute by simpler means. */
export type Figure = {
  scenario: string;
  unit: string;
  app: Measured;
  baselines: Measured[];
  /** What the figure means besides: counts, CPU time, sizes. */
  notes: string[];
};

/** What is measured by other means than the clock: how well something does. The first cell of each row says what it is of. */
export type Table = { scenario: string; columns: string[]; rows: string[][]; notes: string[] };

export type Machine = Record<"cpu" | "memory" | "system" | "node" | "postgres" | "commit" | "load" | "commitOfCode", string>;

export function perSecond(count: number, ms: number): number {
  return count / (ms / 1_000);
}

/** @param sorted ascending */
export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

/** Runs work, and tells how long it took and how much processor time this process spent on it. */
export async function timed<Result>(work: () => Promise<Result>): Promise<{ result: Result; ms: number; cpuMs: number }> {
  const [began, cpu] = [performance.now(), process.cpuUsage()];
  const result = await work();
  const { user, system } = process.cpuUsage(cpu);
  return { result, ms: performance.now() - began, cpuMs: (user + system) / 1_000 };
}

/** What the figures depend on. `commit` is one durable transaction of one row, again and again, by one client. */
export async function describeMachine(db: Db): Promise<Machine> {
  await sql`create table one_row (at int)`.execute(db);
  const waits: number[] = [];
  for (let round = 0; round < 200; round += 1) {
    waits.push((await timed(() => sql`insert into one_row values (${round}::int)`.execute(db))).ms);
  }
  waits.sort((a, b) => a - b);
  await sql`drop table one_row`.execute(db);
  const { rows } = await sql<{ version: string }>`select current_setting('server_version') as version`.execute(db);
  const [first] = cpus();
  return {
    cpu: `${cpus().length} × ${first?.model.trim() ?? "unknown"}`,
    memory: `${(totalmem() / 2 ** 30).toFixed(1)} GiB`,
    system: `${process.platform} ${release()}`,
    node: process.version,
    postgres: `${rows[0]?.version ?? "unknown"}, durable, on the same machine`,
    commit: `${percentile(waits, 0.5).toFixed(2)} ms (p99 ${percentile(waits, 0.99).toFixed(2)} ms)`,
    load: loadavg()
      .map((load) => load.toFixed(1))
      .join(" "),
    commitOfCode: revision(),
  };
}

export function printMachine(machine: Machine): string {
  return Object.entries(machine)
    .map(([name, value]) => `  ${name.padEnd(13)} ${value}\n`)
    .join("");
}

export function printFigures(figures: readonly (Figure | Table)[]): string {
  return figures.flatMap((one) => ["", ...("rows" in one ? printTable(one) : printFigure(one))]).join("\n");
}

function printTable({ scenario, columns, rows, notes }: Table): string[] {
  const widths = columns.map((_, place) => Math.max(...[columns, ...rows].map((cells) => cells[place]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    `  ${cells.map((cell, place) => (place === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[place] ?? 0))).join("  ")}`;
  return [scenario, line(columns), ...rows.map(line), ...notes.map((note) => `  · ${note}`)];
}

function printFigure({ scenario, unit, app, baselines, notes }: Figure): string[] {
  const line = ({ what, perSecond, p50, p99 }: Measured, ratio: string) => {
    const latency = p50 === undefined || p99 === undefined ? "" : `p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`;
    const rate = perSecond >= 100 ? Math.round(perSecond).toLocaleString("en") : perSecond.toFixed(1);
    return `  ${what.padEnd(58)} ${rate.padStart(11)} ${ratio.padStart(9)}  ${latency}`.trimEnd();
  };
  return [
    `${scenario} (${unit}/s)`,
    line(app, ""),
    ...baselines.map((baseline) => line(baseline, `${(app.perSecond / baseline.perSecond).toFixed(2)} of it`)),
    ...notes.map((note) => `  · ${note}`),
  ];
}

function revision(): string {
  try {
    return execFileSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8" }).trim();
  } catch {
    return "unknown";
  }
}
