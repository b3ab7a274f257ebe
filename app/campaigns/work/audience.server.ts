import { sql, type RawBuilder } from "kysely";

import type { Db, Tx } from "../../db.server.ts";
import { draw } from "../../flows/planner/draw.ts";
import { recordset } from "../../lib/rows.server.ts";
import { recipientZones } from "../../messages/timing/quiet-hours.ts";
import type { Shop } from "../../shops/shop.ts";
import { turnOf, type Audience } from "../plan.ts";
import type { Going } from "./going.server.ts";

/** Customers that are written at a time: a twentieth of a second. */
const SLICE = 2_000;

export type Person = { customerId: bigint; countryCode: string | null; provinceCode: string | null };

/** The next customers of an audience, in the order of their ids. Who is in a segment without consent is among them: that they get nothing is told with the reason. */
export async function readAudience(db: Db, shopId: number, audience: Audience, after: bigint, limit: number): Promise<Person[]> {
  const { rows } = await sql<Person>`
    select c.customer_id as "customerId", c.country_code as "countryCode", c.province_code as "provinceCode"
    from customers c ${of(audience)}
    where c.shop_id = ${shopId} and c.customer_id > ${after} and ${consented(audience)}
      and c.deleted_at is null and c.redacted_at is null and c.merged_into is null
    order by c.customer_id limit ${limit}
  `.execute(db);
  return rows;
}

/** How many there are now. */
export async function countAudience(db: Db, shopId: number, audience: Audience): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from customers c ${of(audience)}
    where c.shop_id = ${shopId} and ${consented(audience)} and c.deleted_at is null and c.redacted_at is null and c.merged_into is null
  `.execute(db);
  return rows[0]?.count ?? 0;
}

function of(audience: Audience): RawBuilder<unknown> {
  switch (audience.kind) {
    case "everyone":
      return sql``;
    case "segment":
      return sql`join segment_members m on m.shop_id = c.shop_id and m.segment_id = ${audience.segmentId} and m.customer_id = c.customer_id`;
    case "tier":
      return sql`join members t on t.shop_id = c.shop_id and t.customer_id = c.customer_id and t.tier = ${audience.tier}`;
  }
}

function consented({ kind }: Audience): RawBuilder<boolean> {
  return kind === "everyone" ? sql`c.email_consent = 'subscribed'` : sql`true`;
}

/** Whether somebody is of those who get nothing, to compare. The same customer draws the same lot for the same campaign. */
export function isHeldOut(campaignId: number, percent: number, customerId: bigint): boolean {
  return draw(`holdout:campaign:${campaignId}`, customerId) * 100 < percent;
}

/**
 * Writes the next part of the audience, each customer once, with when it is their turn. Where a worker dies, the next one goes on at the cursor.
 * @returns how many were looked at
 */
export async function writeAudience(tx: Tx, { shopId, timeZone }: Shop, going: Going): Promise<number> {
  const { campaignId, plan, cursor, startsAt } = going;
  const { audience, holdout } = plan;
  if (cursor === null || audience === null) return 0;
  const people = await readAudience(tx, shopId, audience, cursor, SLICE);
  const rows = people.map(({ customerId, countryCode, provinceCode }) => {
    const [zone = timeZone] = recipientZones(countryCode, provinceCode, timeZone);
    const heldOut = isHeldOut(campaignId, holdout, customerId);
    return {
      ...{ customer_id: customerId, due_at: turnOf(plan, zone, startsAt) },
      ...{ state: heldOut ? "not-sent" : "waiting", reason: heldOut ? "holdout" : null },
    };
  });
  await sql`
    insert into campaign_recipients (shop_id, campaign_id, customer_id, state, due_at, reason)
    select ${shopId}, ${campaignId}, customer_id, state, due_at, reason
    from ${recordset(rows)} as t(customer_id bigint, state text, due_at timestamptz, reason text)
    on conflict (shop_id, campaign_id, customer_id) do nothing
  `.execute(tx);
  const next = people.length < SLICE ? null : (people.at(-1)?.customerId ?? null);
  await sql`update campaigns set cursor = ${next} where shop_id = ${shopId} and campaign_id = ${campaignId}`.execute(tx);
  return people.length;
}
