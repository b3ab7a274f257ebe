import { sql } from "kysely";
import { z } from "zod";

import { lowerAddress } from "../../lib/lower-address.ts";
import { whoIs } from "../../customers/who-is.server.ts";
import { db, type Db } from "../../db.server.ts";
import { together } from "../../db/together.ts";
import { cleanText } from "../../lib/fields.ts";
import { ids } from "../../lib/rows.server.ts";
import { readAccounts, type Account } from "../../points/accounts.server.ts";
import { textIn } from "../../program/rules/texts.ts";
import { currentProgram } from "../../program/versions.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { cursorTo, noCursor, readCursor } from "../cursor.ts";
import { operation } from "../operation.ts";
import { asId, idText, instant, iso, isoOrNull, pageOf, paging, points } from "../shapes.ts";

export const customerShape = z.object({
  id: idText.meta({ description: "Shopify's number" }),
  email: z.string().nullable(),
  points: z.object({
    available: points.meta({ description: "Can be spent now; negative after a refund of what was spent" }),
    pending: points,
    nextAvailableAt: instant.nullable().meta({ description: "When pending points next become available" }),
    lifetime: points.meta({ description: "What orders and bonuses have ever brought, less what was taken back" }),
    expiring: z.object({ points, at: instant }).nullable(),
  }),
  tier: z.object({ key: z.string(), name: z.string(), since: instant.nullable() }).nullable(),
  segments: z.array(z.object({ id: z.int(), key: z.string(), name: z.string() })),
});

export const readCustomer = operation({
  ...{ id: "readCustomer", method: "GET", path: "/customers/{customerId}", scope: "read:customers" },
  summary: "A customer: points, tier, segments. An id that was merged away answers with the customer who was kept.",
  ...{ params: z.strictObject({ customerId: asId }), query: z.strictObject({}), body: null, status: 200, named: false },
  answer: customerShape,
  problems: ["unknown-customer"],
  run: async ({ holder: { shop }, params: { customerId }, now }) => {
    const [customer] = await describe(db(), shop, [customerId], now);
    return customer === undefined ? { ok: false, code: "unknown-customer" } : { ok: true, answer: customer };
  },
});

const LIST = "customers";

export const listCustomers = operation({
  ...{ id: "listCustomers", method: "GET", path: "/customers", scope: "read:customers" },
  summary: "All customers in the order of their ids, to keep a copy; or with `email` the one of that address, or none.",
  params: z.strictObject({}),
  query: z.strictObject({
    ...paging,
    email: z
      .string()
      .max(254)
      .transform((email) => lowerAddress(cleanText(email)))
      .optional(),
  }),
  ...{ body: null, status: 200, named: false },
  answer: pageOf(customerShape),
  problems: ["invalid"],
  run: async ({ holder: { shop }, query: { limit, cursor, email }, now }) => {
    const after = readCursor(LIST, cursor);
    if (after === null) return noCursor;
    if (email !== undefined) {
      const customerId = await whoIs(db(), shop.shopId, { email });
      return {
        ok: true,
        answer: { items: await describe(db(), shop, customerId === null ? [] : [customerId], now), nextCursor: null },
      };
    }
    const { rows } = await sql<{ customerId: bigint }>`
      select customer_id as "customerId" from customers
      where shop_id = ${shop.shopId} and customer_id > ${after ?? -1n} and deleted_at is null and redacted_at is null and merged_into is null
      order by customer_id limit ${limit}
    `.execute(db());
    const customerIds = rows.map(({ customerId }) => customerId);
    const last = customerIds.length === limit ? customerIds.at(-1) : undefined;
    const items = await describe(db(), shop, customerIds, now);
    return { ok: true, answer: { items, nextCursor: last === undefined ? null : cursorTo(LIST, last) } };
  },
});

type Row = {
  customerId: bigint;
  email: string | null;
  tier: string | null;
  tierSince: Date | null;
  segments: { id: number; key: string; name: string }[];
};

/** Points are of the one function that everybody asks. In the order of their ids. */
async function describe(on: Db, shop: Shop, customerIds: readonly bigint[], now: Date): Promise<z.input<typeof customerShape>[]> {
  if (customerIds.length === 0) return [];
  // As of one moment, and the program read once.
  const [rows, accounts, { rules }] = await on
    .transaction()
    .setIsolationLevel("repeatable read")
    .setAccessMode("read only")
    .execute((tx) =>
      together([
        readRows(tx, shop.shopId, customerIds),
        readAccounts(tx, shop, customerIds, now),
        currentProgram(tx, shop.shopId, now),
      ]),
    );
  return rows.flatMap(({ customerId, email, tier, tierSince, segments }) => {
    const account = accounts.get(customerId);
    if (account === undefined) return [];
    const level = rules.tiers?.levels.find(({ key }) => key === tier);
    return [
      {
        ...{ id: String(customerId), email, points: pointsOf(account), segments },
        tier:
          tier === null
            ? null
            : {
                key: tier,
                name: level === undefined ? tier : textIn(level.name, shop.primaryLocale),
                since: isoOrNull(tierSince),
              },
      },
    ];
  });
}

async function readRows(on: Db, shopId: number, customerIds: readonly bigint[]): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select c.customer_id as "customerId", c.email, m.tier, m.tier_since as "tierSince",
      coalesce((select json_agg(json_build_object('id', s.segment_id, 'key', s.key, 'name', s.name) order by s.position, s.segment_id)
        from segment_members i join segments s on s.shop_id = i.shop_id and s.segment_id = i.segment_id
        where i.shop_id = c.shop_id and i.customer_id = c.customer_id), '[]') as segments
    from customers c left join members m on m.shop_id = c.shop_id and m.customer_id = c.customer_id
    where c.shop_id = ${shopId} and c.customer_id = any(${ids(customerIds)}) order by c.customer_id
  `.execute(on);
  return rows;
}

function pointsOf(account: Account): z.input<typeof customerShape>["points"] {
  const { available, pending, nextChangeAt, lifetimeEarned, expiring } = account;
  return {
    ...{ available: Number(available), pending: Number(pending), lifetime: Number(lifetimeEarned) },
    nextAvailableAt: isoOrNull(nextChangeAt),
    expiring: expiring === null ? null : { points: Number(expiring.points), at: iso(expiring.at) },
  };
}
