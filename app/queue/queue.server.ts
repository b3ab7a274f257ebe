import type { Db } from "../db.server.ts";
import { engine, within } from "./engine.server.ts";
import { exclusiveKeys, type JobData, type JobName } from "./jobs.ts";

/**
 * Puts jobs into their queue. With `db`, as part of the caller's transaction.
 * @param afterSeconds real seconds until the job may start
 */
export async function enqueue<Name extends JobName>(
  name: Name,
  jobs: readonly JobData<Name>[],
  options: { db?: Db; afterSeconds?: number } = {},
): Promise<void> {
  if (jobs.length === 0) return;
  const boss = await engine();
  const keyOf: ((data: JobData<Name>) => string) | undefined = exclusiveKeys[name];
  const rows = jobs.map((data) => ({
    data,
    ...(keyOf === undefined ? {} : { singletonKey: keyOf(data) }),
    ...(options.afterSeconds === undefined ? {} : { startAfter: options.afterSeconds }),
  }));
  await boss.insert(name, rows, options.db === undefined ? {} : { db: within(options.db) });
}
