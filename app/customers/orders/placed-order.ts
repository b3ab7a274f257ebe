import { sql } from "kysely";

/** An order that has not come to nothing, over `orders o`: neither cancelled nor deleted, and its payment not lost to a dispute (order-fate.ts `isWithdrawn`). */
export const standingOrder = sql<boolean>`(o.cancelled_at is null and o.deleted_at is null and o.dispute is distinct from 'lost')`;

/** An order of its customer's profile, over `orders o`: what figures about customers count. Refunded ones are orders, with what is left of them. */
export const profileOrder = sql<boolean>`(not o.test and ${standingOrder} and o.financial_status not in ('voided', 'expired'))`;
