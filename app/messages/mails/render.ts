import { Liquid } from "liquidjs";

import type { ShopLinks } from "../../shops/storefront/storefront-links.ts";
import { layout, plainLayout } from "./layout.ts";
import type { TemplateKey } from "./mail-data.ts";
import { mailValues, type MailContext } from "./mail-values.ts";
import { footers, templates, type MailLocale } from "./templates.ts";
import { firstNameOrNull, oneLine } from "./wording.ts";

export type Variables = {
  shopName: string;
  links: ShopLinks;
  firstName: string | null;
  /** Legal name and address, line by line. */
  imprint: string;
  /** Where advertising is stopped; other mails do not show it. */
  unsubscribeUrl: string;
  /** Whether somebody reads the answers. */
  canReply: boolean;
} & Omit<MailContext, "locale">;

export type Rendered = { subject: string; preheader: string; html: string; text: string };

const strict = { strictVariables: true, strictFilters: true, ownPropertyOnly: true, jsTruthy: true };
const plain = new Liquid(strict);
const escaping = new Liquid({ ...strict, outputEscape: "escape" });
const page = escaping.parse(layout);
const plainPage = plain.parse(plainLayout);

/**
 * A mail in words. What customers and merchants typed is only ever a value: it is never read as Liquid, and it is escaped in HTML.
 * @param letter the template and what it is told (mail-data.ts); checked here
 * @throws when a text names a variable that does not exist, or the facts are not the template's
 */
export function render(letter: { template: TemplateKey; data: unknown }, locale: MailLocale, variables: Variables): Rendered {
  const { purpose, wording: wordings } = templates[letter.template];
  const wording = wordings[locale];
  const footer = footers[purpose][locale];
  const { values: own, items, code, url } = mailValues(letter.template, letter.data, { ...variables, locale });
  const values = {
    shop_name: oneLine(variables.shopName),
    first_name: firstNameOrNull(variables.firstName) ?? "",
    can_reply: variables.canReply,
    ...own,
  };
  const say = (source: string) => oneLine(String(plain.parseAndRenderSync(source, values)));
  const parts = {
    locale,
    shop_name: values.shop_name,
    shop_url: variables.links.home,
    button_url: url,
    unsubscribe_url: purpose === "marketing" ? variables.unsubscribeUrl : "",
    subject: say(wording.subject),
    preheader: say(wording.preheader),
    greeting: say(wording.greeting),
    paragraphs: wording.paragraphs.map(say).filter((paragraph) => paragraph !== ""),
    ...{ items, code },
    button: say(wording.button),
    closing: wording.closing.map(say),
    reason: say(footer.reason),
    unsubscribe: say(footer.unsubscribe),
    imprint: imprintLines(variables.imprint, values.shop_name),
  };
  return intoLayout(parts);
}

/** What the layout shows, in words: lines of text, never Liquid. Empty texts and lists are left out. */
export type Parts = {
  locale: MailLocale;
  shop_name: string;
  shop_url: string;
  subject: string;
  preheader: string;
  greeting: string;
  paragraphs: string[];
  items: string[];
  code: string;
  button: string;
  button_url: string;
  closing: string[];
  reason: string;
  unsubscribe: string;
  unsubscribe_url: string;
  imprint: string[];
};

export function intoLayout(parts: Parts): Rendered {
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
