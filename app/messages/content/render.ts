import { Liquid } from "liquidjs";

import { pointsName, type ShopperLocale } from "../../i18n/shopper/say.ts";
import type { Facts } from "../templates/facts.ts";
import { writeFlowEmail } from "../templates/flow-email/write.ts";
import { templates, type Telling } from "../templates/registry.ts";
import type { Context } from "../templates/template.ts";
import { TRAP, type LinkOf } from "../links/target.ts";
import type { Brand } from "./brand/brand.ts";
import { frame } from "./frame.ts";
import { intoLayout, strict, type Rendered } from "./into-layout.ts";
import { firstNameOrNull, oneLine } from "./text.ts";

export type Variables = {
  shopName: string;
  firstName: string | null;
  /** Legal name and address, line by line. */
  imprint: string;
  /** Makes the addresses of the email's links. */
  link: LinkOf;
  /** It needs no consent, for its reader has bought similar goods (§ 7 (3) UWG): it says so. */
  asExistingCustomer?: boolean;
  /** Whether somebody reads the answers. */
  canReply: boolean;
  /** How the shop's emails look. Those that merchants write were compiled with it. */
  brand: Brand;
  /** Those that the template asked for. */
  facts: Partial<Facts>;
} & Omit<Context, "locale">;

const plain = new Liquid(strict);

/**
 * An email in words. What customers and merchants typed is only ever a value: it is never read as Liquid, and it is escaped in HTML.
 * @param telling the template and what it is told; checked here
 * @throws when a text names a variable that does not exist, or the data are not the template's
 */
export function render(
  telling: { template: Telling["template"]; data: unknown },
  locale: ShopperLocale,
  variables: Variables,
): Rendered {
  if (telling.template === "flow-email")
    return writeFlowEmail(telling.data, locale, {
      ...variables,
      imprint: imprintLines(variables.imprint, oneLine(variables.shopName)),
    });
  const { purpose, words, values: valuesOf } = templates[telling.template];
  const wording = words[locale];
  const { greeting, button, closing, footer } = frame[locale];
  const {
    values: own,
    items = [],
    letter = [],
    code = "",
    url,
  } = valuesOf(telling.data, { ...variables, locale }, variables.facts);
  const values = {
    shop_name: oneLine(variables.shopName),
    first_name: firstNameOrNull(variables.firstName) ?? "",
    can_reply: variables.canReply,
    points_name: pointsName({ locale, names: variables.pointsNames }).many,
    ...own,
  };
  const { link, links } = variables;
  const stoppable = purpose === "marketing";
  const say = (source: string) => oneLine(String(plain.parseAndRenderSync(source, values)));
  const parts = {
    locale,
    shop_name: values.shop_name,
    shop_url: link({ to: "url", url: links.home }, 1),
    button_url: link(typeof url === "string" ? { to: "url", url } : url, 0),
    trap_url: stoppable ? link({ to: "url", url: links.home }, TRAP) : "",
    preferences_url: stoppable ? link({ to: "preferences" }, 0) : "",
    unsubscribe_url: stoppable ? link({ to: "unsubscribe" }, 0) : "",
    subject: say(wording.subject),
    preheader: say(wording.preheader),
    greeting: say(greeting),
    paragraphs: [...wording.paragraphs.map(say), ...letter.map(oneLine)].filter((paragraph) => paragraph !== ""),
    ...{ items, code },
    button: say(wording.button ?? button),
    closing: closing.map(say),
    reason: say(variables.asExistingCustomer === true ? footer.existingCustomer : (wording.because ?? footer[purpose].reason)),
    unsubscribe: say(footer[purpose].unsubscribe),
    preferences: footer.preferences,
    imprint: imprintLines(variables.imprint, values.shop_name),
  };
  return intoLayout(parts, variables.brand);
}

function imprintLines(imprint: string, shopName: string): string[] {
  const lines = imprint
    .split(/\r\n|\r|\n/)
    .map(oneLine)
    .filter((line) => line !== "");
  return lines.length > 0 ? lines : [shopName];
}
