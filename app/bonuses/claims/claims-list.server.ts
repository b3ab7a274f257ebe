import { sql, type RawBuilder } from "kysely";

import type { Db } from "../../db.server.ts";

export type ClaimState = "waiting" | "approved" | "declined";

export type ListedClaim = {
  claimId: bigint;
  customerId: bigint;
  firstName: string | null;
  lastName: string | null;
  email: string | null;
  /** Key of the rule. */
  rule: string;
  /** A review's product. */
  productId: bigint | null;
  productTitle: string | null;
  productHandle: string | null;
  /** The latest order with the product. */
  order: { id: string; name: string } | null;
  state: ClaimState;
  note: string | null;
  submittedAt: Date;
  decidedAt: Date | null;
  decidedBy: string | null;
};

/** Claims, newest first; those that wait oldest first, since they are to be worked off. Wrong words of surveys are left out. */
export async function listClaims(
  db: Db,
  shopId: number,
  filter: { state?: ClaimState | "decided"; customerId?: bigint; rule?: string },
  page: { limit: number; offset?: number },
): Promise<{ claims: ListedClaim[]; more: boolean }> {
  const { state, customerId, rule } = filter;
  // Only what is asked stands in the statement, and the two states as literals: so that their partial indexes can serve it.
  const wanted = sql.join(
    [
      sql`b.shop_id = ${shopId} and b.occasion not like 'wrong %'`,
      ...(state === undefined ? [] : [ofState(state)]),
      ...(customerId === undefined ? [] : [sql`b.customer_id = ${customerId}`]),
      ...(rule === undefined ? [] : [sql`b.rule = ${rule}`]),
    ],
    sql` and `,
  );
  const { rows } = await sql<ListedClaim>`
    select b.claim_id as "claimId", b.customer_id as "customerId", c.first_name as "firstName", c.last_name as "lastName", c.email, b.rule,
      p.product_id as "productId", p.title as "productTitle", p.handle as "productHandle",
      (select json_build_object('id', o.order_id::text, 'name', o.name) from orders o
        where o.shop_id = b.shop_id and o.customer_id = b.customer_id and p.product_id is not null
          and o.snapshot -> 'lines' @> jsonb_build_array(jsonb_build_object('productId', b.occasion))
        order by o.processed_at desc limit 1) as "order", b.state, b.note, b.submitted_at as "submittedAt", b.decided_at as "decidedAt",
      b.decided_by as "decidedBy"
    from bonus_claims b
    left join customers c on c.shop_id = b.shop_id and c.customer_id = b.customer_id
    left join products p on p.shop_id = b.shop_id and p.product_id = case when b.occasion ~ '^[1-9][0-9]{0,18}$' then b.occasion::bigint end
    where ${wanted}
    order by b.claim_id ${state === "waiting" ? sql`asc` : sql`desc`}
    limit ${page.limit + 1} offset ${page.offset ?? 0}
  `.execute(db);
  return { claims: rows.slice(0, page.limit), more: rows.length > page.limit };
}

function ofState(state: ClaimState | "decided"): RawBuilder<unknown> {
  if (state === "waiting") return sql`b.state = 'waiting'`;
  return state === "decided" ? sql`b.state <> 'waiting'` : sql`b.state = ${state}`;
}

/** How many claims wait for the merchant's word. */
export async function countWaiting(db: Db, shopId: number): Promise<number> {
  const { rows } = await sql<{ waiting: number }>`
    select count(*)::int as waiting from bonus_claims where shop_id = ${shopId} and state = 'waiting'
  `.execute(db);
  return rows[0]?.waiting ?? 0;
}
