import { sql } from "kysely";

/** An order that has not come to nothing, over `orders o`: neither cancelled nor deleted, and its payment not lost to a dispute (order-fate.ts `isWithdrawn`). */
export const standingOrder = sql<boolean>`(o.cancelled_at is null and o.deleted_at is null and o.dispute is distinct from 'lost')`;

/** An order of its customer's profile, over `orders o`: what figures about customers count. Refunded ones are orders, with what is left of them. */
export const profileOrder = sql<boolean>`(not o.test and ${standingOrder} and o.financial_status not in ('voided', 'expired'))`;

/** An order that counts, over `orders o`: something of it that was paid for is left, and it is neither a test nor withdrawn. */
export const countedOrder = sql<boolean>`(not o.test and ${standingOrder}
  and o.financial_status in ('partially_paid', 'paid', 'partially_refunded', 'refunded') and o.net_minor > 0)`;

/** An order whose goods its customer has or will get, over `orders o`: paid or to be paid, neither withdrawn nor given back in whole. */
export const keptOrder = sql<boolean>`(not o.test and ${standingOrder}
  and o.financial_status in ('pending', 'authorized', 'partially_paid', 'paid', 'partially_refunded'))`;
