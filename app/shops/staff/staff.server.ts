import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import { DAY_MS, plusMs } from "../../lib/time.ts";
import type { Staff } from "./staff.ts";

/** People marry, and staff accounts get their names late. */
const KNOWN_MS = 30 * DAY_MS;
/** Where Shopify gave no answer, it is asked again the next day. */
const UNKNOWN_MS = DAY_MS;
const MOST = 500;

export async function listStaff(db: Db, shopId: number): Promise<Staff> {
  const { rows } = await sql<{ user_id: bigint; name: string }>`
    select user_id, name from staff_members where shop_id = ${shopId} and name is not null order by asked_at desc limit ${MOST}
  `.execute(db);
  return Object.fromEntries(rows.map(({ user_id, name }) => [user_id.toString(), name]));
}

/**
 * Whether it is time to ask Shopify who this is. Who is told yes asks: the next one is told no, for a day at least.
 * @param userId Shopify's
 */
export async function isToBeAsked(db: Db, shopId: number, userId: bigint, now: Date): Promise<boolean> {
  const { rows } = await sql<{ user_id: bigint }>`
    insert into staff_members as s (shop_id, user_id, asked_at) values (${shopId}, ${userId}, ${now})
    on conflict (shop_id, user_id) do update set asked_at = excluded.asked_at
    where s.asked_at < case when s.name is null then ${plusMs(now, -UNKNOWN_MS)}::timestamptz else ${plusMs(now, -KNOWN_MS)}::timestamptz end
    returning user_id
  `.execute(db);
  return rows.length > 0;
}

export async function nameStaff(db: Db, shopId: number, userId: bigint, name: string): Promise<void> {
  await sql`update staff_members set name = ${name} where shop_id = ${shopId} and user_id = ${userId}`.execute(db);
}
