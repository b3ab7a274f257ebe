import { sql } from "kysely";

import type { Db, Tx } from "../../db.server.ts";
import { ids } from "../../lib/rows.server.ts";
import { enqueue } from "../../messages/outbox.server.ts";
import type { EventNews } from "../../messages/templates/event-news/template.ts";
import type { Told } from "../gatherings.server.ts";

/** Queues what customers are told of an event at this instant. It is service: they have registered. The caller has seen that it is news. */
export async function tell(
  tx: Db,
  shopId: number,
  { gatheringId }: Pick<Told, "gatheringId">,
  customerIds: readonly bigint[],
  said: Exclude<EventNews, "reminder">,
  now: Date,
): Promise<void> {
  const messages = customerIds.map((customerId) => ({
    ...{ customerId, template: "event-news" as const, data: { gatheringId, said } },
    key: `gathering:${gatheringId}:${customerId}:${said}:${now.getTime()}`,
  }));
  await enqueue(tx, shopId, messages, now);
}

/** Whoever comes is told that it is elsewhere or at another time; who waits, that it is cancelled, too. Inside `change`. @returns whom */
export async function tellAll(
  tx: Tx,
  shopId: number,
  gathering: Told,
  said: "moved" | "called-off",
  now: Date,
): Promise<bigint[]> {
  const { rows } = await sql<{ customerId: bigint }>`
    update gathering_registrations set reminded_at = null
    where shop_id = ${shopId} and gathering_id = ${gathering.gatheringId} and (state = 'registered' or (${said} = 'called-off' and state = 'waiting'))
    returning customer_id as "customerId"
  `.execute(tx);
  const people = rows.map(({ customerId }) => customerId);
  await tell(tx, shopId, gathering, people, said, now);
  return people;
}

/**
 * Reminds customers who come to what begins soon: once for each beginning. Who has registered so late that the confirmation is the reminder is not written to again.
 * Inside `change`.
 */
export async function remind(tx: Tx, shopId: number, customerIds: readonly bigint[], now: Date): Promise<void> {
  const { rows } = await sql<{ customerId: bigint; gatheringId: number; startsAt: Date; late: boolean }>`
    update gathering_registrations g set reminded_at = ${now} from gatherings e
    where g.shop_id = ${shopId} and g.customer_id = any(${ids(customerIds)}) and e.shop_id = g.shop_id and e.gathering_id = g.gathering_id and ${toRemind}
      and e.remind_from <= ${now} and e.starts_at > ${now}
    returning g.customer_id as "customerId", g.gathering_id as "gatheringId", e.starts_at as "startsAt", g.changed_at >= e.remind_from as late
  `.execute(tx);
  const messages = rows
    .filter(({ late }) => !late)
    .map(({ customerId, gatheringId, startsAt }) => ({
      ...{ customerId, template: "event-news" as const, data: { gatheringId, said: "reminder" as const } },
      key: `gathering:${gatheringId}:${customerId}:reminder:${startsAt.toISOString()}`,
    }));
  await enqueue(tx, shopId, messages, now);
}

/** About `gatherings e` and `gathering_registrations g`. */
export const toRemind = sql`e.state = 'open' and g.state = 'registered' and g.reminded_at is null`;
