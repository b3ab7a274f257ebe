import { now as clock } from "../../clock.server.ts";
import { add, lift } from "../../messages/suppressions/by-hand.server.ts";
import type { SuppressionReason } from "../../messages/suppressions/suppression.ts";
import { change } from "../../pipeline/change.server.ts";
import type { Shop } from "../../shops/shop.ts";

/**
 * A merchant lifts the suppression of an email address. That of a reader who complained is lifted only by who says that they want it.
 * @param reason the one that was seen
 */
export function liftSuppression(
  shop: Shop,
  { address, reason, sure }: { address: string; reason: SuppressionReason; sure: boolean },
  actor: string,
  now = clock,
): Promise<"lifted" | "gone" | "changed" | "unsure"> {
  if (reason === "complained" && !sure) return Promise.resolve("unsure");
  const seen = { channel: "email", address, knows: reason } as const;
  return change(shop, async (tx, at) => ({ result: await lift(tx, shop.shopId, seen, actor, at) }), now);
}

/** A merchant suppresses an email address. */
export function addSuppression(
  shop: Shop,
  address: string,
  actor: string,
  now = clock,
): Promise<"added" | "known" | "no-address"> {
  return change(shop, async (tx, at) => ({ result: await add(tx, shop.shopId, { channel: "email", address }, actor, at) }), now);
}
