import { sql } from "kysely";
import { expect, test } from "vitest";

import type { Fact } from "../../app/facts/fact.ts";
import * as pipeline from "../support/pipeline.ts";
import { readAccount } from "../../app/points/accounts.server.ts";
import { verify } from "../../app/points/verification/verify.server.ts";
import { useDatabase } from "../support/database.ts";
import { createEarningShop } from "../support/earning-shop.ts";
import { line, order, refund } from "../support/orders.ts";

const database = useDatabase();
const NOW = new Date("2026-04-20T09:00:00Z");
const [GONE, KEPT] = [77n, 88n];

const bought: Fact = { kind: "order", order: order([line(1n, 10_000n)], { customerId: GONE }), announced: true };
const merged: Fact = { kind: "customers-merged", keptId: KEPT, goneId: GONE, at: new Date("2026-03-10T12:00:00Z") };
const refunded: Fact = { kind: "refund", orderId: 9_007_199_254_740_995n, refund: refund(1n, 5_000n) };

/** Every order in which the facts can come. */
function permutations<Item>(items: readonly Item[]): Item[][] {
  return items.length === 0
    ? [[]]
    : items.flatMap((item, index) => permutations(items.toSpliced(index, 1)).map((rest) => [item, ...rest]));
}

test.each(permutations([bought, merged, refunded]).map((facts) => [facts.map(({ kind }) => kind).join(", "), facts] as const))(
  "points stay with whom a customer became: %s",
  async (_name, facts) => {
    const shop = await createEarningShop(database.db);
    for (const fact of facts) await pipeline.inShop(shop.shopId, (tx) => pipeline.apply(tx, shop, [fact], NOW));
    expect(await readAccount(database.db, shop, KEPT, NOW)).toMatchObject({ available: 250n, pending: 0n });
    expect(await readAccount(database.db, shop, GONE, NOW)).toMatchObject({ available: 0n, pending: 0n });
    const { rows } = await sql`select customer_id from orders where shop_id = ${shop.shopId}`.execute(database.db);
    expect(rows).toEqual([{ customer_id: KEPT }]);
    expect((await verify(database.db, shop)).discrepancies).toEqual([]);
  },
);
