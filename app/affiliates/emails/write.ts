import type { Locale } from "../../i18n/translate.ts";
import type { Brand } from "../../messages/content/brand/brand.ts";
import { intoLayout, type Rendered } from "../../messages/content/into-layout.ts";
import { oneLine } from "../../messages/content/text.ts";
import { emailWords, type EmailKind, type Told } from "./words.ts";

/** An email to an affiliate before it is in words. `letter`: paragraphs of the merchant's; `items`: lines of a credit note. */
export type Letter = {
  kind: EmailKind;
  locale: Locale;
  told: Told;
  letter: readonly string[];
  items: readonly string[];
  /** Where its button leads. */
  url: string;
  shopUrl: string;
};

/** It is no advertising: there is nothing to unsubscribe from, and no link is counted. */
export function write(
  { kind, locale, told, letter, items, url, shopUrl }: Letter,
  about: { imprint: string; brand: Brand },
): Rendered {
  const words = emailWords[locale];
  const { subject, paragraphs, button } = words[kind](told);
  const body = [...paragraphs.filter((line) => line !== false), ...letter];
  const lines = about.imprint.split(/\r\n|\r|\n/).map(oneLine);
  return intoLayout(
    {
      ...{ locale, shop_name: told.shop, shop_url: shopUrl, subject, preheader: body[0] ?? "" },
      ...{
        greeting: told.name === "" ? words.hello : words.greeting(told.name),
        paragraphs: body,
        items: [...items],
        code: kind === "approved" ? told.link : "",
      },
      ...{ button, button_url: url, closing: words.closing(told.shop), reason: words.why(told.shop) },
      ...{
        imprint: lines.filter((line) => line !== ""),
        unsubscribe: "",
        unsubscribe_url: "",
        preferences: "",
        preferences_url: "",
        trap_url: "",
      },
    },
    about.brand,
  );
}
