import { sql } from "kysely";

/** An order that counts, over `orders o`: paid in full at least once, neither a test nor cancelled, and something of it is left. */
export const countedOrder = sql<boolean>`(not o.test and o.cancelled_at is null
  and o.financial_status in ('paid', 'partially_refunded', 'refunded') and o.net_minor > 0)`;
