import { prisma, type Db } from "../db.server.ts";
import { releaseDeferred } from "../messages/outbox.server.ts";
import type { Shop } from "../shops/shop.ts";
import { findRow } from "./flows.server.ts";
import { dropVolume } from "./forecast/kept/volumes.server.ts";
import type { CatchUp } from "./planner/catch-up.ts";
import { bringInLine } from "./sync.server.ts";

export type SwitchOutcome = { ok: true } | { ok: false; reason: "unknown-flow" | "unpublished" | "archived" };

/** Switches a flow on, or on again after a pause. Switching on what is on changes nothing. */
export async function switchOn(
  db: Db,
  shop: Shop,
  flowId: number,
  catchUp: CatchUp,
  now: Date,
  later?: () => Promise<void>,
): Promise<SwitchOutcome> {
  const row = await findRow(shop.shopId, flowId);
  if (row === null) return { ok: false, reason: "unknown-flow" };
  if (row.state === "archived") return { ok: false, reason: "archived" };
  if (row.version === null) return { ok: false, reason: "unpublished" };
  await prisma().flows.updateMany({
    where: { shop_id: shop.shopId, flow_id: flowId, state: { in: ["draft", "paused"] } },
    data: { state: "live", live_since: now, catch_up: catchUp, updated_at: now },
  });
  await releaseDeferred(db, shop.shopId, ["flow-paused"], now);
  await bringInLine(db, shop, now, later);
  return { ok: true };
}

/** Paused: nobody enters, nobody moves on, nothing leaves. Archived: for good, and whoever is inside is out of it. */
export async function switchOff(
  db: Db,
  shop: Shop,
  flowId: number,
  to: "paused" | "archived",
  now: Date,
  later?: () => Promise<void>,
): Promise<SwitchOutcome> {
  const { count } = await prisma().flows.updateMany({
    where: { shop_id: shop.shopId, flow_id: flowId, state: to === "paused" ? "live" : { not: "archived" } },
    data: { state: to, updated_at: now },
  });
  if (count === 0 && (await findRow(shop.shopId, flowId)) === null) return { ok: false, reason: "unknown-flow" };
  await dropVolume(db, shop.shopId, flowId);
  await bringInLine(db, shop, now, later);
  return { ok: true };
}
