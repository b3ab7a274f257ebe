import type { PointsNames } from "../../../i18n/shopper/say.ts";
import type { Shop } from "../../../shops/shop.ts";
import { readSettings } from "../../../shops/settings/settings.server.ts";
import { readBrand } from "../brand/brand.server.ts";
import type { Brand } from "../brand/brand.ts";
import { checkDocument, checkSize, sizeOf } from "../checks/check.ts";
import { isPublishable, type Finding } from "../checks/finding.ts";
import { sampleValues } from "../filling/sample.ts";
import { compile } from "../compile/compile.server.ts";
import type { Compiled } from "../compile/compiled.ts";
import { languagesOf, type EmailDocument, type EmailLanguage } from "../document/document.ts";
import { documentOf } from "../presets/preset.ts";
import { presets, type PresetKey } from "../presets/registry.ts";
import { create, findVersion, keep, keepCompiled, listEmails, type Kept } from "./emails.server.ts";

export type Checked = {
  findings: Finding[];
  compiled: Compiled;
  /** Of the HTML part, at its largest. */
  kilobytes: { [Language in EmailLanguage]?: number };
};

/** Makes an email and says what is wrong with it: what the editor shows, and what keeps it from being published. */
export async function check(
  document: EmailDocument,
  brand: Brand,
  shop: { shopName: string; imprint: string; pointsNames: PointsNames },
): Promise<Checked> {
  const compiled = await compile(document, brand);
  const findings = checkDocument(document, brand);
  const kilobytes: Checked["kilobytes"] = {};
  const reader = {
    shopName: shop.shopName,
    home: "https://www.example.com",
    imprint: shop.imprint.split("\n"),
    pointsNames: shop.pointsNames,
  };
  for (const language of languagesOf(document)) {
    const writing = compiled[language];
    if (writing === undefined) continue;
    const size = measure(() => sizeOf(writing, sampleValues(language, reader, "all")));
    kilobytes[language] = size;
    findings.push(...checkSize(size, writing, language));
  }
  return { findings, compiled, kilobytes };
}

/** What cannot even be filled is larger than anything that may be sent. */
function measure(size: () => number): number {
  try {
    return size();
  } catch {
    return Infinity;
  }
}

export type Published = Kept | { ok: false; reason: "findings"; findings: Finding[] };

/** Makes an email what is sent from now on, unless something is wrong with it; messages that were queued before keep their version. */
export async function publish(
  shop: Pick<Shop, "shopId" | "name" | "pointsNames">,
  emailId: number,
  seen: number,
  { name, document, actor }: { name: string; document: EmailDocument; actor: string },
  now: Date,
): Promise<Published> {
  const [brand, { imprint }] = await Promise.all([readBrand(shop.shopId), readSettings(shop.shopId)]);
  const { findings, compiled } = await check(document, brand, { shopName: shop.name, imprint, pointsNames: shop.pointsNames });
  if (!isPublishable(findings)) return { ok: false, reason: "findings", findings };
  return keep(shop.shopId, emailId, seen, { name, document, compiled, actor }, now);
}

/**
 * Makes an email of a preset, named in the shop's language and ready to be sent.
 * @returns its id, or null where the shop has as many emails as it may have
 */
export async function createFromPreset(
  { shopId, primaryLocale }: Pick<Shop, "shopId" | "primaryLocale">,
  key: PresetKey,
  actor: string,
  now: Date,
): Promise<number | null> {
  const brand = await readBrand(shopId);
  const document = documentOf(presets[key], brand.form);
  const name = presets[key].name[primaryLocale.toLowerCase().startsWith("de") ? "de" : "en"];
  return create(shopId, { name, preset: key, document, compiled: await compile(document, brand), actor }, now);
}

/** Gives what is sent the brand's new look. The documents stay as they are. */
export async function recompile(shopId: number): Promise<void> {
  const brand = await readBrand(shopId);
  for (const { emailId, published } of await listEmails(shopId)) {
    const version = published === null ? null : await findVersion(shopId, emailId, published);
    if (version !== null) await keepCompiled(shopId, emailId, version.version, await compile(version.document, brand));
  }
}
