import { sql } from "kysely";

import type { Person } from "../customers/privacy/person.server.ts";
import type { Db } from "../db.server.ts";
import { ids } from "../lib/rows.server.ts";
import type { Noun } from "../customers/noun.ts";
import { now } from "../clock.server.ts";
import { db } from "../db.server.ts";
import { MINUTE_MS } from "../lib/time.ts";
import { expire, listExpiring } from "./expiry/expire.server.ts";
import { listMaturing, mature, merge } from "./ledger.server.ts";
import { queuePointsNews } from "./points-news.server.ts";

/** Customers who are told of their points at a time. */
const NEWS_LIMIT = 500;

/** What a merchant wrote beside points goes; the points stay, under a number that means nobody. The ledger lets nothing else be changed. */
async function forget(db: Db, shopId: number, { customerIds }: Person): Promise<void> {
  const theirs = sql`shop_id = ${shopId} and customer_id = any(${ids(customerIds)})`;
  await sql`select set_config('reprise.erasing_customer', 'on', true)`.execute(db);
  await sql`update ledger_entries set reason = null, public_reason = null where ${theirs} and (reason is not null or public_reason is not null)`.execute(
    db,
  );
  await sql`select set_config('reprise.erasing_customer', 'off', true)`.execute(db);
  await sql`update ledger_accounts set sync_due_at = null where ${theirs}`.execute(db);
}

export const points: Noun = {
  forget,
  merge: (tx, shop, { goneId, keptId }, now) => merge(tx, shop, goneId, keptId, now),
  // Points follow orders, one after another (pipeline/orders-in-turn).
  follow: null,
  byTime: [
    { loop: "points", listDue: listMaturing, work: async (...due) => ({ points: await mature(...due) }), rest: null },
    { loop: "points", listDue: listExpiring, work: async (...due) => ({ points: await expire(...due) }), rest: null },
  ],
  loops: [{ name: "points-news", idleMs: 10 * MINUTE_MS, step: () => queuePointsNews(db(), now(), NEWS_LIMIT) }],
};
