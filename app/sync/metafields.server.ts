import { sql } from "kysely";
import { z } from "zod";

import { POINTS_METAFIELDS } from "../customers/customer.graphql.ts";
import { db, type Db } from "../db.server.ts";
import { gid, idFromGid } from "../lib/gid.ts";
import { ids, recordset } from "../lib/rows.server.ts";
import { MINUTE_MS, plusMs, SECOND_MS } from "../lib/time.ts";
import { log } from "../log.server.ts";
import { AdminApiError, adminGraphql } from "../shopify.server.ts";
import { SET_METAFIELDS } from "../shops/shop.graphql.ts";
import { getShop } from "../shops/shops.server.ts";
import { createResting } from "./resting.ts";

/** Shopify takes 25 metafields a call, all or none; an account has two. */
const ACCOUNTS_PER_CALL = 12;
const REPAIR_PAGE = 100;
const REPAIR_PAGES = 20;
const LEASE_MS = 60_000;
const resting = createResting(2 * SECOND_MS, 10 * MINUTE_MS);

type Due = { customer_id: bigint; available: bigint; pending: bigint };

const userErrorSchema = z.object({
  message: z.string(),
  field: z.array(z.string()).nullable(),
  elementIndex: z.number().nullable(),
});
const resultSchema = z.object({ metafieldsSet: z.object({ userErrors: z.array(userErrorSchema) }).nullable() });

/** Writes balances that changed to the customers' metafields, for one shop that has any. @returns how many accounts were written */
export async function syncDue(now: Date): Promise<number> {
  const due = await claim(now);
  if (due === null) return 0;
  const shop = await getShop(db(), due.shopId);
  try {
    const { metafieldsSet } = resultSchema.parse(
      await adminGraphql(shop, SET_METAFIELDS, { metafields: due.accounts.flatMap(metafieldsOf) }),
    );
    const refused = new Set((metafieldsSet?.userErrors ?? []).map(refusedAccount));
    if (refused.size === 0) await settle(due.shopId, due.accounts, now);
    else await setAside(due.shopId, due.accounts, refused, now);
    resting.succeeded(due.shopId);
    return due.accounts.length;
  } catch (error) {
    log().warn({ error, shopId: due.shopId }, "metafields not written");
    await postpone(due.shopId, due.accounts, resting.failed(due.shopId, now));
    return 0;
  }
}

/**
 * Which account of the call a user error is about: Shopify leaves `elementIndex` null and names the place in `field` ("metafields", "3", "ownerId").
 * @throws AdminApiError when it is about none, so that nobody is set aside for what is not theirs
 */
function refusedAccount({ message, field, elementIndex }: z.infer<typeof userErrorSchema>): number {
  const index = elementIndex ?? Number(field?.[1] ?? Number.NaN);
  if (!Number.isInteger(index)) throw new AdminApiError(message, "USER_ERROR");
  return Math.floor(index / 2);
}

async function claim(now: Date): Promise<{ shopId: number; accounts: Due[] } | null> {
  const { rows } = await sql<Due & { shop_id: number }>`
    with shop as (
      select s.shop_id from shops s
      where s.status = 'installed' and s.shop_id <> all(${resting.at(now)}::int[]) and exists (
        select 1 from ledger_accounts a where a.shop_id = s.shop_id and a.sync_due_at <= ${now})
      order by random() limit 1
    ), due as (
      select a.shop_id, a.customer_id from ledger_accounts a join shop using (shop_id)
      where a.sync_due_at <= ${now} order by a.sync_due_at limit ${ACCOUNTS_PER_CALL} for update of a skip locked
    )
    update ledger_accounts a set sync_due_at = ${plusMs(now, LEASE_MS)}, sync_attempts = a.sync_attempts + 1
    from due where a.shop_id = due.shop_id and a.customer_id = due.customer_id
    returning a.shop_id, a.customer_id, a.available, a.pending
  `.execute(db());
  const shopId = rows[0]?.shop_id;
  return shopId === undefined ? null : { shopId, accounts: rows };
}

function metafieldsOf({ customer_id, available, pending }: Due) {
  const shared = { ownerId: gid("Customer", customer_id), namespace: "$app", type: "number_integer" };
  return [
    { ...shared, key: "points_balance", value: available.toString() },
    { ...shared, key: "points_pending", value: pending.toString() },
  ];
}

