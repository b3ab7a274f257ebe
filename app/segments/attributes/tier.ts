import { sql } from "kysely";

import { text } from "./attribute.ts";

/** The key of a customer's tier. Merchants name their tiers, so its values are no closed list. */
export const tier = {
  loyalty_tier: text({
    label: "attributes.loyalty_tier",
    nullable: true,
    movedBy: ["tier"],
    reads: ["member"],
    sql: sql`lower(p.tier)`,
  }),
};
