import { sql } from "kysely";

import { readNamed, themselves } from "../../../customers/views/narrowing.server.ts";
import { db, type Tx } from "../../../db.server.ts";
import { plannedByValues } from "../../../db/statement-names.ts";
import { DAY_MS, plusMs } from "../../../lib/time.ts";
import type { Shop } from "../../../shops/shop.ts";
import type { ShopLinks } from "../../../shops/storefront/storefront-links.ts";
import { flowEmailData } from "../../templates/flow-email/data.ts";
import { valuesOf } from "../../templates/flow-email/values.ts";
import type { FactSources } from "../../templates/facts.ts";
import type { CompiledWriting } from "../compile/compiled.ts";
import type { EmailLanguage } from "../document/document.ts";
import type { EmailValues } from "../filling/fill.ts";
import { chosenFor } from "./edited-facts.server.ts";
import type { Recommend } from "./edited.ts";

/** A customer for whom an email is shown. @param sources who answers what is known of them */
export type ChosenReader = {
  customerId: bigint;
  sources: Pick<FactSources, "points" | "tier" | "cheapest" | "friend">;
  now: Date;
};

/** A customer who can be chosen. */
export type FoundReader = { customerId: bigint; firstName: string | null; lastName: string | null; email: string | null };

const FOUND = 8;
/** One letter is the beginning of too many. */
const SHORTEST = 2;
const LONGEST = 100;
/** So many of those who are found are put in order (shopify-pos/search.server.ts). */
const ORDERED = 500;

/** Customers by a piece of a name or address, or an order, as the list of customers finds them; who bought last comes first. */
export async function findReaders(shopId: number, asked: string): Promise<FoundReader[]> {
  const search = asked.replaceAll("\0", "").trim().slice(0, LONGEST);
  if (search.length < SHORTEST) return [];
  const named = await readNamed(db(), shopId, { search, segment: null });
  const { rows } = await sql<FoundReader>`
    ${plannedByValues} select f.customer_id as "customerId", f.first_name as "firstName", f.last_name as "lastName", f.email from (
      select c.customer_id, c.first_name, c.last_name, c.email, c.last_order_at from customers c
      where c.shop_id = ${shopId} and ${themselves(shopId, { search, segment: null, named })} limit ${ORDERED}
    ) f
    order by f.last_order_at desc nulls last, f.customer_id desc limit ${FOUND}
  `.execute(db());
  return rows;
}

/**
 * What an email that is being edited is filled with for a customer: name, orders, points, tier and what suits them are theirs. What only an occasion brings is an example: a
 * code, what is due (what they bought last), days. Reads only: nothing is given, noted or sent.
 * @throws Response 404 for who is no customer of the shop
 */
export async function valuesForReader(
  shop: Shop,
  recommend: Recommend,
  writing: CompiledWriting,
  language: EmailLanguage,
  { links, imprint }: { links: ShopLinks; imprint: string[] },
  reader: ChosenReader,
): Promise<EmailValues> {
  const { now } = reader;
  return db()
    .transaction()
    .setAccessMode("read only")
    .execute(async (tx) => {
      const firstName = await readFirstName(tx, shop.shopId, reader.customerId);
      const facts = await readFacts(tx, shop, recommend, writing, language, reader);
      const due = facts.edited.order?.lines.map(({ productId }) => productId).slice(0, 1) ?? [];
      const told = flowEmailData.parse({
        ...{ emailId: 0, version: 0, productIds: due, lastsUntil: plusMs(now, 5 * DAY_MS), date: plusMs(now, 14 * DAY_MS) },
        code: { code: language === "de" ? "BEISPIEL10" : "EXAMPLE10", percent: 10, expiresAt: plusMs(now, 14 * DAY_MS) },
      });
      return valuesOf(
        told,
        { shopName: shop.name, firstName, imprint },
        {
          ...{ locale: language, shopLocale: shop.primaryLocale, links, currency: shop.currency, timeZone: shop.timeZone },
          pointsNames: shop.pointsNames,
        },
        facts,
      );
    });
}

async function readFirstName(tx: Tx, shopId: number, customerId: bigint): Promise<string | null> {
  const { rows } = await sql<{ firstName: string | null }>`
    select first_name as "firstName" from customers
    where shop_id = ${shopId} and customer_id = ${customerId} and deleted_at is null and redacted_at is null and merged_into is null
  `.execute(tx);
  if (rows[0] === undefined) throw new Response("customer", { status: 404 });
  return rows[0].firstName;
}

async function readFacts(
  tx: Tx,
  { shopId }: Shop,
  recommend: Recommend,
  writing: CompiledWriting,
  language: EmailLanguage,
  { customerId, sources, now }: ChosenReader,
) {
  const own = [{ customerId, about: null }];
  const about = { emailId: 0, version: 0, productIds: [], orderId: null };
  const [edited] = await chosenFor(tx, shopId, recommend, [{ customerId, about }], () => ({ [language]: writing }));
  const [points] = await sources.points(tx, shopId, own, now);
  const [tier] = await sources.tier(tx, shopId, own, now);
  const [cheapest] = await sources.cheapest(tx, shopId, own, now);
  const [friend = null] = await sources.friend(tx, shopId, own, now);
  if (edited == null || points === undefined || tier === undefined || cheapest === undefined)
    throw new Error("Each question has its answer");
  return { edited, points, tier, cheapest, friend, gift: null };
}
