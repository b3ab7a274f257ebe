import { db } from "../../../db.server.ts";
import { readSettings } from "../../../shops/settings/settings.server.ts";
import type { Shop } from "../../../shops/shop.ts";
import { readStorefront } from "../../../shops/shops.server.ts";
import { linksOf } from "../../../shops/storefront/storefront-links.ts";
import { valuesForReader, type ChosenReader } from "./chosen-reader.server.ts";
import { sampleLinks } from "../../links/link-maker.ts";
import { readBrand } from "../brand/brand.server.ts";
import type { Finding } from "../checks/finding.ts";
import type { EmailDocument, EmailLanguage } from "../document/document.ts";
import { shown } from "../../templates/flow-email/values.ts";
import { MOST_PRODUCTS } from "../document/blocks.ts";
import type { CompiledWriting } from "../compile/compiled.ts";
import { fill, type EmailValues, type ShownProduct } from "../filling/fill.ts";
import { sampleValues } from "../filling/sample.ts";
import type { Rendered } from "../into-layout.ts";
import { readSold } from "./edited-facts.server.ts";
import type { Recommend } from "./edited.ts";
import { check } from "./publish.server.ts";

export type Preview = {
  language: EmailLanguage;
  /** Null for a language that it is not written in. */
  rendered: Rendered | null;
  findings: Finding[];
  /** Of this language's HTML part, at its largest; null without one, or where it is beyond all limits. */
  kilobytes: number | null;
};

/**
 * An email as it is being edited, by the renderer that sends it.
 * @param recommend chooses what its rows recommend
 * @param reader an invented one of whom all or nothing is known, or a customer of the shop
 */
export async function previewEmail(
  shop: Shop,
  recommend: Recommend,
  document: EmailDocument,
  language: EmailLanguage,
  reader: "all" | "nothing" | ChosenReader,
): Promise<Preview> {
  const { shopId, name: shopName, currency, pointsNames } = shop;
  const [brand, storefront, { imprint }] = await Promise.all([
    readBrand(shopId),
    readStorefront(db(), shop),
    readSettings(shopId),
  ]);
  const { findings, compiled, kilobytes } = await check(document, brand, { shopName, imprint, pointsNames });
  const writing = compiled[language];
  const lines = imprint.split(/\r?\n/).filter((line) => line.trim() !== "");
  const sender = {
    ...{ shopName, home: linksOf(storefront, language).home, imprint: lines.length > 0 ? lines : [shopName] },
    pointsNames,
  };
  const links = linksOf(storefront, language);
  const size = kilobytes[language] ?? null;
  const values = async (writing: CompiledWriting): Promise<EmailValues> => {
    if (typeof reader !== "string")
      return valuesForReader(shop, recommend, writing, language, { links, imprint: sender.imprint }, reader);
    const showing = writing.rows.some(({ from }) => from === "recommended");
    const recommended = showing ? await readRecommended(shopId, recommend, { links, currency, locale: language }) : [];
    return sampleValues(language, sender, reader, recommended);
  };
  const known = writing === undefined ? undefined : await values(writing);
  return {
    ...{ language, findings, kilobytes: size === null || !Number.isFinite(size) ? null : size },
    rendered: writing === undefined || known === undefined ? null : fillOrNull(() => fill(writing, known, sampleLinks)),
  };
}

/** What the email recommends to who has bought nothing. */
async function readRecommended(shopId: number, recommend: Recommend, look: Parameters<typeof shown>[1]): Promise<ShownProduct[]> {
  const [chosen = []] = await recommend(db(), shopId, [{ last: [], bought: new Set() }], MOST_PRODUCTS);
  const sold = new Map((await readSold(db(), shopId, chosen)).map((one) => [one.productId, one]));
  return chosen.flatMap((productId) => {
    const one = sold.get(productId);
    return one === undefined ? [] : [shown(one, look)];
  });
}

/** What is beyond a limit is a finding; there is nothing to show of it. */
function fillOrNull(rendered: () => Rendered): Rendered | null {
  try {
    return rendered();
  } catch {
    return null;
  }
}
