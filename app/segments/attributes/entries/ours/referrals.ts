import { sql, type RawBuilder } from "kysely";

import { parameter, rows } from "../../attribute.ts";

/** Referrals that have led to an order and still count, whether they are paid by now or wait. */
const counting = (whose: RawBuilder<unknown>) =>
  sql`referrals r where r.shop_id = c.shop_id and ${whose} = c.customer_id and r.state in ('ordered', 'pending', 'review', 'paid')`;

const parameters = {
  paid: parameter.flag("segmentParameters.paid", sql`(r.state = 'paid')`),
  // Of the friend's order.
  date: parameter.date("segmentParameters.date", sql`r.ordered_at`),
};

/** Whom a customer has brought, and who came by a recommendation themselves. */
export const referrals = {
  friend_referred: rows({
    label: "attributes.friend_referred",
    ours: true,
    movedBy: ["referrals"],
    rows: counting(sql`r.advocate_id`),
    parameters: { ...parameters, count: parameter.sum("segmentParameters.count", sql`count(*)`) },
  }),
  came_by_referral: rows({
    label: "attributes.came_by_referral",
    ours: true,
    movedBy: ["referrals"],
    rows: counting(sql`r.friend_id`),
    parameters,
  }),
};
