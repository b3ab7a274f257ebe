import { sql } from "kysely";
import pMap from "p-map";

import type { Db } from "../../db.server.ts";
import { sending, together } from "../../db/together.ts";
import { backoffSql } from "../../lib/backoff.ts";
import { withoutAddresses } from "../../lib/mask.ts";
import { ids } from "../../lib/rows.server.ts";
import { DAY_MS, MINUTE_MS, plusMs, HOUR_MS } from "../../lib/time.ts";
import { log } from "../../log.server.ts";
import { findShop } from "../../shops/shops.server.ts";
import { reactToTimers } from "./react.server.ts";

type DueTimer = { runId: bigint; customerId: bigint };

/** Timers that the app deals with at a time: a twentieth of a second of the process, in which it hears nothing else. */
export const TIMERS = 1000;
/** Batches that are under way together: while PostgreSQL writes one, the next is planned. */
const AT_ONCE = 3;
/** Batches that are looked for together: only after the last of them nothing is under way for a moment. */
const AHEAD = 12;

/**
 * Does what is due, in batches of at most about `limit` timers: they are looked for across shops, and each shop's are claimed in that shop. Their customers are
 * planned again from fresh facts and messages put into the outbox, in one transaction a batch. Several processes may call it at once. If a batch fails, its
 * timers are tried one by one, so that one cannot hold up the others.
 * @returns how many timers it dealt with; call again while it is not zero
 */
export async function fireDue(db: Db, now: Date, limit: number): Promise<number> {
  const { rows } = await sql<{ shopId: number; due: number }>`
    select shop_id as "shopId", count(*)::int as due from (
      select shop_id from flow_timers where due_at <= ${now} order by due_at limit ${limit * AHEAD}
    ) timers group by shop_id order by shop_id
  `.execute(db);
  const batches = rows.flatMap(({ shopId, due }) =>
    Array.from({ length: Math.ceil(due / limit) }, (_, at) => ({ shopId, size: Math.min(limit, due - at * limit) })),
  );
  const fired = await pMap(batches, ({ shopId, size }) => fireInShop(db, shopId, now, size), { concurrency: AT_ONCE });
  return fired.reduce((sum, count) => sum + count, 0);
}

async function fireInShop(db: Db, shopId: number, now: Date, limit: number): Promise<number> {
  try {
    return (await fireBatch(db, shopId, now, limit)).length;
  } catch (error) {
    log().warn({ error, shopId }, "a batch of flow timers failed; trying them one by one");
    let fired = 0;
    while (fired < limit && (await fireOne(db, shopId, now))) fired += 1;
    return fired;
  }
}

async function fireBatch(
  db: Db,
  shopId: number,
  now: Date,
  limit: number,
  onClaim: (timers: DueTimer[]) => void = () => undefined,
): Promise<DueTimer[]> {
  return db.transaction().execute(async (tx) => {
    // Whoever holds a customer's row writes the runs: not waiting for it means that timers never stand in the way of events.
    const [shop, { rows }] = await together([
      findShop(tx, shopId),
      sql<DueTimer>`
        select t.run_id as "runId", t.customer_id as "customerId"
        from flow_timers t join customers c on c.shop_id = t.shop_id and c.customer_id = t.customer_id
        where t.shop_id = ${shopId} and t.due_at <= ${now} order by t.due_at limit ${limit}
        for no key update of t, c skip locked
      `.execute(tx),
    ]);
    onClaim(rows);
    if (rows.length === 0) return rows;
    if (shop?.status === "installed") await reactToTimers(tx, shop, [...new Set(rows.map(({ customerId }) => customerId))], now);
    // Still due means that nothing could be done with it: the shop is gone for now, or the flow cannot be read.
    await sql`
      update flow_timers set due_at = ${plusMs(now, DAY_MS)}
      where shop_id = ${shopId} and run_id = any(${ids(rows.map(({ runId }) => runId))}) and due_at <= ${now}
    `.execute(sending(tx));
    return rows;
  });
}

async function fireOne(db: Db, shopId: number, now: Date): Promise<boolean> {
  let claimed: DueTimer | undefined;
  try {
    return (await fireBatch(db, shopId, now, 1, ([timer]) => (claimed = timer))).length === 1;
  } catch (error) {
    if (claimed === undefined) throw error;
    const { runId } = claimed;
    log().error({ error, shopId, runId }, "a flow timer failed");
    await sql`
      update flow_timers
      set attempts = attempts + 1, last_error = ${withoutAddresses(String(error)).slice(0, 500)},
        due_at = ${now}::timestamptz + ${backoffSql(sql`attempts + 1`, MINUTE_MS, 4 * HOUR_MS)}
      where shop_id = ${shopId} and run_id = ${runId}
    `.execute(db);
    return true;
  }
}
