import { CompiledQuery } from "kysely";
import { PgBoss, type Db as JobDb } from "pg-boss";

import type { Db } from "../db.server.ts";
import { databaseEnv } from "../env.server.ts";
import { log } from "../log.server.ts";

let started: Promise<PgBoss> | undefined;

/** The job engine, for everything that is neither webhook, timer nor message. Starts on first use. */
export function engine(): Promise<PgBoss> {
  started ??= start();
  return started;
}

async function start(): Promise<PgBoss> {
  const { DATABASE_URL } = databaseEnv();
  // Connections of its own: the engine reads counts as numbers, our pool gives every bigint column as bigint.
  const boss = new PgBoss({ connectionString: DATABASE_URL, max: 4, application_name: "reprise-jobs", schema: "pgboss" });
  boss.on("error", (error) => log().error({ error }, "job engine"));
  await boss.start();
  return boss;
}

/** Whether the engine has started and its tables answer. */
export async function jobEngineReady(): Promise<boolean> {
  if (started === undefined) return false;
  const running = await started;
  return (await running.getQueues()).length > 0;
}

export async function stopEngine(): Promise<void> {
  if (started === undefined) return;
  const running = await started;
  started = undefined;
  await running.stop({ graceful: true, timeout: 10_000 });
}

/** Lets an enqueue join the caller's transaction: the job exists if and only if the transaction commits. */
export function within(db: Db): JobDb {
  return {
    executeSql: async (text, values) => ({ rows: (await db.executeQuery(CompiledQuery.raw(text, [...(values ?? [])]))).rows }),
  };
}
