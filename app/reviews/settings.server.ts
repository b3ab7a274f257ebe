import { sql } from "kysely";

import type { Db } from "../db.server.ts";
import { isPublishDays, type PublishDays } from "./publish-days.ts";

/** After how many days without a decision reviews are published; null: they wait. */
export async function readPublishDays(db: Db, shopId: number): Promise<PublishDays> {
  const { rows } = await sql<{ days: number | null }>`
    select publish_after_days as days from review_settings where shop_id = ${shopId}
  `.execute(db);
  const days = rows[0]?.days ?? null;
  return isPublishDays(days) ? days : null;
}

export async function savePublishDays(db: Db, shopId: number, days: PublishDays, now: Date): Promise<void> {
  await sql`
    insert into review_settings (shop_id, publish_after_days, updated_at) values (${shopId}, ${days}, ${now})
    on conflict (shop_id) do update set publish_after_days = excluded.publish_after_days, updated_at = excluded.updated_at
  `.execute(db);
}
