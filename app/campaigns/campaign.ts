import type { Plan } from "./plan.ts";

/** Paused and cancelled ones may have begun; `begunAt` says it. */
export type CampaignState = "draft" | "scheduled" | "sending" | "paused" | "cancelled" | "finished";

/** Why a campaign was paused by itself. What is gone was there when it was planned. */
export type HaltReason = "email-gone" | "segment-gone" | "segment-waiting" | "no-sender" | "too-late";

export type Campaign = {
  campaignId: number;
  name: string;
  plan: Plan;
  state: CampaignState;
  problem: HaltReason | null;
  /** Who changes it says which one they saw. */
  revision: number;
  /** Null for a draft. */
  startsAt: Date | null;
  begunAt: Date | null;
  endedAt: Date | null;
  /** When a worker is to look at it again; null: none is. */
  nextAt: Date | null;
  updatedAt: Date;
  /** `merchant:<Shopify user id>` or `system` */
  updatedBy: string;
};

/** What has become of the audience so far. Once a campaign is finished, `sent + notSent + failed` is all of it. */
export type Tally = { audience: number; waiting: number; sent: number; notSent: number; failed: number };

/** What a merchant can do with a campaign as it is. */
export const steps = ["schedule", "unschedule", "pause", "resume", "cancel"] as const;
export type CampaignStep = (typeof steps)[number];

export function canDo(step: CampaignStep, { state, begunAt }: Pick<Campaign, "state" | "begunAt">): boolean {
  switch (step) {
    case "schedule":
      return state === "draft";
    // What nobody has got can be changed.
    case "unschedule":
      return begunAt === null && (state === "scheduled" || state === "paused");
    case "pause":
      return state === "scheduled" || state === "sending";
    case "resume":
      return state === "paused";
    case "cancel":
      return state === "scheduled" || state === "sending" || state === "paused";
  }
}

/** What a campaign can begin with: nothing, or the email and the time for letting some in before everyone else. */
export const campaignPresets = ["blank", "early-access"] as const;
export type CampaignPreset = (typeof campaignPresets)[number];
