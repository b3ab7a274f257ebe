import type { Db } from "../../db.server.ts";
import type { Texts } from "../../program/rules/texts.ts";
import { currentProgram } from "../../program/versions.server.ts";
import type { SegmentShop } from "../compiled.server.ts";
import { listSegmentLines } from "../figures/overview.server.ts";
import { format } from "../language/format.ts";
import { read } from "../language/check.ts";
import { readyMade, type ReadyMade } from "./entries.ts";
import { tierEntries, type TierEntry } from "./tier-entries.ts";

/** `segmentId`: the segment of the shop that asks the same; null: it has none. */
export type Offer = (ReadyMade | (TierEntry & { subject: "tiers"; names: Texts })) & { segmentId: number | null };

/** Every ready-made segment that a shop can have, those of its tiers too. */
export async function listOffers(db: Db, shop: SegmentShop, now: Date): Promise<Offer[]> {
  const { rules } = await currentProgram(db, shop.shopId, now);
  const { segments } = await listSegmentLines(db, shop, now);
  const has = new Map(segments.map(({ query, segmentId }) => [canonical(query), segmentId]));
  const levels = rules.tiers?.levels ?? [];
  const tiers = tierEntries(levels).map((entry) => {
    const names = levels.find(({ key }) => key === entry.tier)?.name ?? {};
    return { ...entry, subject: "tiers" as const, names };
  });
  return [...readyMade, ...tiers].map((entry) => ({ ...entry, segmentId: has.get(canonical(entry.query)) ?? null }));
}

/** The same question in the same words; as it is written where it cannot be read. */
function canonical(query: string): string {
  const checked = read(query);
  return checked.ok ? format(checked.query) : query;
}
