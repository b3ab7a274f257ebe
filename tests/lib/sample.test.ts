import { sql } from "kysely";
import { beforeAll, expect, it } from "vitest";

import { readAnywhere, sampledCustomers } from "../../app/lib/sample.server.ts";
import { useDatabase } from "../support/database.ts";
import { installShop } from "../support/shops.ts";

const database = useDatabase();
const CUSTOMERS = 20_000;
const AT = new Date("2026-03-01T12:00:00Z");
let shops: number[];

beforeAll(async () => {
  shops = [];
  for (const name of ["one", "other"]) shops.push((await installShop(database.db, `${name}.myshopify.com`, AT)).shopId);
  for (const shopId of shops)
    await sql`
      insert into customers (shop_id, customer_id, created_at) select ${shopId}, i, ${AT} from generate_series(1, ${CUSTOMERS}::int) i
    `.execute(database.db);
  await sql`analyze customers`.execute(database.db);
});

async function sampled(share: number): Promise<Set<bigint>> {
  const { rows } = await sql<{ customer_id: bigint }>`
    select customer_id from ${sampledCustomers(shops[0] as number, share)} part
  `.execute(database.db);
  return new Set(rows.map(({ customer_id }) => customer_id));
}

it("a sample is about its share, the same each time, in every larger one, and whoever there is at most", async () => {
  const [few, more, all] = [await sampled(0.01), await sampled(0.1), await sampled(1)];
  expect(Math.abs(few.size - 200)).toBeLessThan(60);
  expect(Math.abs(more.size - 2_000)).toBeLessThan(180);
  expect(all.size).toBe(CUSTOMERS);
  expect([...few].filter((id) => !more.has(id))).toEqual([]);
  expect(await sampled(0.01)).toEqual(few);
});

it("a sample reads its own customers only, from an index", async () => {
  const { rows } = await database.db.transaction().execute(async (tx) => {
    await readAnywhere(tx);
    return sql<{ "QUERY PLAN": [{ Plan: unknown }] }>`
      explain (analyze, format json)
      select count(c.net_spend_minor) from ${sampledCustomers(shops[0] as number, 0.01)} part
        join customers c on c.shop_id = ${shops[0]} and c.customer_id = part.customer_id
    `.execute(tx);
  });
  const plan = JSON.stringify(rows[0]?.["QUERY PLAN"]);
  expect(plan).toContain('"Index Name":"customers_by_hash"');
  expect(plan).toContain('"Index Name":"customers_pkey"');
  expect(plan).not.toContain("Seq Scan");
});
