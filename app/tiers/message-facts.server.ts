import { sql } from "kysely";

import { ids } from "../lib/rows.server.ts";
import type { FactSource } from "../messages/templates/facts.ts";

/** Which tier customers hold as a message about it leaves. */
export const tierFacts: FactSource<"tier"> = async (tx, shopId, questions) => {
  const { rows } = await sql<{ customer_id: bigint; tier: string | null; grace_until: Date | null }>`
    select customer_id, tier, grace_until from members
    where shop_id = ${shopId} and customer_id = any(${ids(questions.map(({ customerId }) => customerId))})
  `.execute(tx);
  const members = new Map(rows.map((row) => [row.customer_id, row]));
  return questions.map(({ customerId }) => {
    const { tier = null, grace_until: graceUntil = null } = members.get(customerId) ?? {};
    return { key: tier, graceUntil };
  });
};
