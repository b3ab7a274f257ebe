import type { Locale } from "../../i18n/translate.ts";
import { compose, type Email } from "../channels/email/email.ts";
import { intoLayout } from "../content/into-layout.ts";
import { oneLine } from "../content/text.ts";
import { proofWords } from "./words.ts";

type About = {
  shopId: number;
  shopName: string;
  /** `<name>.myshopify.com` */
  domain: string;
  address: string;
  /** Where the address is confirmed. */
  url: string;
  mailFrom: string;
  locale: Locale;
  now: Date;
};

/** The email that asks whoever reads at an address whether a shop may send from it. It comes from us, not from the shop: they may never have heard of it. */
export function proofEmail({ shopId, shopName, domain, address, url, mailFrom, locale, now }: About): Email {
  const { email } = proofWords[locale]({ address, shop: oneLine(shopName).slice(0, 80), domain });
  const rendered = intoLayout({
    ...{
      locale,
      shop_name: "Reprise",
      shop_url: url,
      button: email.button,
      button_url: url,
      unsubscribe_url: "",
      trap_url: "",
      ...{ preferences: "", preferences_url: "" },
      unsubscribe: "",
    },
    ...{ subject: email.subject, preheader: email.text, greeting: email.greeting, paragraphs: [email.text, email.otherwise] },
    ...{ items: [], code: "", closing: [], reason: email.reason, imprint: [] },
  });
  const sender = { name: "Reprise", address: mailFrom, replyTo: null };
  return compose({
    ...{
      name: `sender-proof-${shopId}-${now.getTime()}`,
      mark: null,
      sender,
      to: address,
      locale,
      rendered,
      unsubscribeUrl: null,
      now,
    },
  });
}
