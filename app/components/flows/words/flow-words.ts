import type { BadgeProps } from "@shopify/polaris";

import type { FlowState } from "../../../flows/planner/flow.ts";
import { isFlowPreset, type FlowPresetKey } from "../../../flows/presets/presets.ts";
import type { PlainKey, Translate } from "../../../i18n/translate.ts";

export const stateNames: Record<FlowState, PlainKey> = {
  draft: "flows.draft",
  live: "flows.live",
  paused: "flows.paused",
  archived: "flows.archived",
};

export const stateTones: Record<FlowState, BadgeProps["tone"]> = {
  draft: "info",
  live: "success",
  paused: "attention",
  archived: undefined,
};

type PresetWords = { name: PlainKey; what: PlainKey; when: PlainKey; needs: PlainKey };

/** Each preset: what it is called, what it does in a sentence, when it sends, and what it needs. */
export const presetWords: Record<FlowPresetKey, PresetWords> = {
  "win-back": { name: "flows.winBack", what: "flows.winBackWhat", when: "flows.winBackWhen", needs: "flows.needsDiscounts" },
  "win-back-durable": {
    ...{ name: "flows.winBackDurable", what: "flows.winBackDurableWhat" },
    ...{ when: "flows.winBackDurableWhen", needs: "flows.needsDiscounts" },
  },
  welcome: { name: "flows.welcome", what: "flows.welcomeWhat", when: "flows.welcomeWhen", needs: "flows.needsConsent" },
  "post-purchase": {
    ...{ name: "flows.postPurchase", what: "flows.postPurchaseWhat" },
    ...{ when: "flows.postPurchaseWhen", needs: "flows.needsConsent" },
  },
  refill: { name: "flows.refill", what: "flows.refillWhat", when: "flows.refillWhen", needs: "flows.needsSupply" },
  "second-purchase": {
    ...{ name: "flows.secondPurchase", what: "flows.secondPurchaseWhat" },
    ...{ when: "flows.secondPurchaseWhen", needs: "flows.needsConsent" },
  },
  "abandoned-checkout": {
    ...{ name: "flows.abandonedCheckout", what: "flows.abandonedCheckoutWhat" },
    ...{ when: "flows.abandonedCheckoutWhen", needs: "flows.needsConsent" },
  },
  "viewed-products": {
    ...{ name: "flows.viewedProducts", what: "flows.viewedProductsWhat" },
    ...{ when: "flows.viewedProductsWhen", needs: "flows.needsVisits" },
  },
  "left-cart": {
    ...{ name: "flows.leftCart", what: "flows.leftCartWhat" },
    ...{ when: "flows.leftCartWhen", needs: "flows.needsVisits" },
  },
  birthday: { name: "flows.birthday", what: "flows.birthdayWhat", when: "flows.birthdayWhen", needs: "flows.needsBirthday" },
  anniversary: {
    ...{ name: "flows.anniversary", what: "flows.anniversaryWhat" },
    ...{ when: "flows.anniversaryWhen", needs: "flows.needsConsent" },
  },
  "tier-reached": {
    ...{ name: "flows.tierReached", what: "flows.tierReachedWhat" },
    ...{ when: "flows.tierReachedWhen", needs: "flows.needsTiers" },
  },
  "tier-at-risk": {
    ...{ name: "flows.tierAtRisk", what: "flows.tierAtRiskWhat" },
    ...{ when: "flows.tierAtRiskWhen", needs: "flows.needsTiers" },
  },
  "points-expiring": {
    ...{ name: "flows.pointsExpiring", what: "flows.pointsExpiringWhat" },
    ...{ when: "flows.pointsExpiringWhen", needs: "flows.needsExpiry" },
  },
  "reward-unused": {
    ...{ name: "flows.rewardUnused", what: "flows.rewardUnusedWhat" },
    ...{ when: "flows.rewardUnusedWhen", needs: "flows.needsRewards" },
  },
};

/** What a flow is called: by its merchant, else by its preset in the reader's language. */
export function flowTitle({ name, preset }: { name: string | null; preset: string | null }, t: Translate): string {
  return name ?? (isFlowPreset(preset) ? t(presetWords[preset].name) : t("flows.untitled"));
}
