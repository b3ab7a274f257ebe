import { sql } from "kysely";
import { describe, expect, it } from "vitest";

import { at, consent, snapshot, useCustomers, type CustomerFact } from "./people.ts";

const { test, shop, apply, read, timeline } = useCustomers();

/** Whom merged customers have become. */
async function becameWhom(customerIds: bigint[]): Promise<Map<bigint, bigint>> {
  const { rows } = await sql<{ id: bigint; kept: bigint }>`
    select customer_id as id, merged_into as kept from customers
    where shop_id = ${shop().shopId} and customer_id = any(${customerIds}::bigint[]) and merged_into is not null
  `.execute(test.db);
  return new Map(rows.map(({ id, kept }) => [id, kept]));
}

describe("merge", () => {
  const merge: CustomerFact = { kind: "customers-merged", keptId: 1n, goneId: 2n, at: at(20) };
  const gone = snapshot({
    customerId: 2n,
    email: "old@example.com",
    tags: ["vip"],
    emailConsent: { state: "unsubscribed", optInLevel: null, at: at(2) },
  });
  const kept = snapshot({ tags: ["tea"], emailConsent: { state: "subscribed", optInLevel: null, at: at(3) } });

  it("hands over what happened, and the stricter consent holds", async () => {
    await apply({ kind: "customer", customer: kept }, { kind: "customer", customer: gone });
    await sql`insert into orders (shop_id, order_id, name, customer_id, claimed_by, created_at, processed_at, source_updated_at, financial_status, currency, snapshot, first_seen_at)
      values (${shop().shopId}, 9, '#9', 2, 2, ${at(1)}, ${at(1)}, ${at(1)}, 'paid', 'EUR', '{}', ${at(1)})`.execute(test.db);
    const result = await apply(merge);
    expect(result.merged).toEqual([{ keptId: 1n, goneId: 2n, at: at(20) }]);
    expect([...result.customerIds].sort()).toEqual([1n, 2n]);
    expect(await read(2n)).toMatchObject({ merged_into: 1n, deleted_at: at(20) });
    expect(await read()).toMatchObject({ email: "mia@example.com", email_consent: "unsubscribed", tags: ["tea", "vip"] });
    const orders = await sql`select customer_id, claimed_by from orders`.execute(test.db);
    expect(orders.rows).toEqual([{ customer_id: 1n, claimed_by: 1n }]);
    expect(await timeline()).toContainEqual(["customer.merged", 1n, { goneId: "2" }]);
    expect(await becameWhom([1n, 2n])).toEqual(new Map([[2n, 1n]]));
    expect((await apply(merge)).merged).toEqual([]);
  });

  it("ends the same when the facts about the one who is gone come after it", async () => {
    await apply(merge);
    await apply({ kind: "customer", customer: kept });
    await apply({ kind: "customer", customer: gone });
    expect(await read()).toMatchObject({ email: "mia@example.com", email_consent: "unsubscribed", tags: ["tea", "vip"] });
    await apply(consent("subscribed", 30));
    expect(await read()).toMatchObject({ email_consent: "subscribed" });
    await apply(consent("unsubscribed", 4, { customerId: 2n, key: "late" }));
    expect(await read()).toMatchObject({ email_consent: "subscribed" });
  });

  it("follows chains to their end, in either order and in one batch", async () => {
    const first: CustomerFact = { kind: "customers-merged", keptId: 2n, goneId: 3n, at: at(10) };
    for (const batches of [[[first, merge]], [[first], [merge]], [[merge], [first]], [[merge, first]]]) {
      await sql`delete from customers`.execute(test.db);
      await sql`delete from orders`.execute(test.db);
      await sql`insert into orders (shop_id, order_id, name, customer_id, created_at, processed_at, source_updated_at, financial_status, currency, snapshot, first_seen_at)
        values (${shop().shopId}, 9, '#9', 3, ${at(1)}, ${at(1)}, ${at(1)}, 'paid', 'EUR', '{}', ${at(1)})`.execute(test.db);
      for (const batch of batches) await apply(...batch);
      expect(await becameWhom([1n, 2n, 3n])).toEqual(
        new Map([
          [2n, 1n],
          [3n, 1n],
        ]),
      );
      expect((await sql`select customer_id from orders`.execute(test.db)).rows).toEqual([{ customer_id: 1n }]);
    }
  });

  it("of a customer with themselves, or back again, is none", async () => {
    expect((await apply({ kind: "customers-merged", keptId: 1n, goneId: 1n, at: at(1) })).merged).toEqual([]);
    await apply(merge);
    expect((await apply({ kind: "customers-merged", keptId: 2n, goneId: 1n, at: at(21) })).merged).toEqual([]);
    expect(await read()).toMatchObject({ merged_into: null });
  });
});
