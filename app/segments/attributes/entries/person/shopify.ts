import { sql } from "kysely";

import type { PlainKey } from "../../../../i18n/translate.ts";
import { comparisons, type Operator } from "../../../language/operators.ts";
import * as attribute from "../../attribute.ts";
import { ELSEWHERE, list, oneOf, rows, type NumberAttribute, type Parameter } from "../../attribute.ts";
import { RFM_GROUPS } from "../../rfm-groups.ts";

const theirs = { mirrored: true, movedBy: ["mirrors"] } as const;
const inList = { contains: () => sql<boolean>`false`, empty: sql<boolean>`true` };

function asked(operators: "=" | readonly Operator[], about: WithoutOperators<Parameter>): Parameter {
  return { ...about, operators: operators === "=" ? ["="] : operators };
}
type WithoutOperators<Of> = Of extends unknown ? Omit<Of, "operators"> : never;

/** As many operators as Shopify's segments have for such a parameter. */
const number = (label: PlainKey): Parameter =>
  asked([...comparisons, "BETWEEN"], { kind: "number", label, sql: ELSEWHERE, unit: "ratio", aggregate: false });
const date = (label: PlainKey): Parameter => asked([...comparisons, "BETWEEN"], { kind: "date", label, sql: ELSEWHERE });
const count = (label: PlainKey): Parameter =>
  asked([...comparisons, "BETWEEN"], { kind: "number", label, sql: ELSEWHERE, unit: "count", aggregate: true });

const email = (label: PlainKey) =>
  rows({
    ...{ label, ...theirs, rows: ELSEWHERE },
    parameters: {
      activity_id: asked(["=", "IN", "NOT IN"], { kind: "id", label: "segmentParameters.activity_id", sql: ELSEWHERE }),
      date: date("segmentParameters.date"),
      count: count("segmentParameters.emails"),
    },
  });

/** Of a metafield one thing is asked, and the opposite is `NOT MATCHES`: so each has one way to be written. */
const within: Operator[] = ["=", "<", "<=", ">", ">=", "BETWEEN"];

const appId: NumberAttribute = attribute.number({
  ...{ label: "attributes.created_by_app_id", ...theirs, nullable: false, unit: "count", sql: ELSEWHERE },
});

/** What only Shopify knows of a customer: its own segments say who meets it, in its own meaning. */
export const shopify = {
  rfm_group: oneOf({ label: "attributes.rfm_group", ...theirs, nullable: false, values: RFM_GROUPS, sql: ELSEWHERE }),
  predicted_spend_tier: oneOf({
    ...{ label: "attributes.predicted_spend_tier", ...theirs, nullable: false },
    ...{ values: ["HIGH", "MEDIUM", "LOW"], sql: ELSEWHERE },
  }),
  // Of the one that `path` names. Written as Shopify does: `metafields.custom.level = 'gold'`.
  metafields: rows({
    ...{ label: "attributes.metafields", ...theirs, rows: ELSEWHERE },
    parameters: {
      path: asked("=", { kind: "text", label: "segmentParameters.path", sql: ELSEWHERE, suggests: "metafields" }),
      text: asked("=", { kind: "text", label: "segmentParameters.text", sql: ELSEWHERE }),
      number: asked(within, {
        kind: "number",
        label: "segmentParameters.number",
        sql: ELSEWHERE,
        unit: "ratio",
        aggregate: false,
      }),
      date: asked(within, { kind: "date", label: "segmentParameters.date", sql: ELSEWHERE }),
      yes: asked("=", { kind: "flag", label: "segmentParameters.yes", sql: ELSEWHERE }),
      // Its day and month alone, in any year.
      anniversary: asked(["=", "BETWEEN"], {
        ...{ kind: "date", label: "segmentParameters.anniversary", sql: ELSEWHERE, wholeDays: true },
      }),
    },
  }),
  customer_cities: list({
    ...{ label: "attributes.customer_cities", ...theirs, nullable: true, suggests: "cities" },
    ...inList,
  }),
  companies: list({ label: "attributes.companies", ...theirs, nullable: true, ids: true, ...inList }),
  created_by_app_id: { ...appId, operators: ["=", "!="] } satisfies NumberAttribute,
  store_credit_accounts: rows({
    ...{ label: "attributes.store_credit_accounts", ...theirs, rows: ELSEWHERE },
    parameters: {
      balance: number("segmentParameters.balance"),
      currency: asked("=", { kind: "text", label: "segmentParameters.currency", sql: ELSEWHERE }),
      next_expiry_date: date("segmentParameters.next_expiry_date"),
      last_credit_date: date("segmentParameters.last_credit_date"),
    },
  }),
  customer_within_distance: rows({
    ...{ label: "attributes.customer_within_distance", ...theirs, rows: ELSEWHERE },
    parameters: {
      coordinates: asked("=", { kind: "text", label: "segmentParameters.coordinates", sql: ELSEWHERE, pair: true }),
      distance_km: number("segmentParameters.distance_km"),
      distance_mi: number("segmentParameters.distance_mi"),
    },
  }),
  "shopify_email.delivered": email("attributes.shopify_email_delivered"),
  "shopify_email.opened": email("attributes.shopify_email_opened"),
  "shopify_email.clicked": email("attributes.shopify_email_clicked"),
  "shopify_email.bounced": email("attributes.shopify_email_bounced"),
  "shopify_email.marked_as_spam": email("attributes.shopify_email_marked_as_spam"),
  "shopify_email.unsubscribed": email("attributes.shopify_email_unsubscribed"),
};
