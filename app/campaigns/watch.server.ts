import { sql } from "kysely";

import type { Db } from "../db.server.ts";
import { plusMs } from "../lib/time.ts";
import { OVERDUE_MS } from "./plan.ts";

export type Overdue = { shopId: number; campaignId: number; dueAt: Date };

/** Campaigns that should have gone on minutes ago: no worker runs, or each of their turns fails. */
export async function listOverdue(db: Db, now: Date): Promise<Overdue[]> {
  const { rows } = await sql<Overdue>`
    select g.shop_id as "shopId", g.campaign_id as "campaignId", coalesce(case g.state when 'scheduled' then g.starts_at end, g.next_at) as "dueAt"
    from campaigns g join shops s on s.shop_id = g.shop_id and s.status = 'installed'
    where g.state in ('scheduled', 'sending') and coalesce(case g.state when 'scheduled' then g.starts_at end, g.next_at) <= ${plusMs(now, -OVERDUE_MS)}
    order by 3 limit 100
  `.execute(db);
  return rows;
}
