import { bonusKey, post } from "../../bonuses/awards/awarded.server.ts";
import type { Db } from "../../db.server.ts";
import { DAY_MS, plusMs } from "../../lib/time.ts";
import { versionFor } from "../../program/version-for.ts";
import { listPrograms } from "../../program/versions.server.ts";
import { give } from "../../rewards/redemptions/taking/give.server.ts";
import type { Shop } from "../../shops/shop.ts";
import type { Draw } from "../draws.server.ts";
import { ruleOf } from "../content/terms.ts";
import type { Entry } from "./entries.server.ts";

/** A reward that cannot be given is tried again every day: it is owed. */
const AGAIN_MS = DAY_MS;

type Given = Pick<Entry, "redemptionId" | "dueAt">;
/** `redemptionId`: by which it was given before, and which Shopify refused to make. */
type Promised = Pick<Entry, "number" | "customerId" | "rewardId"> & { redemptionId?: bigint | null };

/** Posts the points of an entry, through the bonuses' one door and under a key that names the entry. */
export async function postPoints(
  tx: Db,
  shop: Shop,
  { drawId, terms }: Pick<Draw, "drawId" | "terms">,
  { number, customerId, points }: Pick<Entry, "number" | "customerId" | "points">,
  now: Date,
): Promise<void> {
  if (points === 0n) return;
  const { version } = versionFor(now, await listPrograms(tx, shop.shopId));
  const key = ruleOf(drawId);
  const award = {
    ...{ customerId, points, availableAt: now, earnedAt: now, programVersion: version, actor: "system" },
    ...{ key: bonusKey(key, customerId, String(number), 1), rule: { key, kind: "draw" as const, title: terms.title } },
  };
  await post(tx, shop, [award], now);
}

/** Gives the reward of an entry as it was when the draw was first on, once: it was promised, whatever has become of it since. */
export async function giveReward(
  tx: Db,
  shop: Shop,
  { drawId, rewardTerms }: Pick<Draw, "drawId" | "rewardTerms">,
  { number, customerId, rewardId, redemptionId: refused = null }: Promised,
  now: Date,
): Promise<Given> {
  if (rewardId === null) return { redemptionId: null, dueAt: null };
  const intent = intentOf(drawId, number, refused);
  const terms = rewardTerms[String(rewardId)];
  const gift = { customerId, rewardId, intent, promised: true as const, ...(terms === undefined ? {} : { terms }) };
  const outcome = await give(tx, shop, gift, now);
  if (outcome.ok) return { redemptionId: outcome.redemptionId, dueAt: null };
  return { redemptionId: null, dueAt: outcome.reason === "unknown-customer" ? null : plusMs(now, AGAIN_MS) };
}

/** Gives another reward in place of one that cannot be given: as it is now, and only one that is there. @returns null where that one cannot be given either */
export async function giveAnother(
  tx: Db,
  shop: Shop,
  { drawId }: Pick<Draw, "drawId">,
  { number, customerId, redemptionId: refused }: Pick<Entry, "number" | "customerId" | "redemptionId">,
  rewardId: number,
  now: Date,
): Promise<bigint | null> {
  const intent = intentOf(drawId, number, refused);
  const outcome = await give(tx, shop, { customerId, rewardId, intent }, now);
  return outcome.ok ? outcome.redemptionId : null;
}

/** An entry's gift; each that Shopify refused is followed by one at most. */
function intentOf(drawId: number, number: number, refused: bigint | null): string {
  return `draw:${drawId}:${number}${refused === null ? "" : `:${refused}`}`;
}
