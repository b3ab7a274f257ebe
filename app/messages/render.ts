import { Liquid } from "liquidjs";

import { layout, plainLayout } from "./layout.ts";
import { footers, templates, type MailLocale, type TemplateKey } from "./templates.ts";
import { firstNameOrNull, oneLine } from "./wording.ts";

export type Variables = {
  shopName: string;
  shopUrl: string;
  firstName: string | null;
  /** Legal name and address, line by line. */
  imprint: string;
  unsubscribeUrl: string;
  /** Whether somebody reads the answers. */
  canReply: boolean;
};

export type Rendered = { subject: string; preheader: string; html: string; text: string };

const strict = { strictVariables: true, strictFilters: true, ownPropertyOnly: true, jsTruthy: true };
const plain = new Liquid(strict);
const escaping = new Liquid({ ...strict, outputEscape: "escape" });
const page = escaping.parse(layout);
const plainPage = plain.parse(plainLayout);

/**
 * A mail in words. What customers and merchants typed is only ever a value: it is never read as Liquid, and it is escaped in HTML.
 * @throws when a text names a variable that does not exist
 */
export function render(template: TemplateKey, locale: MailLocale, variables: Variables): Rendered {
  const wording = templates[template].wording[locale];
  const footer = footers[locale];
  const values = {
    shop_name: oneLine(variables.shopName),
    first_name: firstNameOrNull(variables.firstName) ?? "",
    can_reply: variables.canReply,
  };
  const say = (source: string) => oneLine(String(plain.parseAndRenderSync(source, values)));
  const parts = {
    locale,
    shop_name: values.shop_name,
    shop_url: variables.shopUrl,
    unsubscribe_url: variables.unsubscribeUrl,
    subject: say(wording.subject),
    preheader: say(wording.preheader),
    greeting: say(wording.greeting),
    paragraphs: wording.paragraphs.map(say).filter((paragraph) => paragraph !== ""),
    button: say(wording.button),
    closing: wording.closing.map(say),
    reason: say(footer.reason),
    unsubscribe: say(footer.unsubscribe),
    imprint: imprintLines(variables.imprint, values.shop_name),
  };
  return {
    subject: parts.subject,
    preheader: parts.preheader,
    html: String(escaping.renderSync(page, parts)),
    text: String(plain.renderSync(plainPage, parts)),
  };
}

function imprintLines(imprint: string, shopName: string): string[] {
  const lines = imprint
    .split(/\r\n|\r|\n/)
    .map(oneLine)
    .filter((line) => line !== "");
  return lines.length > 0 ? lines : [shopName];
}

const samples: Record<MailLocale, string> = { en: "Emma", de: "Anna" };

/** The mail as an invented customer would get it, for the merchant's eyes; its unsubscribe link leads nowhere. */
export function preview(
  template: TemplateKey,
  locale: MailLocale,
  shop: Pick<Variables, "shopName" | "shopUrl" | "imprint" | "canReply">,
): Rendered {
  return render(template, locale, { ...shop, firstName: samples[locale], unsubscribeUrl: "#" });
}
