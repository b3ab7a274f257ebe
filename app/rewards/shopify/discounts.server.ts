import { sql } from "kysely";
import { z } from "zod";

import type { Db } from "../../db.server.ts";
import { gid, idFromGid } from "../../lib/gid.ts";
import { MINUTE_MS, plusMs } from "../../lib/time.ts";
import type { Shop } from "../../shops/shop.ts";
import { NotYetError, RefusedError, UnclearError, type Means } from "../redemptions/means.server.ts";
import { inWords, userErrors } from "./answers.ts";
import { discountInput, type NewDiscount } from "./discount-input.ts";
import * as documents from "./reward.graphql.ts";

/** A code as Shopify holds it. */
export type FoundCode = { discountGid: string; codeGid: string | null; active: boolean; uses: number };
export type PlacedCode = { discountGid: string; codeGid: string | null };
export type Placement = NewDiscount & { shop: Shop; rewardId: number; hash: string };

/** So many customers share a discount; the next one gets a new one. Shopify documents no limit, and lists of its inputs end at 250. */
export const MOST_CUSTOMERS = 100;
const POLLS_MS = [150, 300, 600, 1_000];
const CREATING_MS = MINUTE_MS;

const codes = z.object({
  nodes: z.array(z.object({ id: z.string(), code: z.string(), asyncUsageCount: z.number().default(0) })),
});
const node = z.object({
  id: z.string(),
  codeDiscount: z.object({ status: z.string().default(""), codes: codes.default({ nodes: [] }) }),
});
const changed = z.object({ codeDiscountNode: node.nullable(), userErrors }).nullable();
const created = z.object({ created: changed });
const updated = z.object({ updated: changed });
const found = z.object({ codeDiscountNodeByCode: node.nullable() });
const added = z.object({
  discountRedeemCodeBulkAdd: z
    .object({ bulkCreation: z.object({ id: z.string(), done: z.boolean() }).nullable(), userErrors })
    .nullable(),
});
const creation = z.object({
  discountRedeemCodeBulkCreation: z
    .object({
      done: z.boolean(),
      codes: z.object({
        nodes: z.array(
          z.object({ code: z.string(), discountRedeemCode: z.object({ id: z.string() }).nullable(), errors: userErrors }),
        ),
      }),
    })
    .nullable(),
});
const deleted = z.object({ discountCodeRedeemCodeBulkDelete: z.object({ userErrors }).nullable() });
const existing = z.object({ customer: z.object({ id: z.string() }).nullable() });
const holding = z.object({ codeDiscountNode: node.nullable() });
const ended = z.object({ deletion: z.object({ deletedCodeDiscountId: z.string().nullable(), userErrors }).nullable() });
const orders = z.object({ orders: z.object({ nodes: z.array(z.object({ id: z.string() })) }) });

/** Where a code lives in Shopify; null when it does not. */
export async function findCode({ admin }: Means, shop: Shop, code: string): Promise<FoundCode | null> {
  const answer = found.parse(await admin(shop, documents.FIND_CODE, { code, search: `"${code}"` }));
  const at = answer.codeDiscountNodeByCode;
  if (at === null) return null;
  const entry = at.codeDiscount.codes.nodes.find((candidate) => candidate.code.toLowerCase() === code.toLowerCase());
  return {
    discountGid: at.id,
    codeGid: entry?.id ?? null,
    active: at.codeDiscount.status === "ACTIVE",
    uses: entry?.asyncUsageCount ?? 0,
  };
}

/**
 * Puts a code of one customer onto the discount of its terms, which is made when there is none, or none any more.
 * @throws RefusedError | NotYetError | Shopify's errors
 */
export async function placeCode(means: Means, placement: Placement, now: Date): Promise<PlacedCode> {
  const { shop, rewardId, hash } = placement;
  for (let round = 0; round < 3; round += 1) {
    const current = await currentDiscount(means.db(), shop.shopId, rewardId, hash, now);
    if (current.kind === "none") return createDiscount(means, placement, now);
    if (current.kind === "being-made") {
      await means.pause(POLLS_MS[round] ?? 1_000);
      continue;
    }
    const room = await takePlace(means.db(), placement, current.discountGid);
    if (room && (await letCustomerIn(means, placement, current.discountGid)))
      return addCode(means, placement, current.discountGid);
    await forgetDiscount(means.db(), shop.shopId, current.discountGid);
  }
  throw new NotYetError("The discount is being made");
}

type Current = { kind: "none" } | { kind: "being-made" } | { kind: "there"; discountGid: string };

