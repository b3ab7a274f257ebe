import { z } from "zod";

import { now as clock } from "../../clock.server.ts";
import { db } from "../../db.server.ts";
import { gid } from "../../lib/gid.ts";
import { HOUR_MS, MINUTE_MS, plusMs } from "../../lib/time.ts";
import { log } from "../../log.server.ts";
import { agreeOn } from "../../refill/supply/agree.ts";
import { listDueFields, noteFieldProblem, noteTold, type SupplyField, type Told } from "../../refill/supply/fields.server.ts";
import { AdminApiError, adminGraphql } from "../../shopify.server.ts";
import { SET_METAFIELDS } from "../../shops/shop.graphql.ts";
import type { Shop } from "../../shops/shop.ts";
import { DELETE_METAFIELDS } from "../theme/reviews/reviews.graphql.ts";
import type { Seen } from "./fields.ts";
import { keepsInShopify } from "./look.server.ts";
import { readInstallation, seeFields } from "./see.server.ts";
import { takeSeen } from "./take.server.ts";

/** As many metafields as Shopify takes a call, all or none. */
const PER_CALL = 25;
const AGAIN_MS = 10 * MINUTE_MS;
const REFUSED_MS = 24 * HOUR_MS;
const FIELD = { namespace: "$app", key: "supply_days" };

const errors = z
  .object({ userErrors: z.array(z.object({ message: z.string(), field: z.array(z.string()).nullable() })) })
  .nullable();

/**
 * Writes to Shopify how long products last, as it was last said here. What stands there is looked at first: what a merchant has typed in Shopify later counts, and nothing is
 * written over what has changed since it was seen. @returns how many were brought in line
 */
export async function tellSupplies(shop: Shop, now = clock): Promise<number> {
  if (!(await keepsInShopify(shop.shopId))) return 0;
  let told = 0;
  for (;;) {
    const due = await listDueFields(db(), shop.shopId, now(), PER_CALL);
    if (due.length === 0) return told;
    told += await tell(shop, due, now);
  }
}

const ownerOf = ({ productId, variantId }: Pick<SupplyField, "productId" | "variantId">): string =>
  variantId === 0n ? gid("Product", productId) : gid("ProductVariant", variantId);

async function tell(shop: Shop, due: readonly SupplyField[], now: () => Date): Promise<number> {
  const { shopId } = shop;
  const installation = await readInstallation(shop);
  const [products, variants] = [due.filter(({ variantId }) => variantId === 0n), due.filter(({ variantId }) => variantId !== 0n)];
  const found = await seeFields(
    shop,
    products.map(({ productId }) => productId),
    variants.map(({ variantId }) => variantId),
  );
  const seen = new Map(found.map((one) => [ownerOf(one), one]));
  const agreed = due.map((field) => {
    const theirs = seen.get(ownerOf(field));
    return { field, theirs, what: theirs === undefined ? null : agreeOn(field, theirs.theirs, { installation, writing: true }) };
  });
  // What Shopify has no more needs no word.
  for (const { field, what } of agreed)
    if (what === null) await noteFieldProblem(db(), shopId, field, { problem: null, until: null });
  const same = agreed.filter(({ what }) => what === "same").map(({ field }) => field);
  await note(shopId, same, installation, now());
  const later = agreed.flatMap(({ what, theirs, field }) => (what === "take" && theirs !== undefined ? [{ theirs, field }] : []));
  await takeLater(shop, later, installation, now());
  const writing = agreed.flatMap(({ what, theirs, field }) =>
    what === "write" && theirs !== undefined ? [{ theirs, field }] : [],
  );
  await write(shop, writing, installation, now);
  return same.length + later.length + writing.length;
}

type Pair = { field: SupplyField; theirs: Seen };

function note(shopId: number, fields: readonly SupplyField[], installation: string, now: Date): Promise<void> {
  const told: Told[] = fields.map(({ productId, variantId, days, version }) => ({ productId, variantId, told: days, version }));
  return noteTold(db(), shopId, told, installation, now);
}

/** Ours is due no more, since theirs was said later: then it is taken as any other that has changed there. */
async function takeLater(shop: Shop, later: readonly Pair[], installation: string, now: Date): Promise<void> {
  if (later.length === 0) return;
  await noteTold(
    db(),
    shop.shopId,
    later.map(({ field }) => ({
      productId: field.productId,
      variantId: field.variantId,
      told: field.told,
      version: field.version,
    })),
    installation,
    now,
  );
  await takeSeen(
    shop,
    later.map(({ theirs }) => theirs),
    installation,
    now,
    now,
  );
}

async function write(shop: Shop, pairs: readonly Pair[], installation: string, now: () => Date): Promise<void> {
  const { shopId } = shop;
  const said = pairs.filter(({ field }) => field.days !== null);
  const ended = pairs.filter(({ field }) => field.days === null);
  const refused = said.length === 0 ? new Set<number>() : await set(shop, said, now());
  // All or none: those that were not refused go again with the next call.
  if (refused.size === 0)
    await note(
      shopId,
      said.map(({ field }) => field),
      installation,
      now(),
    );
  if (ended.length === 0) return;
  const metafields = ended.map(({ field }) => ({ ownerId: ownerOf(field), ...FIELD }));
  const { metafieldsDelete } = z
    .object({ metafieldsDelete: errors })
    .parse(await adminGraphql(shop, DELETE_METAFIELDS, { metafields }));
  const [refusal] = metafieldsDelete?.userErrors ?? [];
  if (refusal !== undefined) throw new AdminApiError(refusal.message, "USER_ERROR");
  await note(
    shopId,
    ended.map(({ field }) => field),
    installation,
    now(),
  );
}

/** @returns which of them Shopify has refused; then it has taken none */
async function set(shop: Shop, pairs: readonly Pair[], now: Date): Promise<Set<number>> {
  const metafields = pairs.map(({ field, theirs }) => ({
    ...{ ownerId: ownerOf(field), ...FIELD, type: "number_integer", value: String(field.days) },
    compareDigest: theirs.digest,
  }));
  const { metafieldsSet } = z.object({ metafieldsSet: errors }).parse(await adminGraphql(shop, SET_METAFIELDS, { metafields }));
  const refused = new Map(
    (metafieldsSet?.userErrors ?? []).map(({ field, message }) => [Number(field?.[1] ?? Number.NaN), message]),
  );
  for (const [place, says] of refused) {
    const pair = pairs[place];
    if (pair === undefined) throw new AdminApiError(says, "USER_ERROR");
    // Somebody has written there since it was seen: it is looked at again, at once.
    const isStale = /updated since/i.test(says);
    log().info({ shopId: shop.shopId, says }, "how long a product lasts was not written to Shopify");
    const until = plusMs(now, isStale ? AGAIN_MS : REFUSED_MS);
    await noteFieldProblem(db(), shop.shopId, pair.field, { problem: isStale ? null : "refused", until });
  }
  return new Set(refused.keys());
}
