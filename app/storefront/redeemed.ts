import { dayText } from "../i18n/shopper/dates.ts";
import { fillIn, shopperSays, voiceOf, type ShopperLocale } from "../i18n/shopper/say.ts";
import { textIn } from "../program/rules/texts.ts";
import type { RewardTerms } from "../rewards/reward.ts";
import type { Shop } from "../shops/shop.ts";
import type { ShopperAnswer } from "./answer.ts";

type Redeemed = {
  duplicate: boolean;
  redemption: {
    code: string;
    state: "reserved" | "issued" | "used" | "releasing" | "released";
    terms: RewardTerms;
    expiresAt: Date | null;
  };
};

/** The balance as an answer says it. */
export function balanceIn(locale: ShopperLocale, available: bigint): Pick<ShopperAnswer, "available" | "balance"> {
  return { available: new Intl.NumberFormat(locale, { useGrouping: "always" }).format(available), balance: Number(available) };
}

/** How a redemption stands, in the shopper's words. A code is shown once it works. @param available the balance afterwards */
export function redeemedAnswer(
  shop: Pick<Shop, "primaryLocale" | "timeZone" | "pointsNames">,
  locale: ShopperLocale,
  { duplicate, redemption }: Redeemed,
  available: bigint,
): ShopperAnswer {
  const words = shopperSays(voiceOf(shop, locale));
  const { code, state, terms, expiresAt } = redemption;
  const title = textIn(terms.title, locale, shop.primaryLocale);
  const told = (text: string, ok = true): ShopperAnswer => ({
    ok,
    message: fillIn(text, { title }),
    ...balanceIn(locale, available),
  });
  if (state === "releasing" || state === "released") return told(words.released, false);
  if (state === "reserved") return told(words.preparing);
  if (terms.kind === "store-credit") return told(words.credit);
  if (terms.kind === "gift-card") return { ...told(words.giftCard), code, note: words.giftCardHint };
  if (state === "used") return told(words.used);
  const until = expiresAt === null ? "" : `${fillIn(words.validUntil, { date: dayText(expiresAt, shop.timeZone, locale) })} `;
  return { ...told(duplicate ? words.again : words.codeReady), code, applies: true, note: until + words.hint };
}
