import { redeem } from "../actions/shopper/redeem.server.ts";
import type { PlainKey } from "../i18n/translate.ts";
import { textIn } from "../program/rules/texts.ts";
import type { Redeemed, Refusal } from "../rewards/redemptions/redemptions.server.ts";
import type { Asking } from "../shopify-admin/call.server.ts";
import { clickOf, redeemFields } from "../storefront/acts/redeem.server.ts";
import type { TillAnswer } from "./views.ts";

const REFUSALS: Record<Refusal, PlainKey> = {
  ...{ paused: "till.refusedPaused", "insufficient-points": "till.refusedPoints", "unknown-reward": "till.refusedGone" },
  ...{ "not-available": "till.refusedGone", "unspendable-credit": "till.refusedCredit", changed: "till.refusedChanged" },
  ...{ tier: "till.refusedTier", "sold-out": "till.refusedSoldOut", limit: "till.refusedLimit" },
  ...{ "unknown-customer": "till.refusedCustomer", "bad-amount": "till.refusedAmount" },
};

/**
 * Turns a customer's points into a reward for the sale at hand, as they would do it themselves.
 * @param posted the fields of the theme's form @throws Response 422 when they say nothing that can be read
 */
export async function redeemAtTill(
  asking: Asking,
  customerId: bigint,
  posted: Readonly<Record<string, string>>,
): Promise<TillAnswer> {
  const fields = redeemFields.safeParse(posted);
  if (!fields.success) throw new Response(null, { status: 422 });
  const { shop, actor, t } = asking;
  const redeemed = await redeem(shop, clickOf(customerId, fields.data, actor));
  if (!redeemed.ok) return { ok: false, message: t(REFUSALS[redeemed.reason]), code: null, again: false };
  return answerOf(redeemed, asking);
}

function answerOf({ redemption }: Extract<Redeemed, { ok: true }>, { shop, t, locale }: Asking): TillAnswer {
  const { code, state, terms } = redemption;
  const title = textIn(terms.title, locale, shop.primaryLocale);
  const told = (message: string, rest: Partial<TillAnswer> = {}): TillAnswer => ({
    ...{ ok: true, message, code: null, again: false, ...rest },
  });
  if (state === "releasing" || state === "released") return told(t("till.released", { title }), { ok: false });
  if (state === "reserved") return told(t("till.preparing", { title }), { again: true });
  if (terms.kind === "store-credit") return told(t("till.credit", { title }));
  if (terms.kind === "gift-card") return told(t("till.giftCard", { title, code }));
  if (state === "used") return told(t("till.used"));
  return told(t("till.redeemed", { title, code }), { code });
}
