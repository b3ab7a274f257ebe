import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import type { TestProject } from "vitest/node";

import { clusterPlace } from "./postgres-place.ts";
import { startPostgres } from "./postgres.ts";
import { SEED } from "./seed-value.ts";

declare module "vitest" {
  interface ProvidedContext {
    postgres: { adminUrl: string; template: string };
  }
}

const TEMPLATE = "reprise_template";

/** One throw-away PostgreSQL for the whole run, with a migrated template database that each test file clones. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  process.stdout.write(`Property tests use seed ${SEED ?? "random"}; SEED=<number> or SEED=random draws other cases.\n`);
  const dataDir = await mkdtemp(join(tmpdir(), "reprise-test-"));
  const cluster = clusterPlace(join(dataDir, "data"));
  const postgres = await startPostgres(cluster, false);
  // A hook of the embedded server's package ends an idle process with 0, whatever the tests said.
  process.prependOnceListener("beforeExit", () => process.exit());
  await postgres.createDatabase(TEMPLATE);
  await promisify(execFile)("prisma", ["migrate", "deploy"], { env: { ...process.env, DATABASE_URL: postgres.url(TEMPLATE) } });
  project.provide("postgres", { adminUrl: postgres.url("postgres"), template: TEMPLATE });
  return async () => {
    await postgres.stop();
    for (const folder of [cluster, dataDir]) await rm(folder, { recursive: true, force: true });
  };
}
