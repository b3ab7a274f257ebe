import { isDeepStrictEqual } from "node:util";

import { sql } from "kysely";

import * as bonuses from "../bonuses/bonuses.server.ts";
import type { Db } from "../db.server.ts";
import { ids } from "../lib/rows.server.ts";
import { parseInstant } from "../lib/time.ts";
import type { Shop } from "../shops/shop.ts";
import * as tiers from "../tiers/tiers.server.ts";
import { yearDayOf, type Profile } from "./before.ts";

/** Whom each customer lives on as, merges followed; who was deleted or erased is not in it. */
export async function liveCustomers(db: Db, shopId: number, customerIds: readonly bigint[]): Promise<Map<bigint, bigint>> {
  if (customerIds.length === 0) return new Map();
  const { rows } = await sql<{ asked: bigint; customerId: bigint }>`
    with recursive chain as (
      select customer_id as asked, customer_id, merged_into, deleted_at, redacted_at, 0 as depth from customers
      where shop_id = ${shopId} and customer_id = any(${ids(customerIds)})
      union all
      select chain.asked, c.customer_id, c.merged_into, c.deleted_at, c.redacted_at, chain.depth + 1 from customers c
      join chain on c.shop_id = ${shopId} and c.customer_id = chain.merged_into where chain.depth < 20
    )
    select asked, customer_id as "customerId" from chain where merged_into is null and deleted_at is null and redacted_at is null
  `.execute(db);
  return new Map(rows.map(({ asked, customerId }) => [asked, customerId]));
}

/** What imports may set of customers besides points; whoever has nothing of it has an empty one. */
export async function readProfiles(db: Db, shopId: number, customerIds: readonly bigint[]): Promise<Map<bigint, Profile>> {
  const { rows } = await sql<{ customerId: bigint; tier: string | null; until: Date | null; birthday: string | null }>`
    select customer_id as "customerId", floor_tier as tier, floor_until as until,
      lpad(birthday_month::text, 2, '0') || '-' || lpad(birthday_day::text, 2, '0') as birthday
    from members where shop_id = ${shopId} and customer_id = any(${ids(customerIds)})
  `.execute(db);
  const known = rows.map(({ customerId, tier, until, birthday }): [bigint, Profile] => [
    customerId,
    { floor: tier === null ? null : { tier, until: until?.toISOString() ?? null }, birthday },
  ]);
  return new Map([
    ...customerIds.map((customerId): [bigint, Profile] => [customerId, { floor: null, birthday: null }]),
    ...known,
  ]);
}

/** Makes these profiles the customers' own, where they differ from what was known of them. */
export async function writeProfiles(
  tx: Db,
  shop: Shop,
  known: ReadonlyMap<bigint, Profile>,
  wanted: ReadonlyMap<bigint, Profile>,
  actor: string,
  now: Date,
): Promise<void> {
  const differing = <Field extends keyof Profile>(field: Field) =>
    [...wanted].filter(([customerId, profile]) => !isDeepStrictEqual(profile[field], known.get(customerId)?.[field]));
  const floors = differing("floor").map(([customerId, { floor }]) => ({
    ...{ customerId, floor: floor && { tier: floor.tier, until: floor.until === null ? null : parseInstant(floor.until) } },
  }));
  await tiers.setFloors(tx, shop, floors, { floor: "import", actor }, now);
  const birthdays = differing("birthday").map(([customerId, { birthday }]) => ({
    ...{ customerId, birthday: birthday === null ? null : yearDayOf(birthday) },
  }));
  await bonuses.setBirthdays(tx, shop, birthdays, now);
}
