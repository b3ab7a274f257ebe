import { sql } from "kysely";
import { z } from "zod";

import type { Db } from "../../db.server.ts";
import { gid, idFromGid } from "../../lib/gid.ts";
import { ids } from "../../lib/rows.server.ts";
import { MINUTE_MS, plusMs } from "../../lib/time.ts";
import type { Shop } from "../../shops/shop.ts";
import { NotYetError, RefusedError, UnclearError, type Means } from "../redemptions/means.server.ts";
import { inWords, userErrors } from "./answers.ts";
import { discountInput, type DiscountTerms } from "./discount-input.ts";
import * as documents from "./reward.graphql.ts";

/** A code as Shopify holds it. */
export type FoundCode = { discountGid: string; codeGid: string | null; active: boolean; uses: number };
export type PlacedCode = { discountGid: string; codeGid: string | null };
/** A code as the app has written it down, and whose it is. */
export type WantedCode = { code: string; customerId: bigint };
/** On which discount codes are to go. */
export type Placement = DiscountTerms & { shop: Shop; rewardId: number; hash: string; title: string; startsAt: Date };
/** What became of codes, by the code: where it is, or in Shopify's words why it is not there. */
export type Placed = ReadonlyMap<string, PlacedCode | string>;

/** So many customers share a discount; the next one gets a new one. Shopify documents no limit, and lists of its inputs end at 250, as do the codes of one call. */
export const MOST_CUSTOMERS = 100;
const POLLS_MS = [150, 300, 600, 1_000];
/** Codes that are added together are given so much longer each. */
const EACH_MS = 10;
const CREATING_MS = MINUTE_MS;
/** A discount that has room for some, finding it full, and a new one. */
const ROUNDS = 4;

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
 * Puts codes onto the discount of their terms, which is made when there is none, or none any more: at most `MOST_CUSTOMERS` codes, with one call for their
 * customers and one for all of them. What is not told of has to be tried again.
 * @throws RefusedError | NotYetError | UnclearError | Shopify's errors
 */
export async function placeCodes(means: Means, placement: Placement, wanted: readonly WantedCode[], now: Date): Promise<Placed> {
  const { shop, rewardId, hash } = placement;
  const placed = new Map<string, PlacedCode | string>();
  for (let round = 0; round < ROUNDS && placed.size < wanted.length; round += 1) {
    const left = wanted.filter(({ code }) => !placed.has(code));
    const current = await currentDiscount(means.db(), shop.shopId, rewardId, hash, now);
    if (current.kind === "being-made") {
      await means.pause(POLLS_MS[round] ?? 1_000);
      continue;
    }
    const added =
      current.kind === "none"
        ? await createDiscount(means, placement, left, now)
        : await addToDiscount(means, placement, left, current.discountGid);
    for (const [code, at] of added) placed.set(code, at);
  }
  if (placed.size === 0) throw new NotYetError("The discount is being made");
  return placed;
}

