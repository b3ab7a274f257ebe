import { birthday, earlyAccess, firstOrderAnniversary } from "./days.ts";
import { cart1, cart2, checkout1, checkout2, visit1, visit2 } from "./left.ts";
import { pointsExpire, rewardUnused, tierAtRisk, tierReached } from "./loyalty.ts";
import { howToUse, orderAgain, review, whatGoesWithIt } from "./post-purchase.ts";
import type { Preset } from "./preset.ts";
import { refillDue, refillLate } from "./refill.ts";
import { secondPurchase, welcome1, welcome2, welcome3 } from "./welcome.ts";
import { winBack1, winBack2, winBack3, winBack4, winBackDurable1, winBackDurable2 } from "./win-back.ts";

/** The emails that every shop can begin with, by the name that is stored with what was made of them. */
export const presets = {
  "win-back-1": winBack1,
  "win-back-2": winBack2,
  "win-back-3": winBack3,
  "win-back-4": winBack4,
  "win-back-durable-1": winBackDurable1,
  "win-back-durable-2": winBackDurable2,
  "refill-due": refillDue,
  "refill-late": refillLate,
  "post-purchase-1": howToUse,
  "post-purchase-2": whatGoesWithIt,
  "post-purchase-3": review,
  "post-purchase-4": orderAgain,
  "welcome-1": welcome1,
  "welcome-2": welcome2,
  "welcome-3": welcome3,
  "second-purchase": secondPurchase,
  birthday,
  "first-order-anniversary": firstOrderAnniversary,
  "early-access": earlyAccess,
  "tier-reached": tierReached,
  "tier-at-risk": tierAtRisk,
  "points-expiring": pointsExpire,
  "reward-unused": rewardUnused,
  "checkout-1": checkout1,
  "checkout-2": checkout2,
  "visit-1": visit1,
  "visit-2": visit2,
  "cart-1": cart1,
  "cart-2": cart2,
} satisfies Record<string, Preset>;

export type PresetKey = keyof typeof presets;
export const presetKeys = Object.keys(presets) as PresetKey[];

export function isPresetKey(key: unknown): key is PresetKey {
  return typeof key === "string" && Object.hasOwn(presets, key);
}
