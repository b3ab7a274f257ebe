import { customerFromAdmin } from "../../customers/snapshot/customer-from-admin.ts";
import { differenceOf } from "../../customers/snapshot/customer-differences.ts";
import { readStates, revive } from "../../customers/customer-rows.server.ts";
import type { CustomerState } from "../../customers/snapshot/customer-state.ts";
import { CUSTOMERS_CHANGED } from "../../customers/snapshot/customer.graphql.ts";
import type { CustomerSnapshot } from "../../facts/customer.ts";
import type { FactOf } from "../../facts/fact.ts";
import { db, type Db, type Tx } from "../../db.server.ts";
import { DAY_MS, plusMs } from "../../lib/time.ts";
import { log } from "../../log.server.ts";
import { change } from "../../pipeline/change.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { nodesById } from "../admin-api/by-ids.server.ts";
import { changedBetween, pagesOf } from "../admin-api/pages.server.ts";
import { advance, type Comparison } from "./state.server.ts";

/** Customers are looked at whole: what of them changed without a message (tags, consent) does not show in any version. */
export async function compareCustomers(shop: Shop, { span, customersFrom, until }: Comparison, clock: () => Date): Promise<void> {
  const { shopId } = shop;
  for await (const page of pagesOf(shop, CUSTOMERS_CHANGED, "customers", changedBetween(customersFrom, until))) {
    const snapshots = page.nodes.flatMap((node) => readCustomer(shop, node)).map(endOfItsSecond);
    const upto = page.last ? until : earlier(snapshots.at(-1)?.updatedAt, until);
    const step = { kind: "customers" as const, seen: page.nodes.length, ...(upto === undefined ? {} : { upto }) };
    const { facts } = await differing(db(), shopId, snapshots, clock());
    const write = async (tx: Tx, at: Date) => {
      // Others may have told meanwhile.
      const { facts, missed, alive } = await differing(tx, shopId, snapshots, at);
      if (alive.length > 0) {
        await revive(tx, shopId, alive);
        log().warn({ shopId, customers: alive.length }, "customers who were taken for deleted live after all");
      }
      await advance(tx, shopId, span, { ...step, caught: missed });
      return { result: null, facts };
    };
    if (facts.length === 0) await advance(db(), shopId, span, step);
    else await change(shop, write, clock);
  }
}

/** `updated_at` has whole seconds. The second is over, or the search would not have been for it: this is how it ended. */
function endOfItsSecond(snapshot: CustomerSnapshot): CustomerSnapshot {
  return { ...snapshot, updatedAt: plusMs(snapshot.updatedAt, 999) };
}

/** A search finds things by what they were when it last looked; what has changed since is no reason to skip others. */
export function earlier(changed: Date | undefined, until: Date): Date | undefined {
  return changed === undefined || changed < until ? changed : until;
}

async function differing(
  db: Db,
  shopId: number,
  snapshots: readonly CustomerSnapshot[],
  now: Date,
): Promise<{ facts: FactOf<"customer">[]; missed: number; alive: bigint[] }> {
  const states = await readStates(
    db,
    shopId,
    snapshots.map(({ customerId }) => customerId),
  );
  const found = snapshots
    .map((customer) => {
      const state = states.get(customer.customerId);
      const alive = state !== undefined && livesAfterAll(state, customer, now);
      return { customer, alive, difference: alive ? "missed" : differenceOf(state, customer) };
    })
    .filter(({ difference }) => difference !== "none");
  return {
    facts: found.map(({ customer }) => ({ kind: "customer", customer })),
    missed: found.filter(({ difference }) => difference === "missed").length,
    alive: found.filter(({ alive }) => alive).map(({ customer }) => customer.customerId),
  };
}

/** Shopify's search may name for a while who is gone; whom it has changed since and still names a day later was never deleted. */
function livesAfterAll(
  { deletedAt, mergedInto, redactedAt }: CustomerState,
  { updatedAt }: CustomerSnapshot,
  now: Date,
): boolean {
  if (deletedAt === null || mergedInto !== null || redactedAt !== null) return false;
  return updatedAt > deletedAt && deletedAt <= plusMs(now, -DAY_MS);
}

/** A customer that we cannot read holds up no other. */
function readCustomer(shop: Shop, node: unknown): CustomerSnapshot[] {
  try {
    return [customerFromAdmin(node)];
  } catch (error) {
    log().error({ error, shopId: shop.shopId }, "a customer cannot be read");
    return [];
  }
}

/** Reads customers from Shopify and applies them. */
export async function readCustomers(shop: Shop, customerIds: readonly bigint[], clock: () => Date): Promise<void> {
  const facts = await fetchCustomers(shop, customerIds);
  if (facts.length > 0) await change(shop, () => Promise.resolve({ result: null, facts }), clock);
}

/** Reads customers from Shopify as facts; those that it does not know (any more) are left out. */
export async function fetchCustomers(shop: Shop, customerIds: readonly bigint[]): Promise<FactOf<"customer">[]> {
  const facts: FactOf<"customer">[] = [];
  for await (const nodes of nodesById(shop, "customers", customerIds)) {
    const there = nodes.filter((node) => node !== null).flatMap((node) => readCustomer(shop, node));
    facts.push(...there.map((customer) => ({ kind: "customer" as const, customer })));
  }
  return facts;
}
