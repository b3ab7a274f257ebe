import { join } from "node:path";

import { startApp } from "../sandbox/process/app.ts";
import { ensureBuild } from "../sandbox/process/build.ts";
import { freePort } from "../support/postgres.ts";
import type { Stage } from "./stage.ts";

export type BuiltServer = { port: number; pid: number; stop: () => Promise<void> };

/** The app as `npm start` runs it on the stage's database: built, a process of its own; with `all`, HTTP and all background work share its one event loop. */
export async function startBuiltServer(
  { environment, folder }: Pick<Stage, "environment" | "folder">,
  role: "web" | "all",
): Promise<BuiltServer> {
  const root = process.cwd();
  await ensureBuild(root, (line) => process.stderr.write(`${line}\n`));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const env = { ...environment, ROLE: role, HOST: "127.0.0.1", PORT: String(port), SHOPIFY_APP_URL: url };
  const app = await startApp({ root, logFile: join(folder, "app.log"), url, env, dev: false });
  return { port, pid: app.pid, stop: app.stop };
}
