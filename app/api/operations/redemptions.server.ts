import { z } from "zod";

import { redeem } from "../../actions/shopper/redeem.server.ts";
import { whoIs } from "../../customers/who-is.server.ts";
import { db } from "../../db.server.ts";
import { textIn } from "../../program/rules/texts.ts";
import { findRedemption, listRedemptions, type Redemption } from "../../rewards/redemptions/rows.server.ts";
import { redemptionStates, releaseReasons } from "../../rewards/redemptions/state.ts";
import type { Shop } from "../../shops/shop.ts";
import { cursorTo, noCursor, readCursor } from "../cursor.ts";
import { operation } from "../operation.ts";
import { refusalCodes } from "../problem.ts";
import { asId, idText, instant, iso, isoOrNull, money, pageOf, paging, points } from "../shapes.ts";

export const redemptionShape = z.object({
  id: idText,
  customerId: idText,
  rewardId: z.int(),
  reward: z.string().meta({ description: "Its title then, in the shop's language" }),
  points: points.meta({ description: "What was spent" }),
  value: money.nullable().meta({ description: "null: the order decides it" }),
  state: z.enum(redemptionStates).meta({ description: "`reserved`: Shopify is still asked for the code" }),
  code: z.string().nullable().meta({ description: "Once it works" }),
  reservedAt: instant,
  issuedAt: instant.nullable(),
  expiresAt: instant.nullable(),
  usedAt: instant.nullable(),
  orderId: idText.nullable(),
  returnedPoints: points.meta({ description: "What refunds of the order have given back" }),
  releaseReason: z.enum(releaseReasons).nullable(),
});

function described(redemption: Redemption, shop: Shop): z.input<typeof redemptionShape> {
  const { redemptionId, customerId, rewardId, terms, state, code, valueMinor, usedOrderId } = redemption;
  return {
    ...{ id: String(redemptionId), customerId: String(customerId), rewardId, reward: textIn(terms.title, shop.primaryLocale) },
    points: Number(redemption.points),
    value: valueMinor === 0n ? null : { minor: Number(valueMinor), currency: shop.currency },
    ...{ state, code: state === "issued" || state === "used" ? code : null, reservedAt: iso(redemption.reservedAt) },
    ...{
      issuedAt: isoOrNull(redemption.issuedAt),
      expiresAt: isoOrNull(redemption.expiresAt),
      usedAt: isoOrNull(redemption.usedAt),
    },
    ...{ orderId: usedOrderId?.toString() ?? null, returnedPoints: Number(redemption.returnedPoints) },
    releaseReason: redemption.releaseReason,
  };
}

export const redeemReward = operation({
  ...{ id: "redeemReward", method: "POST", path: "/customers/{customerId}/redemptions", scope: "write:redemptions" },
  summary:
    "Spends a customer's points on a reward. While Shopify is slow, `state` is `reserved`; ask for the redemption again then.",
  params: z.strictObject({ customerId: asId }),
  query: z.strictObject({}),
  body: z.strictObject({
    rewardId: z.int().min(1).max(2_147_483_647),
    points: z.int().min(1).max(1_000_000).optional().meta({ description: "What to spend, where there is a choice" }),
    offer: z.string().max(40).optional().meta({ description: "As the reward's `offer` said" }),
  }),
  status: 201,
  answer: redemptionShape,
  problems: [
    ...(["unknown-customer", "unknown-reward", "insufficient-points", "paused", "not-available", "unspendable-credit"] as const),
    ...(["changed", "tier", "sold-out", "limit", "bad-amount"] as const),
  ],
  named: true,
  run: async ({ holder: { shop, keyId }, params: { customerId }, body: { rewardId, points, offer }, name }) => {
    const redeemed = await redeem(shop, {
      ...{ customerId, rewardId, points: points === undefined ? null : BigInt(points) },
      ...{ intent: `api:${name}`, actor: `api:${keyId}`, ...(offer === undefined ? {} : { offer }) },
    });
    if (!redeemed.ok) return { ok: false, code: refusalCodes[redeemed.reason] };
    const { redemption } = redeemed;
    // What was taken by this name is known for longer than answers are kept.
    const another = redemption.rewardId !== rewardId || (points !== undefined && redemption.points !== BigInt(points));
    return another ? { ok: false, code: "another-body" } : { ok: true, answer: described(redemption, shop) };
  },
});

export const readRedemption = operation({
  ...{ id: "readRedemption", method: "GET", path: "/redemptions/{redemptionId}", scope: "read:redemptions" },
  summary: "A redemption, with what has become of it.",
  params: z.strictObject({ redemptionId: asId }),
  ...{ query: z.strictObject({}), body: null, status: 200, named: false },
  answer: redemptionShape,
  problems: ["unknown-redemption"],
  run: async ({ holder: { shop }, params: { redemptionId } }) => {
    const redemption = await findRedemption(db(), shop.shopId, redemptionId);
    if (redemption === null) return { ok: false, code: "unknown-redemption" };
    return { ok: true, answer: described(redemption, shop) };
  },
});

const LIST = "redemptions";

export const readRedemptions = operation({
  ...{ id: "listRedemptions", method: "GET", path: "/redemptions", scope: "read:redemptions" },
  summary: "Redemptions, the newest first; of all customers, or of one.",
  params: z.strictObject({}),
  query: z.strictObject({ ...paging, customerId: asId.optional(), state: z.enum(redemptionStates).optional() }),
  ...{ body: null, status: 200, named: false },
  answer: pageOf(redemptionShape),
  problems: ["unknown-customer", "invalid"],
  run: async ({ holder: { shop }, query: { limit, cursor, customerId, state } }) => {
    const before = readCursor(LIST, cursor);
    if (before === null) return noCursor;
    const whose = customerId === undefined ? undefined : await whoIs(db(), shop.shopId, { id: customerId });
    if (whose === null) return { ok: false, code: "unknown-customer" };
    const filter = { customerId: whose ?? null, state: state ?? null, before: before ?? null };
    const redemptions = await listRedemptions(db(), shop.shopId, filter, limit);
    const last = redemptions.length === limit ? redemptions.at(-1) : undefined;
    return {
      ok: true,
      answer: {
        items: redemptions.map((redemption) => described(redemption, shop)),
        nextCursor: last === undefined ? null : cursorTo(LIST, last.redemptionId),
      },
    };
  },
});
