import { now as clock } from "../../clock.server.ts";
import { db } from "../../db.server.ts";
import { translator, type Locale } from "../../i18n/translate.ts";
import { groupNames } from "../../insights/rfm/group-words.ts";
import { segmentQuery, type Place } from "../../insights/rfm/segment-query.ts";
import { checkDraft, foldName, numbered, LONGEST_NAME } from "../../segments/editing/draft.ts";
import { listAll } from "../../segments/editing/store.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { createSegment } from "../segments/create-segment.server.ts";

export type GroupSegment = { segmentId: number; key: string; name: string };

/** As often somebody else may take the name at the same moment. */
const TRIES = 3;

/**
 * A merchant makes a segment of a group, or of a cell of the map. One that asks for the same is used, whatever it is called, so that asking twice makes one.
 * @returns null where the shop has as many segments as it may have
 */
export async function segmentOfGroup(
  shop: Shop,
  { place, locale }: { place: Place; locale: Locale },
  now = clock,
): Promise<GroupSegment | null> {
  const name = nameOf(place, locale);
  const checked = checkDraft({ name, query: segmentQuery(place) });
  if (!checked.ok) throw new Error(`The query of a group is none: ${segmentQuery(place)}`);
  const { query } = checked.draft;
  for (let tries = 0; tries < TRIES; tries += 1) {
    const known = await listAll(db(), shop.shopId);
    const same = known.find((segment) => segment.query === query);
    if (same !== undefined) return same;
    const taken = new Set(known.map((segment) => foldName(segment.name)));
    const free = numbered(name, " ", LONGEST_NAME).find((candidate) => !taken.has(foldName(candidate))) ?? name;
    const made = await createSegment(shop, { name: free, query }, now);
    if (made.ok) return made.segment;
    if (made.reason === "too-many") return null;
  }
  throw new Error("The name of a group's segment is taken again and again");
}

function nameOf({ group, cell }: Place, locale: Locale): string {
  const t = translator(locale);
  return cell === null ? t(groupNames[group]) : t("rfm.cellName", { group: t(groupNames[group]), ...cell });
}
