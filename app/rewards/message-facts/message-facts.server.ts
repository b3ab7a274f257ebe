import { sql } from "kysely";

import { ids } from "../../lib/rows.server.ts";
import type { FactSource } from "../../messages/templates/facts.ts";
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
