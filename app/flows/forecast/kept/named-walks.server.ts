import { sql } from "kysely";

import { lowerAddress } from "../../../lib/lower-address.ts";
import type { Db } from "../../../db.server.ts";
import { ids } from "../../../lib/rows.server.ts";
import type { Shop } from "../../../shops/shop.ts";
import { findAsked } from "./kept.server.ts";
import { sampleWalks, walk, type Kind, type Walk } from "./walk.server.ts";

/** A customer who is stepped through, and what they are called. */
export type NamedWalk = Walk & { firstName: string | null; lastName: string | null; email: string | null };

/**
 * Customers to step through what was asked last: one by their address, or a few to whom something would be given.
 * @returns null: nothing was asked, or there is no such customer
 */
export async function walkKept(
  db: Db,
  shop: Shop,
  flowId: number,
  kind: Kind,
  whom: { email: string } | { most: number },
): Promise<NamedWalk[] | null> {
  const asked = await findAsked(db, shop.shopId, flowId, kind);
  if (asked === null) return null;
  const { flow, now } = asked;
  if ("most" in whom) return named(db, shop.shopId, await sampleWalks(db, shop, flow, kind, now, whom.most));
  const { rows } = await sql<{ customer_id: bigint }>`
    select customer_id from customers
    where shop_id = ${shop.shopId} and lower(email) = ${lowerAddress(whom.email)} and merged_into is null order by customer_id limit 1
  `.execute(db);
  const one = rows[0] === undefined ? null : await walk(db, shop, flow, kind, rows[0].customer_id, now);
  return one === null ? null : named(db, shop.shopId, [one]);
}

type Name = { customerId: bigint; firstName: string | null; lastName: string | null; email: string | null };

async function named(db: Db, shopId: number, walks: readonly Walk[]): Promise<NamedWalk[]> {
  const { rows } = await sql<Name>`
    select customer_id as "customerId", first_name as "firstName", last_name as "lastName", email from customers
    where shop_id = ${shopId} and customer_id = any(${ids(walks.map(({ customerId }) => customerId))})
  `.execute(db);
  const names = new Map(rows.map((row) => [row.customerId, row]));
  return walks.flatMap((one) => {
    const name = names.get(one.customerId);
    return name === undefined ? [] : [{ ...one, ...name }];
  });
}
