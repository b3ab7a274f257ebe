import type { Delivery } from "../delivery/delivery.ts";
import type { SandboxConfig } from "../config.ts";
import type { Identity } from "../identity.ts";
import type { Mailbox } from "../mailbox/mailbox.ts";
import { saveMails } from "../mailbox/kept-mails.ts";
import { save } from "../world/persist.ts";
import type { World } from "../world/types.ts";
import type { DataFolder, Rest } from "./data.ts";
import type { Lifetime } from "./lifetime.ts";

const EVERY_MS = 5_000;

type Kept = {
  world: World;
  data: DataFolder;
  identity: Identity;
  delivery: Delivery;
  mailbox: Mailbox;
  config: Pick<SandboxConfig, "origin" | "appUrl">;
  start: Rest["start"];
};

/** Keeps shops, tokens and undelivered webhooks on disk: now, every few seconds while something changes, and at the end; mails, which are large, at the end alone. */
export function keepSaved(
  { world, data, identity, delivery, mailbox, config, start }: Kept,
  lifetime: Lifetime,
  log: (line: string) => void,
): void {
  let last = "";
  const write = () => {
    const undelivered = delivery.unfinished().map((event) => ({ ...event, triggeredAt: event.triggeredAt.toISOString() }));
    save(world, data.world);
    data.writeRest({ start, origin: config.origin, tokens: identity.dump(), undelivered });
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
    saveMails(mailbox.messages(), [config.origin, config.appUrl], data.mails);
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
