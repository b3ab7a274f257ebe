import { now as clock } from "../../clock.server.ts";
import { db } from "../../db.server.ts";
import { readDraft, type Errors } from "../../gatherings/content/read-draft.ts";
import { isMoved } from "../../gatherings/content/terms.ts";
import { findGathering, moveTo, open, type Told } from "../../gatherings/gatherings.server.ts";
import { attend, moveUp, note } from "../../gatherings/registrations/register.server.ts";
import { tellAll } from "../../gatherings/registrations/tell.server.ts";
import { change } from "../../pipeline/change.server.ts";
import { readAudiences } from "../../segments/audience/known.server.ts";
import type { Shop } from "../../shops/shop.ts";

/** `changed`: the draft is not what was seen. `told`: how many customers hear that it is elsewhere or at another time. */
export type Opened =
  { ok: true; told: number } | { ok: false; reason: "gone" | "changed" } | { ok: false; reason: "errors"; errors: Errors };

/** Opens an event as its saved draft says, or tells who comes what has changed. @param seen the version of the draft that was seen */
export async function openGathering(shop: Shop, gatheringId: number, seen: number, now = clock): Promise<Opened> {
  const { shopId, timeZone } = shop;
  const { tiers, segments } = await readAudiences(db(), shop, now());
  const known = { tiers: tiers.map(({ key }) => key), segmentIds: segments.map(({ segmentId }) => segmentId), timeZone };
  return change<Opened>(
    shop,
    async (tx, at) => {
      const before = await findGathering(tx, shopId, gatheringId);
      if (before === null) return { result: { ok: false, reason: "gone" } };
      const read = readDraft(before.draft, { ...known, now: at });
      if (!read.ok) return { result: { ok: false, reason: "errors", errors: read.errors } };
      if (!(await open(tx, shopId, gatheringId, read.terms, seen, at))) return { result: { ok: false, reason: "changed" } };
      const after: Told = { ...before, state: "open", terms: read.terms };
      // One that had been cancelled takes place after all: that is news, too.
      const isNews = before.terms !== null && (before.state === "cancelled" || isMoved(before.terms, read.terms));
      const told = isNews ? await tellAll(tx, shopId, after, "moved", at) : [];
      const moved = await moveUp(tx, shop, after, at);
      return { result: { ok: true, told: told.length }, moved: { gatherings: [...told, ...moved] } };
    },
    now,
  );
}

/** Calls an event off, and tells who comes and who waits. The same again changes nothing. @returns how many are told; null: it was not open */
export function cancelGathering(shop: Shop, gatheringId: number, now = clock): Promise<number | null> {
  return change(
    shop,
    async (tx, at) => {
      const gathering = await findGathering(tx, shop.shopId, gatheringId);
      if (gathering === null || gathering.terms === null || gathering.state !== "open") return { result: null };
      await moveTo(tx, shop.shopId, gatheringId, "cancelled", at);
      // What is over was not called off.
      const isOver = Date.parse(gathering.terms.endsAt) <= at.getTime();
      const told = isOver ? [] : await tellAll(tx, shop.shopId, { ...gathering, terms: gathering.terms }, "called-off", at);
      return { result: told.length, moved: { gatherings: told } };
    },
    now,
  );
}

/** Puts an event out of sight that is not ahead with guests. @returns whether it is now: who comes is to be told first */
export function archiveGathering(shop: Shop, gatheringId: number, now = clock): Promise<boolean> {
  return change(
    shop,
    async (tx, at) => {
      const gathering = await findGathering(tx, shop.shopId, gatheringId);
      const ahead = gathering?.state === "open" && gathering.terms !== null && Date.parse(gathering.terms.endsAt) > at.getTime();
      if (gathering === null || ahead) return { result: false };
      await moveTo(tx, shop.shopId, gatheringId, "archived", at);
      return { result: true };
    },
    now,
  );
}

/** Somebody of the shop says whether a guest was there. The same again changes nothing. @returns whether they had a place */
export function markAttended(
  shop: Shop,
  { gatheringId, customerId, attended }: { gatheringId: number; customerId: bigint; attended: boolean },
  now = clock,
): Promise<boolean> {
  const { shopId } = shop;
  return change(
    shop,
    async (tx, at) => {
      const gathering = await findGathering(tx, shopId, gatheringId);
      if (gathering === null || gathering.terms === null || Date.parse(gathering.terms.startsAt) > at.getTime())
        return { result: false };
      if (!(await attend(tx, shopId, { gatheringId, customerId, attended }, at))) return { result: false };
      if (attended) await note(tx, shop, { ...gathering, terms: gathering.terms }, [customerId], "gathering.attended", at);
      return { result: true, moved: { gatherings: [customerId] } };
    },
    now,
  );
}