/** The discount of these terms; `none` leaves it to the caller alone to make one, for a minute. */
async function currentDiscount(db: Db, shopId: number, rewardId: number, hash: string, now: Date): Promise<Current> {
  const late = plusMs(now, -CREATING_MS);
  // Looked at before it is written: nearly always it is there, and a row that is locked for nothing costs a commit.
  const { rows } = await sql<{ discount_gid: string; late: boolean }>`
    select discount_gid, created_at < ${late} as late from reward_discounts
    where shop_id = ${shopId} and reward_id = ${rewardId} and terms_hash = ${hash}
  `.execute(db);
  const row = rows[0];
  if (row !== undefined && row.discount_gid !== "") return { kind: "there", discountGid: row.discount_gid };
  if (row?.late === false) return { kind: "being-made" };
  const { rows: mine } = await sql`
    insert into reward_discounts (shop_id, reward_id, terms_hash, discount_gid, created_at)
    values (${shopId}, ${rewardId}, ${hash}, '', ${now})
    on conflict (shop_id, reward_id, terms_hash) do update set created_at = excluded.created_at
    where reward_discounts.discount_gid = '' and reward_discounts.created_at < ${late}
    returning 1
  `.execute(db);
  return mine.length > 0 ? { kind: "none" } : { kind: "being-made" };
}

/**
 * Takes one of the places on a discount for a customer, in one statement, so that two workers cannot both take the last. Whoever has had a code of it is on it
 * already. A place that was taken for nothing (Shopify did not answer) stays taken: too few customers on a discount do no harm.
 * @returns false when it is full
 */
async function takePlace(db: Db, { shop, rewardId, hash, customerId }: Placement, discountGid: string): Promise<boolean> {
  const { rows } = await sql`
    with known as (
      select 1 from redemptions
      where shop_id = ${shop.shopId} and customer_id = ${customerId} and discount_gid = ${discountGid} limit 1
    ), taken as (
      update reward_discounts set customers = customers + 1
      where shop_id = ${shop.shopId} and reward_id = ${rewardId} and terms_hash = ${hash} and discount_gid = ${discountGid}
        and customers < ${MOST_CUSTOMERS} and not exists (select 1 from known)
      returning 1
    )
    select 1 from known union all select 1 from taken
  `.execute(db);
  return rows.length > 0;
}

async function createDiscount(means: Means, placement: Placement, now: Date): Promise<PlacedCode> {
  const { shop, rewardId, hash, terms, code } = placement;
  const document = terms.kind === "free-shipping" ? documents.CREATE_FREE_SHIPPING : documents.CREATE_BASIC;
  try {
    const answer = created.parse(await means.admin(shop, document, { input: discountInput(placement) })).created;
    const made = answer?.codeDiscountNode;
    if (made == null) {
      const errors = answer?.userErrors ?? [];
      // Nobody else can have guessed the code: an earlier attempt of ours came through.
      const adopted = errors.some(isTaken) ? await findCode(means, shop, code) : null;
      if (adopted === null && errors.length > 0) throw new RefusedError(inWords(errors));
      if (adopted === null) throw new UnclearError("Shopify did not say whether the discount was made");
      await rememberDiscount(means.db(), shop.shopId, rewardId, hash, adopted.discountGid, now);
      return adopted;
    }
    await rememberDiscount(means.db(), shop.shopId, rewardId, hash, made.id, now);
    return { discountGid: made.id, codeGid: made.codeDiscount.codes.nodes[0]?.id ?? null };
  } catch (error) {
    await sql`
      delete from reward_discounts where shop_id = ${shop.shopId} and reward_id = ${rewardId} and terms_hash = ${hash} and discount_gid = ''
    `.execute(means.db());
    throw error;
  }
}

function isTaken({ code }: { code?: string | null | undefined }): boolean {
  return code === "TAKEN" || code === "DUPLICATE" || code === "IMPLICIT_DUPLICATE";
}

/** Notes on which discount codes of these terms live from now on, and how many customers are on it. */
export async function rememberDiscount(
  db: Db,
  shopId: number,
  rewardId: number,
  hash: string,
  discountGid: string,
  now: Date,
): Promise<void> {
  await sql`
    insert into reward_discounts (shop_id, reward_id, terms_hash, discount_gid, customers, created_at)
    select ${shopId}, ${rewardId}, ${hash}, ${discountGid}, 1 + count(distinct customer_id)::int, ${now}
    from redemptions where shop_id = ${shopId} and discount_gid = ${discountGid}
    on conflict (shop_id, reward_id, terms_hash) do update
    set discount_gid = excluded.discount_gid, customers = excluded.customers, created_at = excluded.created_at
    where reward_discounts.discount_gid = ''
  `.execute(db);
}

/** No further codes go onto a discount: it is gone, switched off or full. */
export async function forgetDiscount(db: Db, shopId: number, discountGid: string): Promise<void> {
  await sql`delete from reward_discounts where shop_id = ${shopId} and discount_gid = ${discountGid}`.execute(db);
}

/**
 * Lets a customer use the codes of a discount. Doing it again changes nothing. @returns false when codes can no longer be put there: the merchant has
 * deleted or switched it off, or it has as many customers as Shopify allows @throws RefusedError when Shopify does not know the customer
 */
