import type { PlainKey, Translate } from "../../../i18n/translate.ts";
import type { AnyAttribute, Parameter } from "../../../segments/attributes/attribute.ts";
import type { Subject } from "../../../segments/attributes/registry.ts";
import type { LineProblem } from "../../../segments/builder/to-query.ts";
import { describe } from "../../../segments/language/describe.ts";
import type { Operator } from "../../../segments/language/operators.ts";
import type { DayUnit } from "../../../segments/language/query.ts";
import { groupNames } from "../../../insights/rfm/group-words.ts";

export const subjectNames: Record<Subject, PlainKey> = {
  orders: "segmentBuilder.orders",
  products: "segmentBuilder.products",
  checkouts: "segmentBuilder.checkouts",
  visits: "segmentBuilder.visits",
  customer: "segmentBuilder.customer",
  consent: "segmentBuilder.consent",
  fields: "segmentBuilder.fields",
  points: "segmentBuilder.points",
  member: "segmentBuilder.member",
  scores: "segmentBuilder.scores",
  shopify: "segmentBuilder.shopify",
  received: "segmentBuilder.received",
  reviews: "segmentBuilder.reviews",
  surveys: "segmentBuilder.surveys",
  achievements: "segmentBuilder.achievements",
  referrals: "segmentBuilder.referrals",
  flows: "segmentBuilder.flows",
  segments: "segmentBuilder.segments",
};

export const unitNames: Record<DayUnit, PlainKey> = {
  d: "segmentBuilder.days",
  w: "segmentBuilder.weeks",
  m: "segmentBuilder.months",
  y: "segmentBuilder.years",
};

const PLAIN: Record<Operator, PlainKey> = {
  "=": "segmentOperators.is",
  "!=": "segmentOperators.isNot",
  "<": "segmentOperators.less",
  "<=": "segmentOperators.atMost",
  ">": "segmentOperators.more",
  ">=": "segmentOperators.atLeast",
  BETWEEN: "segmentOperators.between",
  IN: "segmentOperators.oneOf",
  "NOT IN": "segmentOperators.noneIn",
  CONTAINS: "segmentOperators.has",
  "NOT CONTAINS": "segmentOperators.hasNot",
  "IS NULL": "segmentOperators.missing",
  "IS NOT NULL": "segmentOperators.known",
  MATCHES: "segmentOperators.some",
  "NOT MATCHES": "segmentOperators.none",
};

const OF_DAYS: Partial<Record<Operator, PlainKey>> = {
  "=": "segmentOperators.onDay",
  "!=": "segmentOperators.notOnDay",
  "<": "segmentOperators.before",
  "<=": "segmentOperators.onOrBefore",
  ">": "segmentOperators.after",
  ">=": "segmentOperators.onOrAfter",
};

export function operatorWord({ kind }: AnyAttribute | Parameter, operator: Operator): PlainKey {
  const ofDays = kind === "date" || kind === "anniversary" ? OF_DAYS[operator] : undefined;
  return ofDays ?? PLAIN[operator];
}

const VALUES: Readonly<Record<string, PlainKey>> = {
  ...groupNames,
  SUBSCRIBED: "customer.stateSubscribed",
  NOT_SUBSCRIBED: "customer.stateNotSubscribed",
  UNSUBSCRIBED: "customer.stateUnsubscribed",
  PENDING: "customer.statePending",
  INVALID: "customer.stateInvalid",
  REDACTED: "customer.stateRedacted",
  ENABLED: "segmentBuilder.enabled",
  DISABLED: "segmentBuilder.disabled",
  INVITED: "segmentBuilder.invited",
  DECLINED: "segmentBuilder.declined",
  CONFIRMED_OPT_IN: "segmentBuilder.confirmedOptIn",
  SINGLE_OPT_IN: "segmentBuilder.singleOptIn",
  DOCUMENTED_CONSENT: "segmentBuilder.documentedConsent",
  EXISTING_CUSTOMER: "segmentBuilder.existingCustomer",
  HIGH: "segmentBuilder.highTier",
  MEDIUM: "segmentBuilder.mediumTier",
  LOW: "segmentBuilder.lowTier",
};

/** Values that mean something else where these are asked for. */
const OF_THEIRS: { readonly [Label in PlainKey]?: Readonly<Record<string, PlainKey>> } = {
  "attributes.product_subscription_status": {
    ACTIVE: "segmentBuilder.activePlan",
    PAUSED: "segmentBuilder.pausedPlan",
    CANCELLED: "segmentBuilder.cancelledPlan",
    EXPIRED: "segmentBuilder.expiredPlan",
    FAILED: "segmentBuilder.failedPlan",
    NEVER_SUBSCRIBED: "segmentBuilder.neverPlan",
  },
};

/** A value of a closed list in the merchant's words; one that has none as it is written. */
export function valueWord(value: string, { label }: Pick<AnyAttribute | Parameter, "label">, t: Translate): string {
  const key = OF_THEIRS[label]?.[value] ?? VALUES[value];
  return key === undefined ? value : t(key);
}

export function problemWord(problem: LineProblem["problem"], t: Translate): string {
  if (problem === "empty") return t("segmentBuilder.lineEmpty");
  if (problem === "ambiguous") return t("segmentBuilder.lineAmbiguous");
  return problem === "strange" ? t("segmentBuilder.lineStrange") : describe(problem, t);
}
