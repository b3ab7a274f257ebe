import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createInterface } from "node:readline";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll } from "vitest";
import { z } from "zod";

import { addDays, dayIn, instantIn } from "../../app/lib/time.ts";

const readySchema = z.object({
  ready: z.literal(true),
  admin: z.string(),
  storefront: z.string(),
  mailbox: z.string(),
  control: z.string(),
  app: z.string(),
  shop: z.string(),
  clientId: z.string(),
  clientSecret: z.string(),
  databaseUrl: z.string(),
  smtp: z.string(),
  now: z.iso.datetime(),
  secondShop: z.object({ shop: z.string(), admin: z.string(), storefront: z.string() }),
});

export type Ready = z.infer<typeof readySchema>;
export type Sandbox = {
  readonly ready: Ready;
  /** A request to the control API. @throws Error when it is refused */
  control: (method: string, path: string, body?: unknown) => Promise<unknown>;
};

/** A start builds the app first, and lives through a year. */
const START_MS = 900_000;
const TIME_ZONE = "Europe/Berlin";

/**
 * A sandbox of its own for a test file, started before its tests and ended after them.
 * @param options.atNoon its clock is put forward to the noon of a working day, for tests that await advertising: at night it rests
 */
export function useSandbox(flags: readonly string[] = [], options: { atNoon?: boolean } = {}): Sandbox {
  let child: ChildProcess | undefined;
  let folder: string | undefined;
  let ready: Ready | undefined;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "reprise-sandbox-"));
    const args = ["tests/sandbox/main.ts", "--port", "0", "--data", join(folder, "data"), "--fresh", "--no-open", ...flags];
    // Vitest's own environment would reach the app; the sandbox sets all that the app needs.
    const env = { ...process.env, NODE_ENV: undefined, DATABASE_URL: undefined };
    child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"], env: env as unknown as NodeJS.ProcessEnv });
    const heard: string[] = [];
    child.stderr?.on("data", (chunk: Buffer) => heard.push(chunk.toString()));
    if (child.stdout === null) throw new Error("The sandbox has no output");
    for await (const line of createInterface({ input: child.stdout })) {
      ready = readySchema.parse(JSON.parse(line));
      break;
    }
    if (ready === undefined) throw new Error(`The sandbox did not start:\n${heard.join("").slice(-4_000)}`);
    // Nobody reads on: an unread pipe would stop the sandbox one day.
    child.stdout.resume();
    if (options.atNoon === true) await control("POST", "/clock", { to: nextNoon(new Date(ready.now)).toISOString() });
  }, START_MS);

  afterAll(async () => {
    if (child !== undefined && child.exitCode === null) {
      child.kill("SIGTERM");
      await once(child, "exit");
    }
    if (folder !== undefined) await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 500 });
  });

  const started = () => {
    if (ready === undefined) throw new Error("The sandbox is ready only inside tests");
    return ready;
  };
  const control: Sandbox["control"] = async (method, path, body) => {
    const response = await fetch(`${started().control}${path}`, {
      method,
      // A connection that is kept could end while a request is on its way.
      headers: { "content-type": "application/json", connection: "close" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer: unknown = await response.json();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${JSON.stringify(answer)}`);
    return answer;
  };
  return {
    get ready() {
      return started();
    },
    control,
  };
}

/** The next noon of a Monday to Friday by the shops' clock. */
function nextNoon(now: Date): Date {
  for (let day = dayIn(now, TIME_ZONE); ; day = addDays(day, 1)) {
    const noon = instantIn(day, TIME_ZONE, 12);
    if (noon > now && [1, 2, 3, 4, 5].includes(noon.getUTCDay())) return noon;
  }
}
