import { sql } from "kysely";

import { standingOrder } from "./placed-order.ts";

/** An order that counts, over `orders o`: something of it that was paid for is left, and it is neither a test nor withdrawn. */
export const countedOrder = sql<boolean>`(not o.test and ${standingOrder}
  and o.financial_status in ('partially_paid', 'paid', 'partially_refunded', 'refunded') and o.net_minor > 0)`;

/** An order whose goods its customer has or will get, over `orders o`: paid or to be paid, neither withdrawn nor given back in whole. */
export const keptOrder = sql<boolean>`(not o.test and ${standingOrder}
  and o.financial_status in ('pending', 'authorized', 'partially_paid', 'paid', 'partially_refunded'))`;
