import { dayText } from "../../i18n/shopper/dates.ts";
import { fillIn, shopperLocales, type ShopperLocale } from "../../i18n/shopper/say.ts";
import { formatMoney } from "../../lib/money.ts";
import { textIn, type Texts } from "../../program/rules/texts.ts";
import type { Shop } from "../../shops/shop.ts";
import type { Terms } from "../terms.ts";
import { shownName } from "./name.ts";
import { referralWords } from "./words.ts";

/** What a friend is offered, and by whom. */
export type Offer = {
  shop: Pick<Shop, "name" | "currency" | "timeZone">;
  locale: ShopperLocale;
  firstName: string | null;
  terms: Pick<Terms, "friend" | "minSpendMinor" | "validDays" | "title" | "text">;
};

/** As it is said: who recommends, what there is and on which conditions, and that it is advertising. Plain text. */
export function offerInWords({ shop, locale, firstName, terms }: Offer) {
  const words = referralWords[locale];
  const name = shownName(firstName);
  const values = { shop: shop.name, name: name ?? "" };
  const money = (minor: number) => formatMoney(BigInt(minor), shop.currency, locale);
  return {
    title:
      terms.title === null
        ? fillIn(name === null ? words.recommended : words.recommendedBy, values)
        : textIn(terms.title, locale),
    text: terms.text === null ? null : textIn(terms.text, locale),
    value: fillIn(words.off, { value: valueOf(terms, money, locale) }),
    conditions: [
      ...(terms.minSpendMinor === 0 ? [] : [fillIn(words.minimum, { amount: money(terms.minSpendMinor) })]),
      fillIn(words.valid, { days: String(terms.validDays) }),
      words.once,
    ],
    disclosure: fillIn(name === null ? words.disclosure : words.disclosureOf, values),
  };
}

function valueOf({ friend }: Offer["terms"], money: (minor: number) => string, locale: ShopperLocale): string {
  return friend.kind === "percentage"
    ? new Intl.NumberFormat(locale, { style: "percent" }).format(friend.percent / 100)
    : money(friend.valueMinor);
}

/** What recommending the shop brings both sides, in every language of shoppers. What points are called keeps its place. @param reward what it is called, where it is one */
export function invitation(terms: Terms, reward: Texts | null, { currency }: Pick<Shop, "currency">): Texts {
  const { advocate } = terms;
  const texts = shopperLocales.map((locale) => {
    const words = referralWords[locale];
    const friend = fillIn(words.invite, {
      value: valueOf(terms, (minor) => formatMoney(BigInt(minor), currency, locale), locale),
    });
    const points = advocate.kind === "points" ? advocate.points : 0;
    const count = new Intl.NumberFormat(locale, { useGrouping: "always" }).format(points);
    const brings =
      advocate.kind === "points"
        ? fillIn(words.bringsPoints, {
            points: `${count} ${new Intl.PluralRules(locale).select(points) === "one" ? "[point]" : "[points]"}`,
          })
        : fillIn(words.bringsReward, { reward: reward === null ? "" : textIn(reward, locale) });
    return [locale, `${friend} ${brings}`];
  });
  return Object.fromEntries(texts) as Texts;
}

/** Until when a code is good: its last day in the shop. */
export function goodUntil(expiresAt: Date, timeZone: string, locale: ShopperLocale): string {
  return fillIn(referralWords[locale].codeText, { date: dayText(new Date(expiresAt.getTime() - 1), timeZone, locale) });
}
