import type { BadgeProps } from "@shopify/polaris";

import type { CampaignState, HaltReason } from "../../campaigns/campaign.ts";
import type { PlanProblem } from "../../campaigns/plan.ts";
import type { Outcome } from "../../campaigns/recipients/query.ts";
import type { PlainKey } from "../../i18n/translate.ts";

export const stateNames: Record<CampaignState, PlainKey> = {
  draft: "campaigns.draft",
  scheduled: "campaigns.scheduled",
  sending: "campaigns.sending",
  paused: "campaigns.paused",
  cancelled: "campaigns.cancelled",
  finished: "campaigns.finished",
};

export const stateTones: Record<CampaignState, BadgeProps["tone"]> = {
  ...{ draft: undefined, scheduled: "info", sending: "attention", paused: "warning", cancelled: undefined, finished: "success" },
};

export const haltWords: Record<HaltReason, PlainKey> = {
  "email-gone": "campaigns.haltEmail",
  "segment-gone": "campaigns.haltSegment",
  "segment-waiting": "campaigns.haltWaiting",
  "no-sender": "campaigns.haltSender",
  "too-late": "campaigns.haltLate",
};

export const problemWords: Record<PlanProblem, PlainKey> = {
  "email-none": "campaigns.emailNone",
  "email-gone": "campaigns.emailGone",
  "email-unpublished": "campaigns.emailUnpublished",
  "audience-none": "campaigns.audienceNone",
  "segment-gone": "campaigns.segmentGone",
  "segment-waiting": "campaigns.segmentWaiting",
  "tier-gone": "campaigns.tierGone",
  "day-none": "campaigns.dayNone",
  "about-none": "campaigns.aboutNone",
  past: "campaigns.past",
  far: "campaigns.far",
};

export const outcomeNames: Record<Outcome, PlainKey> = {
  waiting: "campaigns.waiting",
  sent: "campaigns.sent",
  "not-sent": "campaigns.notSent",
  failed: "campaigns.failed",
};

export const outcomeTones: Record<Outcome, BadgeProps["tone"]> = {
  ...{ waiting: "info", sent: "success", "not-sent": undefined, failed: "critical" },
};
