import { sql } from "kysely";
import { beforeAll, beforeEach } from "vitest";

import * as customers from "../../app/customers/customers.server.ts";
import type { Consent, ConsentState, CustomerSnapshot } from "../../app/facts/customer.ts";
import type { FactOf } from "../../app/facts/fact.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { customerSnapshot } from "../support/customers.ts";
import { useDatabase, type TestDatabase } from "../support/database.ts";
import { installShop } from "../support/shops.ts";

export type CustomerFact = FactOf<"customer" | "customer-deleted" | "customers-merged" | "consent" | "tags">;

export const now = new Date("2026-06-01T00:00:00Z");
export const at = (minute: number, second = 0) => new Date(Date.UTC(2026, 0, 1, 0, minute, second));

/** Customer 1 as she was one minute after she came; `changes` says what else. */
export function snapshot(changes: Partial<CustomerSnapshot> = {}): CustomerSnapshot {
  const mia = { email: "mia@example.com", firstName: "Mia", countryCode: "DE", accountState: "enabled", updatedAt: at(1) };
  return customerSnapshot(1n, at(0), { ...mia, ...changes });
}

export function consent(state: ConsentState, minute: number | null, changes: Partial<FactOf<"consent">> = {}): FactOf<"consent"> {
  const stated: Consent = { state, optInLevel: null, at: minute === null ? null : at(minute) };
  const key = `shopify:email:1:${stated.at?.toISOString() ?? "undated"}:${state}`;
  return { kind: "consent", customerId: 1n, email: null, channel: "email", consent: stated, source: "shopify", key, ...changes };
}

export type World = {
  test: TestDatabase;
  shop: () => Shop;
  apply: (...facts: CustomerFact[]) => Promise<customers.AppliedCustomers>;
  read: (customerId?: bigint) => Promise<Record<string, unknown>>;
  timeline: () => Promise<unknown[]>;
};

/** A database with one shop and, before each test, nobody in it. */
export function useCustomers(): World {
  const test = useDatabase();
  let shop: Shop | undefined;
  const theShop = () => {
    if (shop === undefined) throw new Error("The shop is there only inside tests");
    return shop;
  };
  beforeAll(async () => {
    shop = await installShop(test.db, "morgenrot.myshopify.com");
  });
  beforeEach(async () => {
    for (const table of [
      "customers",
      "consent_events",
      "consent_pushes",
      "timeline_events",
      "suppressions",
      "orders",
      "messages",
    ]) {
      await sql`delete from ${sql.table(table)}`.execute(test.db);
    }
  });
  return {
    test,
    shop: theShop,
    apply: (...facts) => test.db.transaction().execute((tx) => customers.apply(tx, theShop(), facts, now)),
    read: async (customerId = 1n) => {
      const query = sql<
        Record<string, unknown>
      >`select * from customers where shop_id = ${theShop().shopId} and customer_id = ${customerId}`;
      return (await query.execute(test.db)).rows[0] ?? {};
    },
    timeline: async () => {
      const query = sql<{
        kind: string;
        customer_id: bigint;
        data: unknown;
      }>`select kind, customer_id, data from timeline_events order by event_id`;
      return (await query.execute(test.db)).rows.map(({ kind, customer_id, data }) => [kind, customer_id, data]);
    },
  };
}
