import { sql } from "kysely";

import { appending } from "../../customers/timeline.server.ts";
import type { Db } from "../../db.server.ts";
import { isTold } from "../../deliveries/receivers.server.ts";
import { ids, numbers, unnested } from "../../lib/rows.server.ts";
import { living } from "../../segments/compiled.server.ts";
import { LIKELY_TO_LEAVE } from "../../segments/ready-made/entries.ts";
import type { Score } from "./score.ts";

/**
 * Tells receivers that want to hear of it who became likely to leave since they were last scored, as the ready-made segment has it: once for each last purchase, so that a
 * chance that goes up and down tells nothing again. Who was never scored before, or told no prediction, became nothing.
 */
export async function tellOfRisk(
  db: Db,
  shopId: number,
  today: number,
  scores: readonly { customerId: bigint; score: Score }[],
  now: Date,
): Promise<void> {
  const risky = scores.flatMap(({ customerId, score: { prediction, purchaseDays, lastPurchaseOn } }) => {
    const chance = prediction === null ? 0 : 1 - prediction.alive;
    return chance > LIKELY_TO_LEAVE && purchaseDays > 1
      ? [{ customerId, lastPurchaseOn, percent: Math.floor(chance * 100) }]
      : [];
  });
  if (risky.length === 0) return;
  const list = unnested(
    ids(risky.map(({ customerId }) => customerId)),
    numbers(risky.map(({ lastPurchaseOn }) => lastPurchaseOn)),
    numbers(risky.map(({ percent }) => percent)),
  );
  await sql`${appending({
    ...{ kind: "customer.at-risk", shopId: sql`${shopId}::int`, customerId: sql`e.customer_id`, now },
    key: sql`'at-risk:' || e.customer_id || ':' || e.last_purchase`,
    data: { chance: sql`e.chance` },
    from: sql`${list} as e(customer_id, last_purchase, chance)
      join customer_scores k on k.shop_id = ${shopId} and k.customer_id = e.customer_id
        and k.scored_on < date '1970-01-01' + ${today}::int and 1 - k.alive <= ${LIKELY_TO_LEAVE}
      join customers c on c.shop_id = ${shopId} and c.customer_id = e.customer_id and ${living}
      where ${isTold(shopId, "customer.at-risk")}`,
  })}`.execute(db);
}
