import { randomInt } from "node:crypto";

import { sql } from "kysely";

import type { Db } from "../../../db.server.ts";
import { stringifyJson } from "../../../lib/json.ts";
import type { Shop } from "../../../shops/shop.ts";
import type { RewardTerms } from "../../reward.ts";
import { termsHash } from "../../shopify/discount-input.ts";
import { leaseUntil } from "../claim.server.ts";
import { redemptionColumns, type Redemption, type RedemptionRow } from "../rows.server.ts";

/** What somebody gets, and for how many points. */
export type Offered = { terms: RewardTerms; points: bigint; valueMinor: bigint };

export type Written = Offered & {
  customerId: bigint;
  rewardId: number;
  intent: string;
  /** Who makes the first attempt to get it from Shopify: who writes it, at once, or a worker. */
  first: "mine" | "a-worker";
};

/** The redemption with the code that it will have. */
export async function write(
  tx: Db,
  { shopId, currency }: Shop,
  { terms, points, valueMinor, customerId, rewardId, intent, first }: Written,
  now: Date,
): Promise<Redemption> {
  const hash = termsHash({ terms, valueMinor, currency });
  const { rows } = await sql<RedemptionRow>`
    insert into redemptions as r (shop_id, customer_id, reward_id, intent, points, value_minor, terms, terms_hash, code, state, reserved_at,
      attempts, next_attempt_at)
    values (${shopId}, ${customerId}, ${rewardId}, ${intent}, ${points}, ${valueMinor}, ${stringifyJson(terms)}::jsonb, ${hash},
      ${newCode(terms.kind)}, 'reserved', ${now},
      ${first === "mine" ? 1 : 0}, ${first === "mine" ? leaseUntil(terms.kind, now) : now})
    returning ${redemptionColumns}
  `.execute(tx);
  const [row] = rows;
  if (row === undefined) throw new Error("A redemption was not written");
  return { ...row, terms };
}

/** What a free product costs in the shop now; null when it is not sold (any more). */
export async function priceOf(tx: Db, shopId: number, { product }: RewardTerms): Promise<bigint | null> {
  if (product === null) return null;
  const { rows } = await sql<{ price: bigint }>`
    select (v ->> 'priceMinor')::bigint as price from products p cross join jsonb_array_elements(p.variants) v
    where p.shop_id = ${shopId} and p.product_id = ${product.productId}::bigint and p.deleted_at is null and p.status = 'active'
      and v ->> 'variantId' = ${product.variantId}
  `.execute(tx);
  const price = rows[0]?.price ?? 0n;
  return price > 0n ? price : null;
}

/** Letters and digits that nobody mistakes for one another. */
const ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";

/** A code that nobody guesses: about 50 bits; gift cards, which are money, get 79. Those take letters and digits only. */
function newCode(kind: RewardTerms["kind"]): string {
  const letters = (count: number) => Array.from({ length: count }, () => ALPHABET[randomInt(ALPHABET.length)] ?? "").join("");
  return kind === "gift-card" ? letters(16) : `PT-${letters(10)}`;
}
