/** Which mails there are, and whether each is advertising (README.md says why). The words are in wordings/. */
import type { TemplateKey } from "./mail-data.ts";
import { pointsMails } from "../points-mails.ts";
import { pointsWordings } from "./wordings/points.ts";
import { rewardWordings } from "./wordings/rewards.ts";
import { tierWordings } from "./wordings/tiers.ts";
import { winBackWordings } from "./wordings/win-back.ts";
import type { MailLocale, Wordings } from "./wordings/wording.ts";

export type { TemplateKey } from "./mail-data.ts";
export { mailLocales, type MailLocale } from "./wordings/wording.ts";

/** What steps of flows can send. */
export const flowTemplates = ["win-back"] as const satisfies readonly TemplateKey[];
export const templateKeys: readonly TemplateKey[] = [...flowTemplates, ...pointsMails];

/** Transactional: it only confirms to customers what was done with their own points. Everything else invites, and so is marketing. */
export type Purpose = "marketing" | "transactional";

export type Template = { purpose: Purpose; wording: Wordings };

/** Below every mail: why it came and, if it is advertising, how to stop it. */
export const footers: Record<Purpose, Record<MailLocale, { reason: string; unsubscribe: string }>> = {
  marketing: {
    en: {
      reason: "You are receiving this email because you signed up for news from {{ shop_name }}.",
      unsubscribe: "Unsubscribe",
    },
    de: {
      reason: "Du bekommst diese E-Mail, weil du dich für Neuigkeiten von {{ shop_name }} angemeldet hast.",
      unsubscribe: "Abmelden",
    },
  },
  transactional: {
    en: { reason: "You are receiving this email because it is about a reward of yours at {{ shop_name }}.", unsubscribe: "" },
    de: { reason: "Du bekommst diese E-Mail, weil es um eine deiner Prämien bei {{ shop_name }} geht.", unsubscribe: "" },
  },
};

export const templates: Record<TemplateKey, Template> = {
  "win-back": { purpose: "marketing", wording: winBackWordings },
  "reward-issued": { purpose: "transactional", wording: rewardWordings["reward-issued"] },
  "reward-expiring": { purpose: "marketing", wording: rewardWordings["reward-expiring"] },
  "reward-released": { purpose: "transactional", wording: rewardWordings["reward-released"] },
  "points-expiring": { purpose: "marketing", wording: pointsWordings["points-expiring"] },
  "points-digest": { purpose: "marketing", wording: pointsWordings["points-digest"] },
  "tier-reached": { purpose: "marketing", wording: tierWordings["tier-reached"] },
  "tier-at-risk": { purpose: "marketing", wording: tierWordings["tier-at-risk"] },
};
