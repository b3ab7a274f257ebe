import { sql } from "kysely";

import { ids } from "../../lib/rows.server.ts";
import { HOUR_MS, plusMs } from "../../lib/time.ts";
import type { FactSource, Gift } from "../../messages/templates/facts.ts";
import { rewardTermsSchema } from "../reward.ts";
import { cheapestRewards } from "./within-reach.server.ts";

/** What has become of the redemptions that messages are about. */
export const redemptionFacts: FactSource<"redemption"> = async (tx, shopId, questions) => {
  const named = questions.flatMap(({ about }) => (about === null ? [] : [about]));
  const { rows } = await sql<{ redemption_id: bigint; state: string }>`
    select redemption_id, state from redemptions where shop_id = ${shopId} and redemption_id = any(${ids(named)})
  `.execute(tx);
  const states = new Map(rows.map(({ redemption_id, state }) => [redemption_id, { state }]));
  return questions.map(({ about }) => (about === null ? null : (states.get(about) ?? null)));
};

/** What the fewest points buy. */
export const cheapestFacts: FactSource<"cheapest"> = async (tx, shopId, questions) => {
  const cheapest = await cheapestRewards(tx, shopId, [...new Set(questions.map(({ customerId }) => customerId))]);
  return questions.map(({ customerId }) => cheapest.get(customerId) ?? null);
};

/** A code that ends sooner than that is not worth telling of. */
const SHORTEST_MS = 24 * HOUR_MS;

type GiftRow = {
  intent: string;
  redemptionId: bigint;
  state: string;
  code: string;
  expiresAt: Date | null;
  valueMinor: bigint;
  terms: unknown;
};

/** What runs of flows have given: one that is not written yet, or not yet in Shopify, is being made. */
export const giftFacts: FactSource<"gift"> = async (tx, shopId, questions, now) => {
  const asked = questions.flatMap(({ about }) => about ?? []);
  if (asked.length === 0) return questions.map(() => null);
  const intents = asked.flatMap((about) => ("intent" in about ? [about.intent] : []));
  const redemptionIds = asked.flatMap((about) => ("intent" in about ? [] : [about.redemptionId]));
  const { rows } = await sql<GiftRow>`
    select intent, redemption_id as "redemptionId", state, code, expires_at as "expiresAt", value_minor as "valueMinor", terms from redemptions
    where shop_id = ${shopId} and (intent = any(${intents}::text[]) or redemption_id = any(${ids(redemptionIds)}))
  `.execute(tx);
  const byIntent = new Map(rows.map((row) => [row.intent, giftOf(row, now)]));
  const byId = new Map(rows.map((row) => [row.redemptionId, giftOf(row, now)]));
  return questions.map(({ about }): Gift | null => {
    if (about === null) return null;
    // A gift that is not written yet is about to be; a redemption that is not there has been erased.
    return "intent" in about
      ? (byIntent.get(about.intent) ?? { state: "making" })
      : (byId.get(about.redemptionId) ?? { state: "gone" });
  });
};

function giftOf({ state, code, expiresAt, valueMinor, terms }: GiftRow, now: Date): Gift {
  if (state === "reserved") return { state: "making" };
  if (state !== "issued" || (expiresAt !== null && expiresAt < plusMs(now, SHORTEST_MS))) return { state: "gone" };
  const { percent, minSpendMinor, title } = rewardTermsSchema.parse(terms);
  return {
    ...{ state: "ready", title, code, expiresAt, percent },
    amountMinor: valueMinor > 0n ? valueMinor : null,
    minimumMinor: minSpendMinor > 0 ? BigInt(minSpendMinor) : null,
  };
}
