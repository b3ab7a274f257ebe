import { CompiledQuery } from "kysely";
import { PgBoss, type Db as JobDb } from "pg-boss";

import type { Db } from "../db.server.ts";
import { connectionsFor } from "../db/pool.server.ts";
import { log } from "../log.server.ts";

let started: Promise<PgBoss> | undefined;

const CONNECTIONS = 4;

/** The job engine, for everything that is neither webhook, timer nor message. Starts on first use; a start that failed is tried again by the next. */
export function engine(): Promise<PgBoss> {
  if (started === undefined) {
    const starting = start();
    starting.catch(() => {
      if (started === starting) started = undefined;
    });
    started = starting;
  }
  return started;
}

async function start(): Promise<PgBoss> {
  // Connections of its own: the engine reads counts as numbers, our pool gives every bigint column as bigint.
  // A worker is told of a new job: looking for it in some thirty queues twice a second was most of what an idle process asked of the database.
  const boss = new PgBoss({ ...connectionsFor("jobs", CONNECTIONS), schema: "pgboss", useListenNotify: true });
  boss.on("error", (error) => log().error({ error }, "job engine"));
  boss.on("warning", (warning) => log().warn({ warning }, "job engine"));
  try {
    return await boss.start();
  } catch (error) {
    await boss.stop({ graceful: false }).catch((failure: unknown) => log().warn({ error: failure }, "job engine did not stop"));
    throw error;
  }
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
