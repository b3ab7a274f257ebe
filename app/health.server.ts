import express from "express";
import { sql } from "kysely";

import { intake } from "./db.server.ts";
import { jobEngineReady } from "./queue/engine.server.ts";
import { within } from "./lib/patience.ts";
import { SECOND_MS } from "./lib/time.ts";
import { log } from "./log.server.ts";

/** Names of the migrations that this build was made with. */
const EXPECTED = Object.keys(import.meta.glob("../prisma/migrations/*/migration.sql")).map(
  (path) => path.split("/").at(-2) ?? path,
);

/** Whoever asks does so every few seconds. */
const PATIENCE_MS = 3 * SECOND_MS;

/**
 * `/healthz`: the process answers. `/readyz`: it can do its work, or 503 with the name of what is missing.
 * @param stopping from its abort on the process wants no more requests
 */
export function healthRouter(stopping: AbortSignal): express.Router {
  const router = express.Router();
  router.get("/healthz", (_request, response) => {
    response.json({ alive: true });
  });
  router.get("/readyz", (_request, response) => {
    if (stopping.aborted) response.status(503).json({ stopping: true });
    else void readiness().then((checks) => response.status(Object.values(checks).every(Boolean) ? 200 : 503).json(checks));
  });
  return router;
}

type Checks = { database: boolean; migrations: boolean; jobs: boolean };

async function readiness(): Promise<Checks> {
  try {
    return await within(PATIENCE_MS, check());
  } catch (error) {
    log().warn({ error }, "not ready");
    return { database: false, migrations: false, jobs: false };
  }
}

async function check(): Promise<Checks> {
  const { rows } = await sql<{
    migration_name: string;
  }>`select migration_name from _prisma_migrations where finished_at is not null`.execute(intake());
  const applied = new Set(rows.map(({ migration_name }) => migration_name));
  return { database: true, migrations: EXPECTED.every((name) => applied.has(name)), jobs: await jobEngineReady() };
}
