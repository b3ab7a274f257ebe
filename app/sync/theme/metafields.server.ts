import { isDeepStrictEqual } from "node:util";

import { sql, type RawBuilder } from "kysely";
import { z } from "zod";

import { db, type Db } from "../../db.server.ts";
import { gid, idFromGid } from "../../lib/gid.ts";
import { ids, recordset } from "../../lib/rows.server.ts";
import { MINUTE_MS, plusMs, SECOND_MS } from "../../lib/time.ts";
import { log } from "../../log.server.ts";
import { readAccounts } from "../../points/accounts.server.ts";
import { AdminApiError, adminGraphql } from "../../shopify.server.ts";
import { SET_METAFIELDS } from "../../shops/shop.graphql.ts";
import type { Shop } from "../../shops/shop.ts";
import { getShop, pickShop } from "../../shops/shops.server.ts";
import { readLoyalty, type Loyalty } from "./loyalty.server.ts";
import { nodesById } from "../admin-api/by-ids.server.ts";
import { createResting } from "../resting.ts";

/** Shopify takes 25 metafields a call, all or none. */
export const FIELDS_PER_ACCOUNT = 3;
export const ACCOUNTS_PER_CALL = 8;
/** What Shopify should hold is read for several calls at once: the statements cost nearly the same for forty as for eight. */
const CALLS_PER_STEP = 5;
const REPAIR_PAGE = 100;
const REPAIR_PAGES = 20;
const LEASE_MS = CALLS_PER_STEP * MINUTE_MS;
const resting = createResting(2 * SECOND_MS, 10 * MINUTE_MS);

/** Accounts that were claimed, and until when nobody else takes them: marked again meanwhile, they are due earlier. */
type Claim = { shopId: number; customerIds: bigint[]; lease: Date };
type Held = { customerId: bigint; available: bigint; pending: bigint; loyalty: Loyalty };

const userErrorSchema = z.object({
  message: z.string(),
  field: z.array(z.string()).nullable(),
  elementIndex: z.number().nullable(),
});
const resultSchema = z.object({ metafieldsSet: z.object({ userErrors: z.array(userErrorSchema) }).nullable() });

/** Writes what changed to the customers' metafields, for one shop that has any due. @returns how many accounts were dealt with */
export async function syncDue(now: Date): Promise<number> {
  const due = await claim(now);
  if (due === null) return 0;
  const shop = await getShop(db(), due.shopId);
  const taken: Held[] = [];
  let done = 0;
  try {
    const accounts = await readHeld(shop, due.customerIds, now);
    for (; done < accounts.length; done += ACCOUNTS_PER_CALL)
      taken.push(...(await write(shop, due, accounts.slice(done, done + ACCOUNTS_PER_CALL), now)));
    resting.succeeded(due.shopId);
  } catch (error) {
    log().warn({ error, shopId: due.shopId }, "metafields not written");
    await postpone(due.shopId, due.customerIds.slice(done), resting.failed(due.shopId, now));
  }
  // Once for all calls. Should this process end before, they are written again when the lease is over, which changes nothing.
  if (taken.length > 0) await settle(due, taken);
  return Math.min(done, due.customerIds.length);
}

/** One call to Shopify, which takes all of these accounts or none. @returns those that it took */
async function write(shop: Shop, { shopId, lease }: Claim, accounts: readonly Held[], now: Date): Promise<readonly Held[]> {
  const { metafieldsSet } = resultSchema.parse(
    await adminGraphql(shop, SET_METAFIELDS, { metafields: accounts.flatMap(metafieldsOf) }),
  );
  const refused = new Set((metafieldsSet?.userErrors ?? []).map(refusedAccount));
  if (refused.size === 0) return accounts;
  await setAside({ shopId, lease, customerIds: accounts.map(({ customerId }) => customerId) }, refused, now);
  return [];
}

/** What Shopify should hold of customers at this instant, in their order. One transaction, in which the program is read once. */
async function readHeld(shop: Shop, customerIds: readonly bigint[], now: Date): Promise<Held[]> {
  const [accounts, loyalties] = await db()
    .transaction()
    .execute(async (tx) => {
      const found = await readAccounts(tx, shop, customerIds, now);
      return [found, await readLoyalty(tx, shop, found, now)] as const;
    });
  return customerIds.flatMap((customerId) => {
    const [account, loyalty] = [accounts.get(customerId), loyalties.get(customerId)];
    if (account === undefined || loyalty === undefined) return [];
    return [{ customerId, available: account.available, pending: account.pending, loyalty }];
  });
}

/**
 * Which account of the call a user error is about: Shopify leaves `elementIndex` null and names the place in `field` ("metafields", "3", "ownerId").
 * @throws AdminApiError when it is about none, so that nobody is set aside for what is not theirs
 */
function refusedAccount({ message, field, elementIndex }: z.infer<typeof userErrorSchema>): number {
  const index = elementIndex ?? Number(field?.[1] ?? Number.NaN);
  if (!Number.isInteger(index)) throw new AdminApiError(message, "USER_ERROR");
  return Math.floor(index / FIELDS_PER_ACCOUNT);
}

