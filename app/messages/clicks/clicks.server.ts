import { sql } from "kysely";

import { appending } from "../../customers/timeline.server.ts";
import type { Db, Tx } from "../../db.server.ts";
import { customersByShop, ids } from "../../lib/rows.server.ts";
import { MINUTE_MS, plusMs, SECOND_MS } from "../../lib/time.ts";
import type { Shop } from "../../shops/shop.ts";
import { TRAP } from "../links/target.ts";
import { BURST_MS, SETTLE_MS } from "./automatic.ts";
import type { ClickLink } from "./token.ts";

/**
 * Notes that a link was opened: once for a message and link, by people and by programs apart. Whether it was a person is decided half a minute later, when it is known what
 * else of the message was opened. Nothing is noted of a message that we do not have, nor of somebody who was erased.
 */
export async function noteClick(
  db: Db,
  { shopId, messageId, index, target }: ClickLink,
  byProgram: boolean,
  now: Date,
): Promise<void> {
  const automatic = byProgram || index === TRAP;
  // Locked, so that a merge that is under way says first whose message it is.
  await sql`
    with message as (
      select m.shop_id, m.message_id, m.customer_id from messages m
      where m.shop_id = ${shopId} and m.message_id = ${messageId} for share of m
    )
    insert into message_clicks as k (shop_id, message_id, link, kind, customer_id, target, first_at, last_at, due_at)
    select m.shop_id, m.message_id, ${index}::int, ${automatic ? "automatic" : "human"}::text, m.customer_id, ${target.to === "url" ? target.url : target.to}::text,
      ${now}::timestamptz, ${now}::timestamptz, ${automatic ? null : plusMs(now, SETTLE_MS)}::timestamptz
    from message m join customers c on c.shop_id = m.shop_id and c.customer_id = m.customer_id and c.redacted_at is null
    on conflict (shop_id, message_id, link, kind) do update set last_at = greatest(k.last_at, excluded.last_at) where k.kind = 'automatic'
  `.execute(db);
}

/** Customers with clicks that are to be decided about, across shops. */
export async function listUndecided(db: Db, now: Date, limit: number): Promise<Map<number, bigint[]>> {
  const { rows } = await sql<{ shop_id: number; customer_id: bigint }>`
    select shop_id, customer_id from message_clicks where due_at <= ${now} order by due_at limit ${limit}
  `.execute(db);
  return customersByShop(rows);
}

/**
 * Decides what the clicks were that are due. Another link of the message within seconds, or the hidden one, tells of a program: then the link is free for the person who
 * opens it later. What was a person's goes to the timeline.
 */
export async function decideClicks(tx: Tx, shop: Shop, customerIds: readonly bigint[], now: Date): Promise<void> {
  const around = (instant: string, ms: number) =>
    sql`o.${sql.ref(instant)} between d.first_at - make_interval(secs => ${ms / 1000}) and d.first_at + make_interval(secs => ${ms / 1000})`;
  await sql`
    with due as (
      select k.shop_id, k.message_id, k.link, k.customer_id, k.target, k.first_at from message_clicks k
      where k.shop_id = ${shop.shopId} and k.customer_id = any(${ids(customerIds)}) and k.due_at <= ${now}
      order by k.message_id, k.link for update
    ), judged as (
      select d.*, exists (
        select from message_clicks o
        where o.shop_id = d.shop_id and o.message_id = d.message_id and o.link <> d.link
          and (${around("first_at", BURST_MS)} or (o.kind = 'automatic' and ${around("last_at", BURST_MS)})
            or (o.link = ${TRAP} and (${around("first_at", SETTLE_MS)} or ${around("last_at", SETTLE_MS)})))
      ) as automatic from due d
    ), apart as (
      insert into message_clicks as k (shop_id, message_id, link, kind, customer_id, target, first_at, last_at)
      select j.shop_id, j.message_id, j.link, 'automatic', j.customer_id, j.target, j.first_at, j.first_at from judged j where j.automatic
      on conflict (shop_id, message_id, link, kind) do update set last_at = greatest(k.last_at, excluded.last_at)
    ), freed as (
      delete from message_clicks k using judged j
      where j.automatic and k.shop_id = j.shop_id and k.message_id = j.message_id and k.link = j.link and k.kind = 'human'
    ), people as (
      update message_clicks k set due_at = null from judged j
      where not j.automatic and k.shop_id = j.shop_id and k.message_id = j.message_id and k.link = j.link and k.kind = 'human'
      returning k.shop_id, k.message_id, k.link, k.customer_id, k.target, k.first_at
    ), told as (
      select p.*, m.template, m.subject from people p join messages m on m.shop_id = p.shop_id and m.message_id = p.message_id
    )
    ${appending({
      ...{ kind: "message.clicked", shopId: sql`shop_id`, customerId: sql`customer_id`, now, occurredAt: sql`first_at` },
      key: sql`'message:' || message_id || ':clicked:' || link`,
      data: { template: sql`template`, subject: sql`subject`, link: sql`link`, target: sql`target` },
      from: sql`told order by message_id, link`,
    })}
  `.execute(tx);
}

/** Lets clicks of a shop that fails or is busy rest, so that they hold up no other shop's. */
export async function postponeClicks(
  db: Db,
  shopId: number,
  customerIds: readonly bigint[],
  now: Date,
  why: "busy" | "failed",
): Promise<void> {
  await sql`
    update message_clicks set due_at = ${plusMs(now, why === "busy" ? SECOND_MS : MINUTE_MS)}
    where shop_id = ${shopId} and customer_id = any(${ids(customerIds)}) and due_at <= ${now}
  `.execute(db);
}
