import express from "express";
import { sql } from "kysely";

import { db } from "./db.server.ts";
import { jobEngineReady } from "./jobs/boss.server.ts";
import { log } from "./log.server.ts";

/** Names of the migrations that this build was made with. */
const EXPECTED = Object.keys(import.meta.glob("../prisma/migrations/*/migration.sql")).map(
  (path) => path.split("/").at(-2) ?? path,
);

/** `/healthz`: the process answers. `/readyz`: it can do its work, or 503 with the name of what is missing. */
export function healthRouter(): express.Router {
  const router = express.Router();
  router.get("/healthz", (_request, response) => {
    response.json({ alive: true });
  });
  router.get("/readyz", (_request, response) => {
    void readiness().then((checks) => response.status(Object.values(checks).every(Boolean) ? 200 : 503).json(checks));
  });
  return router;
}

async function readiness(): Promise<{ database: boolean; migrations: boolean; jobs: boolean }> {
  try {
    const { rows } = await sql<{
      migration_name: string;
    }>`select migration_name from _prisma_migrations where finished_at is not null`.execute(db());
    const applied = new Set(rows.map(({ migration_name }) => migration_name));
    return { database: true, migrations: EXPECTED.every((name) => applied.has(name)), jobs: await jobEngineReady() };
  } catch (error) {
    log().warn({ error }, "not ready");
    return { database: false, migrations: false, jobs: false };
  }
}
