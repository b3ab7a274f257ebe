import { sql } from "kysely";

import { number } from "./attribute.ts";

/** What a customer can spend now, as the ledger keeps it; who has no account has none. */
export const points = {
  points_balance: number({
    label: "attributes.points_balance",
    nullable: false,
    movedBy: ["points"],
    reads: ["account"],
    unit: "points",
    sql: sql`coalesce(l.available, 0)`,
  }),
};
