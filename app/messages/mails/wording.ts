import { mailLocales, type MailLocale } from "./templates.ts";

// Control characters would break headers; invisible ones that turn the direction of writing can disguise a name.
const UNSEEN = /[\p{Cc}\p{Zl}\p{Zp}\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+/gu;
const NAME = /^[\p{L}\p{M}][\p{L}\p{M}'’.\- ]{0,39}$/u;

/** Text fit for a header or a line: without line breaks and control characters. */
export function oneLine(text: string): string {
  return text.replace(UNSEEN, " ").replace(/ {2,}/g, " ").trim();
}

/** What customers typed as first name, or null when it is nothing to greet a person by (an address, a number, a whole sentence, mark-up). */
export function firstNameOrNull(name: string | null): string | null {
  const tidy = oneLine(name ?? "");
  return NAME.test(tidy) ? tidy : null;
}

/** The first of our languages that is the customer's, else the shop's, else English. Locales are BCP 47 ("de-AT") or with an underscore. */
export function chooseLocale(customerLocale: string | null, shopLocale: string | null): MailLocale {
  for (const locale of [customerLocale, shopLocale]) {
    const language = (locale ?? "").toLowerCase().split(/[-_]/)[0];
    const known = mailLocales.find((candidate) => candidate === language);
    if (known !== undefined) return known;
  }
  return "en";
}

const ADDRESS =
  /^[a-z0-9.!#$%&'*+/=?^_`{|}~\p{L}\p{N}-]+@(?:[a-z0-9\p{L}\p{N}](?:[a-z0-9\p{L}\p{N}-]{0,61}[a-z0-9\p{L}\p{N}])?\.)+[a-z\p{L}][a-z0-9\p{L}-]{1,62}$/iu;

/** Whether mail can be addressed to it: one address, no display name, no list, nothing that ends a header. */
export function isAddress(text: string): boolean {
  return text.length <= 254 && text.indexOf("@") <= 64 && ADDRESS.test(text) && !text.includes("..");
}
