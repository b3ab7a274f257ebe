import { sql, type RawBuilder } from "kysely";

import type { Db } from "../../db.server.ts";
import { ids, recordset } from "../../lib/rows.server.ts";
import type { Award } from "./award.ts";

/** The columns of an `Award`, over `achievement_awards a`. */
export const awardColumns = sql`a.achievement_id as "achievementId", a.customer_id as "customerId", a.occasion, a.state, a.reached_at as "reachedAt",
  a.available_at as "availableAt", a.order_id as "orderId", a.products, a.points, a.reward_id as "rewardId", a.redemption_id as "redemptionId",
  a.posted, a.told, a.turn, a.due_at as "dueAt"`;

export async function readAwards(
  db: Db,
  shopId: number,
  customerIds: readonly bigint[],
  among: RawBuilder<unknown> = sql`true`,
): Promise<Award[]> {
  const { rows } = await sql<Row>`
    select ${awardColumns} from achievement_awards a
    where a.shop_id = ${shopId} and a.customer_id = any(${ids(customerIds)}) and ${among} order by a.customer_id, a.achievement_id, a.reached_at
  `.execute(db);
  return rows.map(toAward);
}

/** The driver reads lists of numbers as digits. */
type Row = Omit<Award, "products"> & { products: string[] };

function toAward({ products, ...row }: Row): Award {
  return { ...row, products: products.map(BigInt) };
}

/** Writes rows as they are to be. Two of one statement are never of one place. */
export async function writeAwards(tx: Db, shopId: number, awards: readonly Award[]): Promise<void> {
  if (awards.length === 0) return;
  const rows = awards.map((award) => ({
    ...{ achievement_id: award.achievementId, customer_id: award.customerId, occasion: award.occasion, state: award.state },
    ...{ reached_at: award.reachedAt, available_at: award.availableAt, order_id: award.orderId },
    products: `{${award.products.join(",")}}`,
    ...{ points: award.points, reward_id: award.rewardId, redemption_id: award.redemptionId },
    ...{ posted: award.posted, told: award.told, turn: award.turn, due_at: award.dueAt },
  }));
  await sql`
    insert into achievement_awards as a (shop_id, achievement_id, customer_id, occasion, state, reached_at, available_at, order_id, products,
      points, reward_id, redemption_id, posted, told, turn, due_at)
    select ${shopId}, achievement_id, customer_id, occasion, state, reached_at, available_at, order_id, products::bigint[],
      points, reward_id, redemption_id, posted, told, turn, due_at
    from ${recordset(rows)} as t(achievement_id int, customer_id bigint, occasion text, state text, reached_at timestamptz,
      available_at timestamptz, order_id bigint, products text, points bigint, reward_id int, redemption_id bigint, posted bigint, told boolean, turn int,
      due_at timestamptz)
    order by customer_id, achievement_id
    on conflict (shop_id, achievement_id, customer_id, occasion) do update set state = excluded.state, reached_at = excluded.reached_at,
      available_at = excluded.available_at, order_id = excluded.order_id, products = excluded.products, points = excluded.points,
      reward_id = excluded.reward_id, redemption_id = excluded.redemption_id, posted = excluded.posted, told = excluded.told, turn = excluded.turn,
      due_at = excluded.due_at
  `.execute(tx);
}

/**
 * Gives the places of a challenge to those who reached it first, by what they did and not by when it was heard of. A place whose points can be spent already
 * stays with who has it, and so does that of somebody who is erased or deleted since: they get none any more. Under the shop's lock.
 * @returns rows that have got or lost a place, as they are now
 */
export async function takePlaces(tx: Db, shopId: number, achievementId: number, winners: number, now: Date): Promise<Award[]> {
  const { rows } = await sql<Row>`
    with ranked as (
      select w.customer_id, w.occasion, row_number() over (
        order by (w.state = 'held' and (w.available_at <= ${now} or p.customer_id is null)) desc, w.reached_at, w.customer_id) <= ${winners} as wins
      from achievement_awards w left join customers p on p.shop_id = w.shop_id and p.customer_id = w.customer_id
        and p.deleted_at is null and p.redacted_at is null and p.merged_into is null
      where w.shop_id = ${shopId} and w.achievement_id = ${achievementId} and w.state in ('held', 'outrun')
        and (w.state = 'held' or p.customer_id is not null)
    )
    update achievement_awards a set state = case when r.wins then 'held' else 'outrun' end
    from ranked r
    where a.shop_id = ${shopId} and a.achievement_id = ${achievementId} and a.customer_id = r.customer_id and a.occasion = r.occasion
      and (a.state = 'held') <> r.wins
    returning ${awardColumns}
  `.execute(tx);
  return rows.map(toAward);
}
