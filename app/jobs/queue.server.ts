import { z } from "zod";

import type { Db } from "../db.server.ts";
import { spans } from "../sync/reconciliation/spans.ts";
import { engine, within } from "./boss.server.ts";

const shopId = z.object({ shopId: z.number().int() });
const digits = z.string().regex(/^\d+$/);

/** Every job and what it is told: ids only. */
export const jobSchemas = {
  "start-backfill": shopId,
  "read-bulk": shopId.extend({ bulkGid: z.string() }),
  "watch-backfills": z.object({}),
  "fetch-orders": shopId.extend({ orderIds: z.array(digits) }),
  reconcile: shopId.extend({ span: z.enum(spans) }),
  "watch-reconciliations": z.object({}),
  "check-shopify": z.object({}),
  "subscribe-disputes": shopId,
  "publish-program": shopId,
  "read-account-settings": shopId,
  /** All that rules name, unless told which of them. */
  "sync-collections": shopId.extend({ collectionIds: z.array(digits).optional() }),
  "check-collections": z.object({}),
  "rebuild-segments": shopId,
  "sync-flows": shopId,
  "check-segments": z.object({}),
  "check-flows": z.object({}),
  "check-metafields": z.object({}),
  "repair-metafields": shopId.extend({ after: digits.optional() }),
  "work-batch": shopId.extend({ runId: digits }),
  "watch-batches": z.object({}),
  "clean-up": z.object({}),
} as const;

export type JobName = keyof typeof jobSchemas;
export type JobData<Name extends JobName> = z.infer<(typeof jobSchemas)[Name]>;

/** What there is no use in doing twice at once: while such a job waits or runs, another of the same key is not taken into the queue. */
export const exclusiveKeys: { [Name in JobName]?: (data: JobData<Name>) => string } = {
  "start-backfill": ({ shopId: shop }) => String(shop),
  "read-bulk": ({ bulkGid }) => bulkGid,
  reconcile: ({ shopId: shop, span }) => `${shop}:${span}`,
  "work-batch": ({ shopId: shop, runId }) => `${shop}:${runId}`,
};

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
