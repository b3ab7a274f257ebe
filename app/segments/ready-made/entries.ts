import type { PlainKey } from "../../i18n/translate.ts";
import { RFM_GROUPS, type RfmGroup } from "../attributes/rfm-groups.ts";

/** By what a gallery groups. */
export const readySubjects = ["value", "start", "lapse", "points", "response", "groups", "forecast"] as const;
export type ReadySubject = (typeof readySubjects)[number];

/** A segment that a shop can have by one click. `key` is the new segment's; money in the query is in units of shop money. */
export type ReadyMade = { key: string; subject: ReadySubject; name: PlainKey; text: PlainKey; query: string };

type About = Pick<ReadyMade, "name" | "text">;

function entry(subject: ReadySubject, key: string, query: string, { name, text }: About): ReadyMade {
  return { subject, key, query, name, text };
}

const value: readonly ReadyMade[] = [
  entry("value", "regular", "number_of_orders > 3", { name: "readyMade.regular", text: "readyMade.regularText" }),
  entry("value", "often-lately", "orders_placed MATCHES (date >= -90d, count > 2)", {
    ...{ name: "readyMade.oftenLately", text: "readyMade.oftenLatelyText" },
  }),
  entry("value", "vip", "number_of_orders > 3 AND average_order_value > 100", {
    ...{ name: "readyMade.vip", text: "readyMade.vipText" },
  }),
  // Whether an email was opened is not known of anybody: mail programs open them by themselves.
  entry(
    "value",
    "vip-engaged",
    "number_of_orders > 3 AND average_order_value > 100 AND messages_received MATCHES (date >= -90d, clicked_share >= 0.5)",
    { name: "readyMade.vipEngaged", text: "readyMade.vipEngagedText" },
  ),
];

const start: readonly ReadyMade[] = [
  entry("start", "new", "first_order_date >= -30d", { name: "readyMade.new", text: "readyMade.newText" }),
  entry("start", "one-time", "number_of_orders = 1", { name: "readyMade.oneTime", text: "readyMade.oneTimeText" }),
  entry("start", "second-due", "number_of_orders = 1 AND last_order_date BETWEEN -60d AND -21d", {
    ...{ name: "readyMade.secondDue", text: "readyMade.secondDueText" },
  }),
  entry("start", "subscribers", "email_subscription_status = 'SUBSCRIBED' AND number_of_orders = 0", {
    ...{ name: "readyMade.subscribers", text: "readyMade.subscribersText" },
  }),
  entry("start", "birthday", "anniversary('metafields.facts.birth_date') BETWEEN today AND +30d", {
    ...{ name: "readyMade.birthday", text: "readyMade.birthdayText" },
  }),
];

const lapse: readonly ReadyMade[] = [
  entry("lapse", "at-risk", "number_of_orders > 0 AND last_order_date <= -90d", {
    ...{ name: "readyMade.atRisk", text: "readyMade.atRiskText" },
  }),
  entry("lapse", "at-risk-180", "number_of_orders > 0 AND last_order_date <= -180d", {
    ...{ name: "readyMade.atRiskLong", text: "readyMade.atRiskLongText" },
  }),
  entry("lapse", "lapsed", "number_of_orders > 0 AND last_order_date <= -365d", {
    ...{ name: "readyMade.lapsed", text: "readyMade.lapsedText" },
  }),
];

const points: readonly ReadyMade[] = [
  entry("points", "points-expiring", "points_expiring > 0 AND points_expiry_date <= +30d", {
    ...{ name: "readyMade.expiring", text: "readyMade.expiringText" },
  }),
  entry("points", "never-redeemed", "points_balance > 0 AND points_redeemed NOT MATCHES ()", {
    ...{ name: "readyMade.neverRedeemed", text: "readyMade.neverRedeemedText" },
  }),
];

const response: readonly ReadyMade[] = [
  entry("response", "engaged", "messages_clicked MATCHES (date >= -90d)", {
    ...{ name: "readyMade.engaged", text: "readyMade.engagedText" },
  }),
  // Who has praised the shop and blamed it within the year is none to be asked for a favor.
  entry(
    "response",
    "promoters",
    "survey_answered MATCHES (kind = 'NPS', score >= 9, date >= -365d) AND survey_answered NOT MATCHES (kind = 'NPS', score <= 6, date >= -365d)",
    { name: "readyMade.promoters", text: "readyMade.promotersText" },
  ),
  entry("response", "detractors", "survey_answered MATCHES (kind = 'NPS', score <= 6, date >= -365d)", {
    ...{ name: "readyMade.detractors", text: "readyMade.detractorsText" },
  }),
];

/** From this chance on of having left, a customer who has bought on several days is likely to. */
export const LIKELY_TO_LEAVE = 0.7;

const forecast: readonly ReadyMade[] = [
  entry("forecast", "runs-out", "refill_due MATCHES (date BETWEEN today AND +7d)", {
    ...{ name: "readyMade.runsOut", text: "readyMade.runsOutText" },
  }),
  entry("forecast", "likely-to-leave", `churn_probability > ${LIKELY_TO_LEAVE} AND number_of_orders > 1`, {
    ...{ name: "readyMade.likelyToLeave", text: "readyMade.likelyToLeaveText" },
  }),
  entry("forecast", "high-value", "predicted_spend_365 >= 200", {
    ...{ name: "readyMade.highValue", text: "readyMade.highValueText" },
  }),
];

/** What each group of RFM is called, and who is in it. */
const GROUPS: Record<RfmGroup, About> = {
  CHAMPIONS: { name: "readyMade.champions", text: "readyMade.championsText" },
  LOYAL: { name: "readyMade.loyal", text: "readyMade.loyalText" },
  ACTIVE: { name: "readyMade.active", text: "readyMade.activeText" },
  NEW: { name: "readyMade.newest", text: "readyMade.newestText" },
  PROMISING: { name: "readyMade.promising", text: "readyMade.promisingText" },
  NEEDS_ATTENTION: { name: "readyMade.needsAttention", text: "readyMade.needsAttentionText" },
  AT_RISK: { name: "readyMade.groupAtRisk", text: "readyMade.groupAtRiskText" },
  PREVIOUSLY_LOYAL: { name: "readyMade.previouslyLoyal", text: "readyMade.previouslyLoyalText" },
  ALMOST_LOST: { name: "readyMade.almostLost", text: "readyMade.almostLostText" },
  DORMANT: { name: "readyMade.dormant", text: "readyMade.dormantText" },
  PROSPECTS: { name: "readyMade.prospects", text: "readyMade.prospectsText" },
};
const groups: readonly ReadyMade[] = RFM_GROUPS.map((name) =>
  entry("groups", `group-${name.toLowerCase().replaceAll("_", "-")}`, `our_rfm_group = '${name}'`, GROUPS[name]),
);

/** All but those of tiers, which are the shop's own (`tier-entries.ts`). */
export const readyMade: readonly ReadyMade[] = [...value, ...start, ...lapse, ...points, ...response, ...groups, ...forecast];
