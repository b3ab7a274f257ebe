import { now as clock } from "../../clock.server.ts";
import { db } from "../../db.server.ts";
import { translator, type Locale } from "../../i18n/translate.ts";
import { textIn } from "../../program/rules/texts.ts";
import { listOffers, type Offer } from "../../segments/ready-made/offer.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { createSegment } from "../segments/create-segment.server.ts";

export type AddedReadyMade =
  | { ok: true; name: string; segmentId: number }
  | { ok: false; reason: "unknown" | "too-many" }
  | { ok: false; reason: "taken"; name: string };

/** A merchant adds a ready-made segment; from then on it is one like any other, called as their language has it. One that the shop has already is not added again. */
export async function addReadyMade(shop: Shop, key: string, locale: Locale, now = clock): Promise<AddedReadyMade> {
  const offer = (await listOffers(db(), shop, now())).find((one) => one.key === key);
  if (offer === undefined) return { ok: false, reason: "unknown" };
  const name = nameOf(offer, locale);
  if (offer.segmentId !== null) return { ok: true, name, segmentId: offer.segmentId };
  const made = await createSegment(shop, { key, name, query: offer.query }, now);
  if (made.ok) return { ok: true, name, segmentId: made.segment.segmentId };
  return made.reason === "too-many" ? { ok: false, reason: "too-many" } : { ok: false, reason: "taken", name };
}

/** What a ready-made segment is called in a language. */
export function nameOf(offer: Offer, locale: Locale): string {
  const t = translator(locale);
  return "tier" in offer ? t("readyMade.tier", { name: textIn(offer.names, locale) }) : t(offer.name);
}