async function claim(now: Date): Promise<Claim | null> {
  const lease = plusMs(now, LEASE_MS);
  const work = sql`select from ledger_accounts a where a.shop_id = s.shop_id and a.sync_due_at <= ${now}`;
  const shopId = await pickShop(db(), work, resting.at(now));
  if (shopId === null) return null;
  const { rows } = await sql<{ customer_id: bigint }>`
    with due as (
      select a.customer_id from ledger_accounts a
      where a.shop_id = ${shopId} and a.sync_due_at <= ${now}
      order by a.sync_due_at limit ${ACCOUNTS_PER_CALL * CALLS_PER_STEP} for update skip locked
    )
    update ledger_accounts a set sync_due_at = ${lease}, sync_attempts = a.sync_attempts + 1
    from due where a.shop_id = ${shopId} and a.customer_id = due.customer_id
    returning a.customer_id
  `.execute(db());
  return rows.length === 0 ? null : { shopId, customerIds: rows.map(({ customer_id }) => customer_id), lease };
}

function metafieldsOf({ customerId, available, pending, loyalty }: Held) {
  const shared = { ownerId: gid("Customer", customerId), namespace: "$app" };
  return [
    { ...shared, type: "number_integer", key: "points_balance", value: available.toString() },
    { ...shared, type: "number_integer", key: "points_pending", value: pending.toString() },
    { ...shared, type: "json", key: "loyalty", value: JSON.stringify(loyalty) },
  ];
}

/**
 * What was marked again while the call was under way stays due: its instant is no longer the lease's. A change of the shop takes accounts one after the other, as it comes to
 * them: whoever waited for one of many while it holds the others would block it, so those that are taken are passed over, and then settled one by one.
 */
async function settle({ shopId, lease }: Claim, accounts: readonly Held[]): Promise<void> {
  const settled = new Set(await settleThose(shopId, lease, accounts, sql`skip locked`));
  for (const account of accounts) if (!settled.has(account.customerId)) await settleThose(shopId, lease, [account], sql``);
}

/** @returns whose accounts were settled */
async function settleThose(
  shopId: number,
  lease: Date,
  accounts: readonly Held[],
  waiting: RawBuilder<unknown>,
): Promise<bigint[]> {
  const written = accounts.map(({ customerId, available, pending }) => ({ customer_id: customerId, available, pending }));
  const { rows } = await sql<{ customer_id: bigint }>`
    with locked as materialized (
      select customer_id from ledger_accounts
      where shop_id = ${shopId} and customer_id = any(${ids(accounts.map(({ customerId }) => customerId))})
      order by customer_id for update ${waiting}
    )
    update ledger_accounts a set synced_available = t.available, synced_pending = t.pending, sync_attempts = 0,
      sync_due_at = case when a.sync_due_at = ${lease} then null else a.sync_due_at end
    from ${recordset(written)} as t(customer_id bigint, available bigint, pending bigint)
    join locked using (customer_id)
    where a.shop_id = ${shopId} and a.customer_id = t.customer_id
    returning a.customer_id
  `.execute(db());
  return rows.map(({ customer_id }) => customer_id);
}

/** Customers whom Shopify no longer knows have no metafields to write; the others of the refused call are due again. */
async function setAside({ shopId, customerIds }: Claim, refused: ReadonlySet<number>, now: Date): Promise<void> {
  await postpone(
    shopId,
    customerIds.filter((_, index) => refused.has(index)),
    null,
  );
  await postpone(
    shopId,
    customerIds.filter((_, index) => !refused.has(index)),
    now,
  );
}

/** One by one, for the same reason as `settle`. @param until null: no more */
async function postpone(shopId: number, customerIds: readonly bigint[], until: Date | null): Promise<void> {
  for (const customerId of customerIds)
    await sql`update ledger_accounts set sync_due_at = ${until} where shop_id = ${shopId} and customer_id = ${customerId}`.execute(
      db(),
    );
}

/** Shopify drops an app's metafields when it is removed: after coming back, everything is to be written again. */
export async function markAllDue(tx: Db, shopId: number, now: Date): Promise<void> {
  await sql`
    update ledger_accounts set synced_available = null, synced_pending = null, sync_attempts = 0, sync_due_at = ${now}
    where shop_id = ${shopId}
  `.execute(tx);
}

const valueSchema = z.object({ value: z.string() }).nullable();
const nodeSchema = z.object({ id: z.string(), balance: valueSchema, pending: valueSchema, loyalty: valueSchema });
type Node = z.infer<typeof nodeSchema>;

async function readNodes(shop: Shop, customerIds: readonly bigint[]): Promise<Map<bigint, Node>> {
  const found = new Map<bigint, Node>();
  for await (const nodes of nodesById(shop, "metafields", customerIds)) {
    for (const node of nodes.map((answer) => nodeSchema.nullable().parse(answer)))
      if (node !== null) found.set(idFromGid(node.id, "Customer"), node);
  }
  return found;
}

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
    const customerIds = rows.map(({ customer_id }) => customer_id);
    const nodes = await readNodes(shop, customerIds);
    const wrong = (await readHeld(shop, customerIds, now)).filter((held) => {
      const node = nodes.get(held.customerId);
      return node !== undefined && !agrees(node, held);
    });
    await sql`
      update ledger_accounts set synced_available = null, synced_pending = null, sync_due_at = ${now}
      where shop_id = ${shopId} and customer_id = any(${ids(wrong.map(({ customerId }) => customerId))})
    `.execute(db());
    drifted += wrong.length;
  }
  return { drifted, next: after };
}

function agrees({ balance, pending, loyalty }: Node, held: Held): boolean {
  if (balance?.value !== held.available.toString() || pending?.value !== held.pending.toString()) return false;
  // Shopify may lay JSON out otherwise than it was sent.
  return loyalty !== null && isDeepStrictEqual(JSON.parse(loyalty.value), JSON.parse(JSON.stringify(held.loyalty)));
}
