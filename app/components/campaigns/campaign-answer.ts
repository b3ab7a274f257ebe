import type { Campaign, CampaignStep } from "../../campaigns/campaign.ts";

/** What the page of a campaign is answered. What is gone is a 404. */
export type CampaignAnswer =
  | { ok: true; did: "saved" | "scheduled" | Exclude<CampaignStep, "schedule">; revision: number }
  | { ok: false; reason: "incomplete" | "past" | "no-sender" }
  /** Somebody else was faster; `other`: the campaign as it is by now. */
  | { ok: false; reason: "changed"; other: Campaign };
