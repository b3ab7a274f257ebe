import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createInterface } from "node:readline";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll } from "vitest";
import { z } from "zod";

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

/** A sandbox of its own for a test file, started before its tests and ended after them. */
export function useSandbox(flags: readonly string[] = []): Sandbox {
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
  return {
    get ready() {
      return started();
    },
    control: async (method, path, body) => {
      const response = await fetch(`${started().control}${path}`, {
        method,
        // A connection that is kept could end while a request is on its way.
        headers: { "content-type": "application/json", connection: "close" },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const answer: unknown = await response.json();
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${JSON.stringify(answer)}`);
      return answer;
    },
  };
}
