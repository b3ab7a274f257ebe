import { z } from "zod";

import { ask, redeem } from "../../actions/shopper/redeem.server.ts";
import { now } from "../../clock.server.ts";
import { db } from "../../db.server.ts";
import { fillIn, pointsText, shopperSays, voiceOf, type ShopperLocale } from "../../i18n/shopper/say.ts";
import { readAccount } from "../../points/accounts.server.ts";
import { textIn } from "../../program/rules/texts.ts";
import { offerOf } from "../../rewards/offer.ts";
import type { RedeemRequest } from "../../rewards/redemptions/redemptions.server.ts";
import type { RewardTerms } from "../../rewards/reward.ts";
import type { Shop } from "../../shops/shop.ts";
import { refusal, type ShopperAnswer } from "../answer.ts";
import type { Act } from "../post.server.ts";
import { redeemedAnswer } from "../redeemed.ts";

const number = z.string().regex(/^[1-9]\d{0,8}$/);
/** What a click on a reward says, all of it text. */
export const redeemFields = z.object({
  reward: number.transform(Number),
  /** What the shopper chose to spend, where there is a choice. */
  points: number.transform(BigInt).optional(),
  /** The price that the page showed, or where prices begin; where there is no choice, nobody pays another than that. */
  price: number.transform(BigInt).optional(),
  /** The offer that the page showed; pages that were rendered before the theme knew of it send none. */
  offer: z
    .string()
    .max(40)
    .transform((name) => name || undefined)
    .optional(),
  /** Names the click: the same one again is the same redemption, so a page may be loaded again or a form sent twice. */
  intent: z.string().regex(/^[\w-]{1,80}$/),
  /** The shopper has said yes to the question of the page without scripts. */
  sure: z.literal("1").optional(),
});

type Fields = z.output<typeof redeemFields>;

/** A shopper turns points into a reward. What no dialog has asked about is answered by a question. */
export const redeeming: Act<Fields> = {
  schema: redeemFields,
  carryOut: async ({ shop, customerId, locale, fields, unasked }) => {
    const click = clickOf(customerId, fields, "shopper");
    if (unasked && fields.sure === undefined) {
      const asked = await ask(shop, click);
      if (!asked.ok) return refusal(voiceOf(shop, locale), asked.reason);
      if (!asked.duplicate) return questionOf(shop, locale, asked, fields);
    }
    const redeemed = await redeem(shop, click);
    if (!redeemed.ok) return refusal(voiceOf(shop, locale), redeemed.reason);
    const { available } = await readAccount(db(), shop, customerId, now());
    return redeemedAnswer(shop, locale, redeemed, available);
  },
};

/** @param actor who has clicked: the shopper, or who serves them at the till */
export function clickOf(customerId: bigint, fields: Fields, actor: string): RedeemRequest {
  const { reward: rewardId, price = null, points = price, offer } = fields;
  // Intents are the shop's: one that names the customer can be nobody else's. The same click in the theme, in the account and at the till is one redemption.
  const intent = `theme:${customerId}:${fields.intent}`;
  return { customerId, rewardId, points, intent, actor, ...(offer === undefined ? {} : { offer }) };
}

/** What a yes would spend, and on what; a yes to another price than that is none. */
function questionOf(
  shop: Shop,
  locale: ShopperLocale,
  { terms, points }: { terms: RewardTerms; points: bigint },
  { reward, intent, offer }: Fields,
): ShopperAnswer {
  const title = textIn(terms.title, locale, shop.primaryLocale);
  const voice = voiceOf(shop, locale);
  const message = fillIn(shopperSays(voice).ask, { points: pointsText(points, voice), title });
  const shown = { reward: String(reward), points: String(points), offer: offer ?? offerOf(terms, shop.currency), intent };
  return { ok: true, message, question: shown };
}
