import { PgBoss, type IDatabase } from "pg-boss";
import { CompiledQuery } from "kysely";

import { pool, type Db } from "../db.server.ts";
import { log } from "../log.server.ts";

let boss: PgBoss | undefined;
let started: Promise<PgBoss> | undefined;

/** The job engine, for everything that is neither webhook, timer nor message. Starts on first use. */
export function engine(): Promise<PgBoss> {
  started ??= start();
  return started;
}

async function start(): Promise<PgBoss> {
  boss = new PgBoss({ db: { executeSql: (text, values) => pool().query(text, values as unknown[]) }, schema: "pgboss" });
  boss.on("error", (error) => log().error({ error }, "job engine"));
  await boss.start();
  return boss;
}

export async function stopEngine(): Promise<void> {
  if (started === undefined) return;
  const running = await started;
  started = undefined;
  await running.stop({ graceful: true, timeout: 10_000 });
}

/** Lets an enqueue join the caller's transaction: the job exists if and only if the transaction commits. */
export function within(db: Db): IDatabase {
  return { executeSql: async (text, values) => ({ rows: (await db.executeQuery(CompiledQuery.raw(text, [...(values ?? [])]))).rows }) };
}