export async function letCustomerIn(
  means: Means,
  { shop, terms, customerId }: Pick<Placement, "shop" | "terms" | "customerId">,
  discountGid: string,
): Promise<boolean> {
  const document = terms.kind === "free-shipping" ? documents.UPDATE_FREE_SHIPPING : documents.UPDATE_BASIC;
  const input = { context: { customers: { add: [gid("Customer", customerId)] } } };
  const answer = updated.parse(await means.admin(shop, document, { id: discountGid, input })).updated;
  if (answer?.codeDiscountNode != null) return answer.codeDiscountNode.codeDiscount.status === "ACTIVE";
  const errors = answer?.userErrors ?? [];
  if (errors.length === 0) throw new UnclearError("Shopify did not say whether the customer was let in");
  const aboutCustomers = errors.some(({ field, code }) => field?.includes("customers") === true && code === "INVALID");
  // A full discount may answer the same as an unknown customer: only who does not exist is refused for good.
  if (aboutCustomers && !(await customerExists(means, shop, customerId))) throw new RefusedError(inWords(errors));
  return false;
}

async function customerExists({ admin }: Means, shop: Shop, customerId: bigint): Promise<boolean> {
  const { customer } = existing.parse(await admin(shop, documents.CUSTOMER_EXISTS, { id: gid("Customer", customerId) }));
  return customer !== null;
}

async function addCode(means: Means, placement: Placement, discountGid: string): Promise<PlacedCode> {
  const { shop, code } = placement;
  const answer = added.parse(
    await means.admin(shop, documents.ADD_CODE, { id: discountGid, codes: [{ code }] }),
  ).discountRedeemCodeBulkAdd;
  if (answer?.bulkCreation == null) {
    if ((answer?.userErrors ?? []).length === 0) throw new UnclearError("Shopify did not say whether the code was added");
    await forgetDiscount(means.db(), shop.shopId, discountGid);
    throw new NotYetError(inWords(answer?.userErrors ?? []));
  }
  for (const ms of [0, ...POLLS_MS]) {
    if (ms > 0) await means.pause(ms);
    const state = creation.parse(
      await means.admin(shop, documents.CODE_CREATION, { id: answer.bulkCreation.id }),
    ).discountRedeemCodeBulkCreation;
    if (state?.done !== true) continue;
    const entry = state.codes.nodes.find((candidate) => candidate.code === code);
    if (entry?.discountRedeemCode != null) return { discountGid, codeGid: entry.discountRedeemCode.id };
    const known = await findCode(means, shop, code);
    if (known !== null) return known;
    await forgetDiscount(means.db(), shop.shopId, discountGid);
    throw new NotYetError(inWords(entry?.errors ?? []));
  }
  throw new NotYetError("Shopify is adding the code");
}

/**
 * Deletes a code. Should Shopify keep a discount's last code, whether it says so or just never gets there, the whole discount goes, since nobody else's
 * code is on it. @returns false while Shopify still holds the code
 */
export async function deleteCode(means: Means, shop: Shop, code: string, at: FoundCode): Promise<boolean> {
  if (at.codeGid === null) throw new NotYetError("Shopify did not name the code");
  const answer = deleted.parse(
    await means.admin(shop, documents.DELETE_CODE, { discountId: at.discountGid, ids: [at.codeGid] }),
  ).discountCodeRedeemCodeBulkDelete;
  const errors = answer?.userErrors ?? [];
  if (errors.length === 0 && (await isGone(means, shop, code))) return true;
  if (await endDiscountOf(means, shop, code, at.discountGid)) return isGone(means, shop, code);
  if (errors.length > 0) throw new Error(inWords(errors));
  return false;
}

async function isGone(means: Means, shop: Shop, code: string): Promise<boolean> {
  for (const ms of [0, ...POLLS_MS]) {
    if (ms > 0) await means.pause(ms);
    if ((await findCode(means, shop, code)) === null) return true;
  }
  return false;
}

/** Deletes a discount on which a code is the only one. @returns false when others are on it */
async function endDiscountOf(means: Means, shop: Shop, code: string, discountGid: string): Promise<boolean> {
  const isAlone = async () => {
    const answer = await means.admin(shop, documents.CODES_OF_DISCOUNT, { id: discountGid });
    const others = holding.parse(answer).codeDiscountNode?.codeDiscount.codes.nodes ?? [];
    return others.every((other) => other.code.toLowerCase() === code.toLowerCase());
  };
  if (!(await isAlone())) return false;
  // From now on no further code goes onto it; one that was on its way is seen by the second look.
  await forgetDiscount(means.db(), shop.shopId, discountGid);
  if (!(await isAlone())) return false;
  const errors = ended.parse(await means.admin(shop, documents.DELETE_DISCOUNT, { id: discountGid })).deletion?.userErrors ?? [];
  if (errors.length > 0) throw new Error(inWords(errors));
  return true;
}

/** Orders that carry a code, as far as Shopify's search knows them. */
export async function ordersOfCode({ admin }: Means, shop: Shop, code: string): Promise<bigint[]> {
  const answer = orders.parse(await admin(shop, documents.ORDERS_OF_CODE, { query: `discount_code:"${code}"` }));
  return answer.orders.nodes.map(({ id }) => idFromGid(id, "Order"));
}
