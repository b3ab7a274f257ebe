import type { ShopperLocale } from "../../../i18n/shopper/say.ts";
import { languageFor } from "../../content/document/document.ts";
import { fill } from "../../content/filling/fill.ts";
import type { Rendered } from "../../content/into-layout.ts";
import type { LinkOf } from "../../links/target.ts";
import type { Facts } from "../facts.ts";
import type { Context } from "../template.ts";
import { flowEmailData } from "./data.ts";
import { valuesOf, type Reader } from "./values.ts";

type Known = Omit<Context, "locale"> & Reader & { link: LinkOf; facts: Partial<Facts> };

/**
 * An email that the merchant edited, for one reader: in their language, else the shop's, else in any that it has.
 * @throws when the email is gone, the data are not the template's, or a limit is passed
 */
export function writeFlowEmail(told: unknown, locale: ShopperLocale, { facts, link, ...known }: Known): Rendered {
  const data = flowEmailData.parse(told);
  const { edited, points, tier, cheapest, friend = null, gift = null } = facts;
  if (edited == null || points === undefined || tier === undefined || cheapest === undefined) throw new Error("No such email");
  const language = languageFor(edited.compiled, locale, known.shopLocale);
  const writing = language === null ? undefined : edited.compiled[language];
  if (language === null || writing === undefined) throw new Error("An email without words");
  const values = valuesOf(data, known, { ...known, locale: language }, { edited, points, tier, cheapest, friend, gift });
  return fill(writing, values, link);
}
