import { sql } from "kysely";

import { prisma, type Db } from "../../db.server.ts";

/** So long after an order a customer counts as active, in days: what is common, and for goods that last. */
export const ACTIVE_DAYS = [90, 180] as const;
const [COMMON] = ACTIVE_DAYS;

export async function readActiveDays(db: Db, shopId: number): Promise<number> {
  const { rows } = await sql<{ days: number }>`select active_days as days from shop_settings where shop_id = ${shopId}`.execute(
    db,
  );
  return rows[0]?.days ?? COMMON;
}

export async function saveActiveDays(shopId: number, days: (typeof ACTIVE_DAYS)[number], now: Date): Promise<void> {
  const values = { active_days: days, updated_at: now };
  await prisma().shop_settings.upsert({ where: { shop_id: shopId }, create: { shop_id: shopId, ...values }, update: values });
}
