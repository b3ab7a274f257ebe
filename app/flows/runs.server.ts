import { sql } from "kysely";

import type { Db } from "../db.server.ts";
import { ids } from "../lib/rows.server.ts";
import { DAY_MS, MINUTE_MS, plusMs } from "../lib/time.ts";
import { log } from "../log.server.ts";
import { listPending, withdraw } from "../messages/outbox.server.ts";
import type { Shop } from "../shops/shop.ts";
import { findShop } from "../shops/shops.server.ts";
import { carryOut, type Planned } from "./carry-out.server.ts";
import { progress, withdrawal } from "./progress.ts";
import * as store from "./store.server.ts";
import { withoutAddresses } from "../lib/mask.ts";

/**
 * Brings the runs of these customers in line with the facts: enrols, sends what is due, moves timers, ends. Idempotent, and indifferent to what
 * called it (an order, a merge, a timer, a flow switched on or off).
 */
export async function react(db: Db, shop: Shop, customerIds: readonly bigint[], now: Date): Promise<void> {
  const flows = customerIds.length === 0 ? [] : await store.readFlows(db, shop);
  if (flows.length === 0) return;
  const people = await lockWithHeirs(db, shop.shopId, customerIds);
  const everyone = people.map(({ customerId }) => customerId);
  const runs = await store.readRuns(db, shop.shopId, everyone);
  const pending = await listPending(db, shop.shopId, everyone);

  const merges = people.filter(({ mergedInto }) => mergedInto !== null);
  const survivors = people.filter(({ mergedInto }) => mergedInto === null);
  // Those who are gone first: the occasions that they have had count for whoever they were merged into.
  if (merges.length > 0) {
    await carryOut(db, shop.shopId, planAll(flows, merges, runs, now), now);
    await store.moveRuns(
      db,
      shop.shopId,
      merges.flatMap(({ customerId, mergedInto }) => (mergedInto === null ? [] : [{ goneId: customerId, keptId: mergedInto }])),
    );
  }
  const current = merges.length > 0 ? await store.readRuns(db, shop.shopId, everyone) : runs;
  await carryOut(db, shop.shopId, planAll(flows, survivors, current, now), now);

  const byId = new Map(people.map((person) => [person.customerId, person]));
  const outdated = pending.flatMap(({ messageId, customerId, flowId, anchorAt }) => {
    const flow = flows.find((candidate) => candidate.flowId === flowId);
    const person = byId.get(customerId);
    const reason = flow === undefined || person === undefined ? null : withdrawal(flow, anchorAt, { ...person, pastAnchors: [] });
    return reason === null ? [] : [{ messageId, reason }];
  });
  await withdraw(db, shop.shopId, outdated, now);
}

async function lockWithHeirs(db: Db, shopId: number, customerIds: readonly bigint[]): Promise<store.Person[]> {
  const people = await store.lockPeople(db, shopId, customerIds);
  const keptIds = people.flatMap(({ mergedInto }) => mergedInto ?? []).filter((id) => !customerIds.includes(id));
  return keptIds.length === 0 ? people : [...people, ...(await store.lockPeople(db, shopId, keptIds))];
}

function planAll(
  flows: readonly store.StoredFlow[],
  people: readonly store.Person[],
  runs: readonly store.StoredRun[],
  now: Date,
): Planned[] {
  const byOwner = Map.groupBy(runs, ({ flowId, customerId }) => `${flowId}:${customerId}`);
  return flows.flatMap((flow) =>
    people.map((person) => {
      const own = byOwner.get(`${flow.flowId}:${person.customerId}`) ?? [];
      const live = own.find(({ state }) => state !== "ended") ?? null;
      const pastAnchors = own.filter(({ state }) => state === "ended").map(({ anchorAt }) => anchorAt);
      const run =
        live === null || live.state === "ended" ? null : { phase: live.state, anchorAt: live.anchorAt, step: live.step };
      return { flow, person, live, result: progress(flow, run, { ...person, pastAnchors }, now) };
    }),
  );
}

type DueTimer = { runId: bigint; customerId: bigint };

/**
 * Does what is due, of at most about `limit` timers: they are looked for across shops, and each shop's are claimed in that shop. Their customers are planned
 * again from fresh facts and messages put into the outbox, in one transaction a shop. Several processes may call it at once. If a batch fails, its timers are tried one by one, so that one cannot hold up the others.
 * @returns how many timers it dealt with; call again while it is not zero
 */
export async function fireDue(db: Db, now: Date, limit: number): Promise<number> {
  const { rows } = await sql<{ shopId: number; due: number }>`
    select shop_id as "shopId", count(*)::int as due from (
      select shop_id from flow_timers where due_at <= ${now} order by due_at limit ${limit}
    ) timers group by shop_id order by shop_id
  `.execute(db);
  let fired = 0;
  for (const { shopId, due } of rows) fired += await fireInShop(db, shopId, now, due);
  return fired;
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
    const { rows } = await sql<DueTimer>`
      select t.run_id as "runId", t.customer_id as "customerId"
      from flow_timers t join customers c on c.shop_id = t.shop_id and c.customer_id = t.customer_id
      where t.shop_id = ${shopId} and t.due_at <= ${now} order by t.due_at limit ${limit}
      for no key update of t, c skip locked
    `.execute(tx);
    onClaim(rows);
    if (rows.length === 0) return rows;
    const shop = await findShop(tx, shopId);
    if (shop?.status === "installed") await react(tx, shop, [...new Set(rows.map(({ customerId }) => customerId))], now);
    // Still due means that nothing could be done with it: the shop is gone for now, or the flow cannot be read.
    await sql`
      update flow_timers set due_at = ${plusMs(now, DAY_MS)}
      where shop_id = ${shopId} and run_id = any(${ids(rows.map(({ runId }) => runId))}) and due_at <= ${now}
    `.execute(tx);
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
        due_at = ${now}::timestamptz + least(power(2, attempts), 240) * ${`${MINUTE_MS} milliseconds`}::interval
      where shop_id = ${shopId} and run_id = ${runId}
    `.execute(db);
    return true;
  }
}
