import { now as clock } from "../../clock.server.ts";
import { db } from "../../db.server.ts";
import { readDraft, type Errors } from "../../community/content/draft.ts";
import { archiveGroup, findGroup, publishGroup } from "../../community/groups.server.ts";
import { addLinks, dropLinks, readLinks } from "../../community/members/links.server.ts";
import { noteRemoved } from "../../community/members/members.server.ts";
import { change } from "../../pipeline/change.server.ts";
import { readAudiences } from "../../segments/audience/known.server.ts";
import type { Shop } from "../../shops/shop.ts";

/** `changed`: the draft is not what was seen. */
export type PublishedGroup =
  { ok: true } | { ok: false; reason: "gone" | "changed" } | { ok: false; reason: "errors"; errors: Errors };

/** Lets the tier or segment of a group know it, as its saved draft says. @param seen the version of the draft that was seen */
export async function openGroup(shop: Shop, groupId: number, seen: number, now = clock): Promise<PublishedGroup> {
  const { tiers, segments } = await readAudiences(db(), shop, now());
  const known = { tiers: tiers.map(({ key }) => key), segmentIds: segments.map(({ segmentId }) => segmentId) };
  return change<PublishedGroup>(
    shop,
    async (tx, at) => {
      const group = await findGroup(tx, shop.shopId, groupId);
      if (group === null) return { result: { ok: false, reason: "gone" } };
      const read = readDraft(group.draft, known);
      if (!read.ok) return { result: { ok: false, reason: "errors", errors: read.errors } };
      const done = await publishGroup(tx, shop.shopId, groupId, read.terms, seen, at);
      return { result: done ? { ok: true } : { ok: false, reason: "changed" } };
    },
    now,
  );
}

export function closeGroup(shop: Shop, groupId: number, now = clock): Promise<void> {
  return change(
    shop,
    async (tx, at) => {
      await archiveGroup(tx, shop.shopId, groupId, at);
      return { result: undefined };
    },
    now,
  );
}

export type AddedLinks = { ok: true; added: number; known: number } | { ok: false; wrong: string[]; more: number };

/** Takes links that let one in, a line each: all or none. */
export async function takeLinks(shop: Shop, groupId: number, typed: string, now = clock): Promise<AddedLinks> {
  const read = readLinks(typed);
  if (!read.ok) return read;
  const { urls } = read;
  const added = await change(shop, async (tx, at) => ({ result: await addLinks(tx, shop.shopId, groupId, urls, at) }), now);
  return { ok: true, added, known: urls.length - added };
}

/** Takes away those that nobody has. @returns how many */
export function withdrawLinks(shop: Shop, groupId: number, now = clock): Promise<number> {
  return change(shop, async (tx) => ({ result: await dropLinks(tx, shop.shopId, groupId) }), now);
}

/** Somebody of the shop has removed a customer from the other system, or takes that back. @returns whether they were invited */
export function markRemoved(
  shop: Shop,
  about: { groupId: number; customerId: bigint; removed: boolean; actor: string },
  now = clock,
): Promise<boolean> {
  return change(shop, async (tx, at) => ({ result: await noteRemoved(tx, shop.shopId, about, at) }), now);
}
