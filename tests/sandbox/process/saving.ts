import type { Delivery } from "../delivery/delivery.ts";
import type { Identity } from "../identity.ts";
import { save } from "../world/persist.ts";
import type { World } from "../world/types.ts";
import type { DataFolder, Rest } from "./data.ts";
import type { Lifetime } from "./lifetime.ts";

const EVERY_MS = 5_000;

type Kept = { world: World; data: DataFolder; identity: Identity; delivery: Delivery; start: Rest["start"] };

/** Keeps shops, tokens and undelivered webhooks on disk: now, every few seconds while something changes, and at the end. */
export function keepSaved(
  { world, data, identity, delivery, start }: Kept,
  lifetime: Lifetime,
  log: (line: string) => void,
): void {
  let last = "";
  const write = () => {
    const undelivered = delivery.unfinished().map((event) => ({ ...event, triggeredAt: event.triggeredAt.toISOString() }));
    save(world, data.world);
    data.writeRest({ start, tokens: identity.dump(), undelivered });
  };
  const writeChanges = () => {
    const mark = fingerprint(world, delivery);
    if (mark === last) return;
    last = mark;
    try {
      write();
    } catch (error) {
      log(`the shop could not be saved: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  writeChanges();
  const timer = setInterval(writeChanges, EVERY_MS);
  lifetime.onStop("saving", () => {
    clearInterval(timer);
    write();
  });
}

/** Changes with whatever a merchant, a shopper or the app does in a shop. */
function fingerprint(world: World, delivery: Delivery): string {
  let latest = 0;
  for (const shop of world.shops.values()) {
    for (const fields of shop.metafields.values())
      for (const { updatedAt } of fields.values()) latest = Math.max(latest, updatedAt.getTime());
  }
  return [world.lastId, latest, ...Object.values(delivery.counts())].join(" ");
}