/** As many of the codes as there is room for on a discount; a discount that takes none of them takes none any more. */
async function addToDiscount(
  means: Means,
  placement: Placement,
  wanted: readonly WantedCode[],
  discountGid: string,
): Promise<Placed> {
  const fitting = await takePlaces(means.db(), placement, wanted, discountGid);
  const people = [...new Set(fitting.map(({ customerId }) => customerId))];
  if (people.length > 0 && (await letCustomersIn(means, placement, people, discountGid)))
    return addCodes(means, placement, fitting, discountGid);
  await forgetDiscount(means.db(), placement.shop.shopId, discountGid);
  return new Map();
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
 * Takes places on a discount for customers. Two workers cannot both take the last. Whoever has had a code of it is on it already. A place that was taken for
 * nothing (Shopify did not answer) stays taken: too few customers on a discount do no harm.
 * @returns the codes of those for whom there is room
 */
async function takePlaces(
  db: Db,
  { shop, rewardId, hash }: Placement,
  wanted: readonly WantedCode[],
  discountGid: string,
): Promise<WantedCode[]> {
  const { rows } = await sql<{ customer_id: bigint; known: boolean; room: number }>`
    select t.customer_id, ${MOST_CUSTOMERS} - d.customers as room, exists (
      select 1 from redemptions r where r.shop_id = ${shop.shopId} and r.customer_id = t.customer_id and r.discount_gid = ${discountGid}
    ) as known
    from reward_discounts d, unnest(${ids([...new Set(wanted.map(({ customerId }) => customerId))])}) as t(customer_id)
    where d.shop_id = ${shop.shopId} and d.reward_id = ${rewardId} and d.terms_hash = ${hash} and d.discount_gid = ${discountGid}
  `.execute(db);
  const strangers = rows.filter(({ known }) => !known).slice(0, Math.max(0, rows[0]?.room ?? 0));
  const { numAffectedRows: taken } = await sql`
    update reward_discounts set customers = customers + ${strangers.length}::int
    where shop_id = ${shop.shopId} and reward_id = ${rewardId} and terms_hash = ${hash} and discount_gid = ${discountGid}
      and customers + ${strangers.length}::int <= ${MOST_CUSTOMERS} and ${strangers.length} > 0
  `.execute(db);
  const fitting = [...rows.filter(({ known }) => known), ...(taken === 1n ? strangers : [])];
  const people = new Set(fitting.map(({ customer_id }) => customer_id));
  return wanted.filter(({ customerId }) => people.has(customerId));
}

/** A new discount with the first of the codes, for the customers of all of them; the others are added to it. */
async function createDiscount(means: Means, placement: Placement, wanted: readonly WantedCode[], now: Date): Promise<Placed> {
  const { shop, rewardId, hash, terms } = placement;
  const [first, ...others] = wanted;
  if (first === undefined) return new Map();
  const document = terms.kind === "free-shipping" ? documents.CREATE_FREE_SHIPPING : documents.CREATE_BASIC;
  const customerIds = [...new Set(wanted.map(({ customerId }) => customerId))];
  let placed: PlacedCode;
  try {
    const input = discountInput({ ...placement, code: first.code, customerIds });
    const answer = created.parse(await means.admin(shop, document, { input })).created;
    const made = answer?.codeDiscountNode;
    if (made == null) {
      const errors = answer?.userErrors ?? [];
      // Nobody else can have guessed the code: an earlier attempt of ours came through.
      const adopted = errors.some(isTaken) ? await findCode(means, shop, first.code) : null;
      if (adopted === null && errors.length > 0) throw new RefusedError(inWords(errors));
      if (adopted === null) throw new UnclearError("Shopify did not say whether the discount was made");
      await rememberDiscount(means.db(), shop.shopId, rewardId, hash, adopted.discountGid, 1, now);
      return new Map([[first.code, adopted]]);
    }
    await rememberDiscount(means.db(), shop.shopId, rewardId, hash, made.id, customerIds.length, now);
    placed = { discountGid: made.id, codeGid: made.codeDiscount.codes.nodes[0]?.id ?? null };
  } catch (error) {
    await sql`
      delete from reward_discounts where shop_id = ${shop.shopId} and reward_id = ${rewardId} and terms_hash = ${hash} and discount_gid = ''
    `.execute(means.db());
    throw error;
  }
  return new Map([[first.code, placed], ...(await addCodes(means, placement, others, placed.discountGid))]);
}

function isTaken({ code }: { code?: string | null | undefined }): boolean {
  return code === "TAKEN" || code === "DUPLICATE" || code === "IMPLICIT_DUPLICATE";
}

/** Notes on which discount codes of these terms live from now on. @param more how many customers are on it beside those who have had a code of it */
export async function rememberDiscount(
  db: Db,
  shopId: number,
  rewardId: number,
  hash: string,
  discountGid: string,
  more: number,
  now: Date,
): Promise<void> {
  await sql`
    insert into reward_discounts (shop_id, reward_id, terms_hash, discount_gid, customers, created_at)
    select ${shopId}, ${rewardId}, ${hash}, ${discountGid}, ${more}::int + count(distinct customer_id)::int, ${now}
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
 * Lets customers use the codes of a discount. Doing it again changes nothing. @returns false when codes can no longer be put there: the merchant has
 * deleted or switched it off, or it has as many customers as Shopify allows @throws RefusedError when Shopify does not know the customer, or will not take several together
 */
export async function letCustomersIn(
  means: Means,
  { shop, terms }: Pick<Placement, "shop" | "terms">,
  customerIds: readonly bigint[],
  discountGid: string,
): Promise<boolean> {
  const document = terms.kind === "free-shipping" ? documents.UPDATE_FREE_SHIPPING : documents.UPDATE_BASIC;
  const input = { context: { customers: { add: customerIds.map((customerId) => gid("Customer", customerId)) } } };
  const answer = updated.parse(await means.admin(shop, document, { id: discountGid, input })).updated;
  if (answer?.codeDiscountNode != null) return answer.codeDiscountNode.codeDiscount.status === "ACTIVE";
  const errors = answer?.userErrors ?? [];
  if (errors.length === 0) throw new UnclearError("Shopify did not say whether the customers were let in");
  const aboutCustomers = errors.some(({ field, code }) => field?.includes("customers") === true && code === "INVALID");
  // A full discount may answer the same as an unknown customer: only who does not exist is refused for good. Of several nobody knows whom it is about.
  if (aboutCustomers && !(await isKnown(means, shop, customerIds))) throw new RefusedError(inWords(errors));
  return false;
}

async function isKnown({ admin }: Means, shop: Shop, [customerId, ...others]: readonly bigint[]): Promise<boolean> {
  if (customerId === undefined || others.length > 0) return false;
  const { customer } = existing.parse(await admin(shop, documents.CUSTOMER_EXISTS, { id: gid("Customer", customerId) }));
  return customer !== null;
}

/** Adds codes to a discount that their customers may use. Shopify answers first and works then; what came of it is asked for. */
async function addCodes(means: Means, { shop }: Placement, wanted: readonly WantedCode[], discountGid: string): Promise<Placed> {
  if (wanted.length === 0) return new Map();
  const codes = wanted.map(({ code }) => ({ code }));
  const answer = added.parse(await means.admin(shop, documents.ADD_CODES, { id: discountGid, codes })).discountRedeemCodeBulkAdd;
  if (answer?.bulkCreation == null) {
    if ((answer?.userErrors ?? []).length === 0) throw new UnclearError("Shopify did not say whether codes were added");
    await forgetDiscount(means.db(), shop.shopId, discountGid);
    throw new NotYetError(inWords(answer?.userErrors ?? []));
  }
  const longer = (wanted.length - 1) * EACH_MS;
  for (const ms of [0, ...POLLS_MS]) {
    if (ms + longer > 0) await means.pause(ms + longer);
    const asked = { id: answer.bulkCreation.id, count: wanted.length };
    const state = creation.parse(await means.admin(shop, documents.CODE_CREATION, asked)).discountRedeemCodeBulkCreation;
    if (state?.done !== true) continue;
    const results = new Map(state.codes.nodes.map((entry) => [entry.code, entry]));
    const placed = new Map(
      codes.map(({ code }): [string, PlacedCode | string] => {
        const { discountRedeemCode = null, errors = [] } = results.get(code) ?? {};
        return [code, discountRedeemCode === null ? inWords(errors) : { discountGid, codeGid: discountRedeemCode.id }];
      }),
    );
    // Codes that are there already (an earlier attempt of ours came through) say nothing about the discount.
    const failed = [...results.values()].filter(({ discountRedeemCode }) => discountRedeemCode === null);
    if (failed.length === wanted.length && !failed.some(({ errors }) => errors.some(isTaken)))
      await forgetDiscount(means.db(), shop.shopId, discountGid);
    return placed;
  }
  throw new NotYetError("Shopify is adding the codes");
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