/** What changed while the call was under way is due again at once. Locks in the order that posting does, so that the two cannot block each other. */
async function settle(shopId: number, accounts: readonly Due[], now: Date): Promise<void> {
  await sql`
    with locked as materialized (
      select customer_id from ledger_accounts
      where shop_id = ${shopId} and customer_id = any(${ids(accounts.map(({ customer_id }) => customer_id))})
      order by customer_id for update
    )
    update ledger_accounts a set synced_available = t.available, synced_pending = t.pending, sync_attempts = 0,
      sync_due_at = case when a.available = t.available and a.pending = t.pending then null else ${now}::timestamptz end
    from ${recordset(accounts)} as t(customer_id bigint, available bigint, pending bigint)
    join locked using (customer_id)
    where a.shop_id = ${shopId} and a.customer_id = t.customer_id
  `.execute(db());
}

/** Customers whom Shopify no longer knows have no metafields to write; the others of the refused call are due again. */
async function setAside(shopId: number, accounts: readonly Due[], refused: ReadonlySet<number>, now: Date): Promise<void> {
  const gone = accounts.filter((_, index) => refused.has(index)).map(({ customer_id }) => customer_id);
  await sql`update ledger_accounts set sync_due_at = null where shop_id = ${shopId} and customer_id = any(${ids(gone)})`.execute(
    db(),
  );
  await postpone(
    shopId,
    accounts.filter((_, index) => !refused.has(index)),
    now,
  );
}

async function postpone(shopId: number, accounts: readonly Due[], until: Date): Promise<void> {
  const customerIds = accounts.map(({ customer_id }) => customer_id);
  await sql`update ledger_accounts set sync_due_at = ${until} where shop_id = ${shopId} and customer_id = any(${ids(customerIds)})`.execute(
    db(),
  );
}

/** Shopify drops an app's metafields when it is removed: after coming back, every balance is to be written again. */
export async function writeAllAnew(tx: Db, shopId: number, now: Date): Promise<void> {
  await sql`
    update ledger_accounts set synced_available = null, synced_pending = null, sync_attempts = 0, sync_due_at = ${now}
    where shop_id = ${shopId}
  `.execute(tx);
}

const valueSchema = z.object({ value: z.string() }).nullable();
const heldSchema = z.object({
  nodes: z.array(z.object({ id: z.string(), balance: valueSchema, pending: valueSchema }).nullable()),
});

/**
 * Compares accounts with what Shopify holds and marks those that differ, a bounded number at a time.
 * @param from the customer after whom to begin @returns how many differ, and after whom to go on: null at the end
 */
export async function repair(shopId: number, now: Date, from = 0n): Promise<{ drifted: number; next: bigint | null }> {
  const shop = await getShop(db(), shopId);
  let after = from;
  let drifted = 0;
  for (let page = 0; page < REPAIR_PAGES; page += 1) {
    const { rows } = await sql<{ customer_id: bigint }>`
      select customer_id from ledger_accounts where shop_id = ${shopId} and customer_id > ${after} order by customer_id limit ${REPAIR_PAGE}
    `.execute(db());
    const last = rows.at(-1);
    if (last === undefined) return { drifted, next: null };
    after = last.customer_id;
    const answer = await adminGraphql(shop, POINTS_METAFIELDS, {
      ids: rows.map(({ customer_id }) => gid("Customer", customer_id)),
    });
    const held = heldSchema.parse(answer).nodes.flatMap((node) => {
      if (node === null) return [];
      return [
        {
          customer_id: idFromGid(node.id, "Customer"),
          available: node.balance?.value ?? null,
          pending: node.pending?.value ?? null,
        },
      ];
    });
    const { numAffectedRows } = await sql`
      update ledger_accounts a set synced_available = t.available, synced_pending = t.pending, sync_due_at = ${now}
      from ${recordset(held)} as t(customer_id bigint, available bigint, pending bigint)
      where a.shop_id = ${shopId} and a.customer_id = t.customer_id
        and (a.available is distinct from t.available or a.pending is distinct from t.pending)
    `.execute(db());
    drifted += Number(numAffectedRows ?? 0n);
  }
  return { drifted, next: after };
}
