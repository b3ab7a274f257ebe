import { sql } from "kysely";

import { append } from "../../customers/timeline.server.ts";
import type { Db, Tx } from "../../db.server.ts";
import { liveCustomer } from "../../points/ledger.server.ts";
import { textFields, textIn } from "../../program/rules/texts.ts";
import { isOfAudience } from "../../segments/audience/of-audience.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { findByHandle, type Told } from "../gatherings.server.ts";
import { findRegistration, type RegistrationState } from "./registrations.server.ts";
import { tell } from "./tell.server.ts";

/** `over`: it has begun; `closed`: it is cancelled or gone; `group`: it is for others. */
export type Registered =
  | { ok: true; state: Exclude<RegistrationState, "left">; /** Of whom something has changed. */ touched: bigint[] }
  | { ok: false; reason: "unknown" | "closed" | "over" | "group" };

type Who = { handle: string; customerId: bigint };

/** Gives a customer a place, or a place in the queue. The same again changes nothing. Runs inside `change`, whose lock of the shop counts places. */
export async function register(tx: Tx, shop: Shop, { handle, customerId: asked }: Who, now: Date): Promise<Registered> {
  const { shopId } = shop;
  const gathering = await findByHandle(tx, shopId, handle);
  const customerId = await liveCustomer(tx, shopId, asked);
  if (gathering === null || customerId === null) return { ok: false, reason: "unknown" };
  const { gatheringId, terms } = gathering;
  if (gathering.state !== "open") return { ok: false, reason: "closed" };
  const own = await findRegistration(tx, shopId, gatheringId, customerId);
  if (own !== null && own.state !== "left") return { ok: true, state: own.state, touched: [] };
  if (Date.parse(terms.startsAt) <= now.getTime()) return { ok: false, reason: "over" };
  if (!(await isOfAudience(tx, shopId, customerId, terms))) return { ok: false, reason: "group" };
  // Places that came free otherwise (an erasure, a merge) are for who waits already.
  const moved = await moveUp(tx, shop, gathering, now);
  const state = (await placesLeft(tx, shopId, gathering)) > 0 ? "registered" : "waiting";
  await sql`
    insert into gathering_registrations (shop_id, gathering_id, customer_id, state, asked_at, changed_at)
    values (${shopId}, ${gatheringId}, ${customerId}, ${state}, ${now}, ${now})
    on conflict (shop_id, gathering_id, customer_id) do update set state = excluded.state, asked_at = excluded.asked_at, changed_at = excluded.changed_at,
      reminded_at = null
  `.execute(tx);
  await note(tx, shop, gathering, [customerId], state === "registered" ? "gathering.registered" : "gathering.waiting", now);
  await tell(tx, shopId, gathering, [customerId], state, now);
  return { ok: true, state, touched: [customerId, ...moved] };
}

/**
 * Gives a customer's place back, to who has waited longest. The same again changes nothing. Runs inside `change`.
 * @returns of whom something has changed; null: there is no such event
 */
export async function unregister(tx: Tx, shop: Shop, { handle, customerId: asked }: Who, now: Date): Promise<bigint[] | null> {
  const { shopId } = shop;
  const gathering = await findByHandle(tx, shopId, handle);
  const customerId = await liveCustomer(tx, shopId, asked);
  if (gathering === null || customerId === null) return null;
  const { numAffectedRows } = await sql`
    update gathering_registrations set state = 'left', changed_at = ${now}
    where shop_id = ${shopId} and gathering_id = ${gathering.gatheringId} and customer_id = ${customerId} and state <> 'left'
  `.execute(tx);
  if (numAffectedRows === 0n) return [];
  await note(tx, shop, gathering, [customerId], "gathering.left", now);
  return [customerId, ...(await moveUp(tx, shop, gathering, now))];
}

/** Gives places that are free to who waits, the longest first, and tells them. Inside `change`. @returns who has one now */
export async function moveUp(tx: Tx, shop: Shop, gathering: Told, now: Date): Promise<bigint[]> {
  const { shopId } = shop;
  const { gatheringId, state, terms } = gathering;
  const left = await placesLeft(tx, shopId, gathering);
  if (state !== "open" || Date.parse(terms.startsAt) <= now.getTime() || left <= 0) return [];
  const { rows } = await sql<{ customerId: bigint }>`
    update gathering_registrations g set state = 'registered', changed_at = ${now}
    from (
      select customer_id from gathering_registrations where shop_id = ${shopId} and gathering_id = ${gatheringId} and state = 'waiting'
      order by asked_at, customer_id limit ${left}
    ) w
    where g.shop_id = ${shopId} and g.gathering_id = ${gatheringId} and g.customer_id = w.customer_id
    returning g.customer_id as "customerId"
  `.execute(tx);
  const moved = rows.map(({ customerId }) => customerId);
  await note(tx, shop, gathering, moved, "gathering.registered", now);
  await tell(tx, shopId, gathering, moved, "moved-up", now);
  return moved;
}

/** More than anybody wants, where there is no limit. */
const ENOUGH = 1_000_000;

export async function placesLeft(tx: Db, shopId: number, { gatheringId, terms }: Told): Promise<number> {
  if (terms.places === null) return ENOUGH;
  const { rows } = await sql<{ taken: number }>`
    select count(*)::int as taken from gathering_registrations
    where shop_id = ${shopId} and gathering_id = ${gatheringId} and state = 'registered'
  `.execute(tx);
  return Math.max(0, terms.places - (rows[0]?.taken ?? 0));
}

/** Notes whether somebody who had a place was there. @returns whether they had one */
export async function attend(
  tx: Tx,
  shopId: number,
  { gatheringId, customerId, attended }: { gatheringId: number; customerId: bigint; attended: boolean },
  now: Date,
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update gathering_registrations set attended = ${attended}, changed_at = ${now}
    where shop_id = ${shopId} and gathering_id = ${gatheringId} and customer_id = ${customerId} and state = 'registered'
  `.execute(tx);
  return numAffectedRows === 1n;
}

type NotedKind = "gathering.registered" | "gathering.waiting" | "gathering.left" | "gathering.attended";

/** On the customers' timelines. */
export async function note(
  tx: Db,
  { shopId, primaryLocale }: Shop,
  { gatheringId, terms }: Told,
  customerIds: readonly bigint[],
  kind: NotedKind,
  now: Date,
): Promise<void> {
  const { title, startsAt } = terms;
  const data = { gatheringId, startsAt, title: textIn(title, primaryLocale), ...textFields("title", title) };
  const end = kind === "gathering.attended" ? "" : now.getTime();
  const events = customerIds.map((customerId) => ({
    ...{ customerId, kind, occurredAt: now, data },
    key: `${kind}:${gatheringId}:${customerId}:${end}`,
  }));
  await append(tx, shopId, events, now);
}
