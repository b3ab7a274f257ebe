import { spawn, type ChildProcess } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { isAlive } from "../../sandbox/process/alone.ts";

type Ready = {
  ready: boolean;
  admin: string;
  storefront: string;
  mailbox: string;
  control: string;
  app: string;
  shop: string;
  clientId: string;
  clientSecret: string;
  databaseUrl: string;
};
type Started = { child: ChildProcess; ready: Ready; output: { out: string; err: string } };

const START_MS = 900_000;
const STOP_MS = 120_000;
/** A connection that is kept could end while a request is on its way. */
const CLOSE = { Connection: "close" };
let folder: string;
let running: Started | undefined;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "reprise-start-"));
  // Run as root, PostgreSQL changes to a user of its own, who must be able to enter.
  chmodSync(folder, 0o755);
});
afterAll(async () => {
  if (running !== undefined) await end(running, "SIGKILL");
  rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 500 });
});

async function start(...options: string[]): Promise<Started> {
  const child = spawn(process.execPath, ["tests/sandbox/main.ts", "--data", folder, "--port", "0", "--no-open", ...options], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output = { out: "", err: "" };
  child.stdout.on("data", (chunk: Buffer) => (output.out += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output.err += chunk.toString()));
  const deadline = Date.now() + START_MS;
  while (!output.out.includes("\n")) {
    if (child.exitCode !== null || Date.now() > deadline) throw new Error(`The sandbox did not start:\n${output.err}`);
    await sleep(100);
  }
  running = { child, ready: JSON.parse(output.out) as Ready, output };
  return running;
}

async function end({ child }: Started, signal: NodeJS.Signals): Promise<number | null> {
  const exited = new Promise<number | null>((resolve) => child.once("exit", resolve));
  child.kill(signal);
  running = undefined;
  return child.exitCode ?? exited;
}

const postmaster = () => Number(readFileSync(join(folder, "postgres/postmaster.pid"), "utf8").split("\n")[0]);

async function post<Answer>(ready: Ready, path: string, body: object = {}): Promise<Answer> {
  const response = await fetch(ready.control + path, { method: "POST", body: JSON.stringify(body), headers: CLOSE });
  const answer = (await response.json()) as Answer;
  if (!response.ok) throw new Error(JSON.stringify(answer));
  return answer;
}

async function get<Answer>(ready: Ready, path: string): Promise<Answer> {
  return (await (await fetch(ready.control + path, { headers: CLOSE })).json()) as Answer;
}

async function goneWithin(ms: number, pids: readonly number[]): Promise<number[]> {
  const deadline = Date.now() + ms;
  while (pids.some(isAlive) && Date.now() < deadline) await sleep(50);
  return pids.filter(isAlive);
}

type State = { app: { pid: number; restarts: number }; shops: { orders: number }[] };
type Customer = { app: { points_balance?: string; points_pending?: string } };
const lena = "/customers/lena.vogt@example.com";

describe("the process as a whole", () => {
  test(
    "is ready when an order becomes points, survives the death of its app, and leaves nothing behind when it stops",
    { timeout: START_MS + 60_000 },
    async () => {
      const started = await start("--empty", "--fresh");
      const { ready, output } = started;
      expect(output.out.trimEnd().split("\n")).toHaveLength(1);
      expect(ready).toMatchObject({ ready: true, shop: "morgenrot.myshopify.com" });
      for (const url of [ready.admin, ready.storefront, ready.mailbox, `${ready.app}/readyz`])
        expect((await fetch(url)).status).toBe(200);

      await post(ready, "/orders", { customer: "lena.vogt@example.com", lines: [{ sku: "MR-ESP-1000", quantity: 3 }] });
      await post(ready, "/idle");
      expect((await get<Customer>(ready, lena)).app).toMatchObject({ points_balance: "0", points_pending: "414" });

      const { app } = await get<State>(ready, "/state");
      process.kill(app.pid, "SIGKILL");
      await expect.poll(async () => (await get<State>(ready, "/state")).app.restarts).toBe(1);
      expect(output.err).toContain("the app died (SIGKILL)");
      await post(ready, "/clock", { advanceDays: 15 });
      await expect
        .poll(async () => (await get<Customer>(ready, lena)).app)
        .toMatchObject({ points_balance: "414", points_pending: "0" });

      const pids = [(await get<State>(ready, "/state")).app.pid, postmaster()];
      expect(await end(started, "SIGTERM")).toBe(0);
      expect(await goneWithin(STOP_MS, pids)).toEqual([]);
      await expect(fetch(ready.control)).rejects.toThrow();
      expect(existsSync(join(folder, "sandbox.pid"))).toBe(false);
    },
  );

  test(
    "takes up where it stopped; killed outright, it takes what it started with it",
    { timeout: START_MS + 60_000 },
    async () => {
      const started = await start();
      const { ready } = started;
      expect((await get<State>(ready, "/state")).shops[0]?.orders).toBe(1);
      expect((await get<Customer>(ready, lena)).app).toMatchObject({ points_balance: "414", points_pending: "0" });
      await post(ready, "/orders", { customer: "lena.vogt@example.com", lines: [{ sku: "MR-ESP-1000" }] });
      await post(ready, "/idle");
      expect((await get<Customer>(ready, lena)).app["points_pending"]).toBe("138");

      const pids = [(await get<State>(ready, "/state")).app.pid, postmaster()];
      await end(started, "SIGKILL");
      expect(await goneWithin(STOP_MS, pids)).toEqual([]);
    },
  );
});
