import { sql, type RawBuilder } from "kysely";

import type { Join } from "./attribute.ts";

const JOINS: Record<Join, RawBuilder<unknown>> = {
  account: sql` left join ledger_accounts l on l.shop_id = c.shop_id and l.customer_id = c.customer_id`,
  member: sql` left join members p on p.shop_id = c.shop_id and p.customer_id = c.customer_id`,
  score: sql` left join customer_scores s on s.shop_id = c.shop_id and s.customer_id = c.customer_id`,
};

/** Beside `customers c`, what these attributes read; at most one row a customer. */
export function joined(needed: ReadonlySet<Join>): RawBuilder<unknown> {
  const names = (Object.keys(JOINS) as Join[]).filter((name) => needed.has(name));
  return names.length === 0
    ? sql``
    : sql.join(
        names.map((name) => JOINS[name]),
        sql``,
      );
}
