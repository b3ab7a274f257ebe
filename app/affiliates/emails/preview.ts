import { createFormat } from "../../i18n/format.ts";
import type { Locale } from "../../i18n/translate.ts";
import { DAY_MS, plusMs } from "../../lib/time.ts";
import type { Brand } from "../../messages/content/brand/brand.ts";
import { oneLine } from "../../messages/content/text.ts";
import type { Shop } from "../../shops/shop.ts";
import { partnerLink } from "../../shops/storefront/storefront-links.ts";
import { emailWords, type EmailKind } from "./words.ts";
import { write } from "./write.ts";

type About = { shop: Shop; storefront: Parameters<typeof partnerLink>[0]; imprint: string; brand: Brand };

/** An email to an invented affiliate, for the merchant's eyes. */
export function previewEmail(kind: EmailKind, locale: Locale, { shop, storefront, ...about }: About, now: Date) {
  const format = createFormat(locale, shop);
  const words = emailWords[locale];
  const [code, amount] = ["ANNA10", format.money(4_230n)];
  const told = {
    ...{ name: kind === "received" ? "" : "Anna Berger", shop: oneLine(shop.name), code, link: partnerLink(storefront, code) },
    ...{
      percent: format.number(10),
      unbound: false,
      linkDays: "30",
      reason: "",
      againFrom: format.date(plusMs(now, 180 * DAY_MS)),
    },
    ...{ number: "GS-1", amount, paid: words.money, rate: words.percentRate(format.number(10)), waitDays: "30" },
  };
  const page = partnerLink(storefront);
  const items = kind === "paid" ? [`GS-1: ${amount}`] : [];
  const letter = kind === "terms" ? ["…"] : [];
  const { subject, html } = write({ kind, locale, told, letter, items, url: page, shopUrl: page }, about);
  return { locale, subject, html };
}
