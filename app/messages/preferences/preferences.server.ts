import { sql } from "kysely";

import { append } from "../../customers/timeline.server.ts";
import type { Db, Tx } from "../../db.server.ts";
import type { ShopperLocale } from "../../i18n/shopper/say.ts";
import { plusMs } from "../../lib/time.ts";
import type { Shop } from "../../shops/shop.ts";
import { releaseDeferred } from "../outbox.server.ts";
import { PAUSED } from "../policy.ts";
import { PAUSE_MS, type Wish } from "./form.ts";
import type { Topic } from "./topics.ts";

export type Preferences = { topicsOff: Topic[]; pausedUntil: Date | null; locale: ShopperLocale | null };

/** What a customer has chosen; a break that is over is none. */
export async function readPreferences(db: Db, shopId: number, customerId: bigint, now: Date): Promise<Preferences> {
  const { rows } = await sql<{ topics_off: Topic[]; paused_until: Date | null; locale: ShopperLocale | null }>`
    select topics_off, paused_until, locale from preferences where shop_id = ${shopId} and customer_id = ${customerId}
  `.execute(db);
  const [row] = rows;
  const until = row?.paused_until ?? null;
  return {
    topicsOff: row?.topics_off ?? [],
    pausedUntil: until !== null && until > now ? until : null,
    locale: row?.locale ?? null,
  };
}

/**
 * Keeps what a reader has chosen. A break that is under way goes on and is not made longer by saying it again; who ends it hears at once of what has waited. The same
 * again changes nothing. The customer is locked by the caller's change.
 */
export async function savePreferences(
  tx: Tx,
  shop: Shop,
  customerId: bigint,
  { topicsOff, pause, locale }: Extract<Wish, { kind: "save" }>,
  now: Date,
): Promise<void> {
  const { shopId } = shop;
  const before = await readPreferences(tx, shopId, customerId, now);
  const pausedUntil = pause ? (before.pausedUntil ?? plusMs(now, PAUSE_MS)) : null;
  const after = { topicsOff, pausedUntil, locale: locale ?? before.locale };
  if (isSame(before, after)) return;
  await sql`
    insert into preferences (shop_id, customer_id, topics_off, paused_until, locale, updated_at)
    values (${shopId}, ${customerId}, ${topicsOff}::text[], ${pausedUntil}, ${after.locale}, ${now})
    on conflict (shop_id, customer_id) do update set topics_off = excluded.topics_off, paused_until = excluded.paused_until, locale = excluded.locale,
      updated_at = excluded.updated_at
  `.execute(tx);
  const data = { topicsOff: topicsOff.join(" "), pausedUntil: pausedUntil?.toISOString() ?? null, locale: after.locale };
  const key = `preferences:${customerId}:${now.toISOString()}`;
  await append(tx, shopId, [{ customerId, kind: "preferences.changed", key, occurredAt: now, data }], now);
  if (before.pausedUntil !== null && pausedUntil === null) await releaseDeferred(tx, shopId, [PAUSED], now, customerId);
}

function isSame(one: Preferences, other: Preferences): boolean {
  return (
    [...one.topicsOff].sort().join() === [...other.topicsOff].sort().join() &&
    one.pausedUntil?.getTime() === other.pausedUntil?.getTime() &&
    one.locale === other.locale
  );
}

/** Of two customers who were one the stricter choice holds: what either did not want, and the longer break. */
export async function mergePreferences(
  tx: Db,
  shopId: number,
  { goneId, keptId }: { goneId: bigint; keptId: bigint },
): Promise<void> {
  await sql`
    with gone as (
      delete from preferences where shop_id = ${shopId} and customer_id = ${goneId} returning *
    )
    insert into preferences as p (shop_id, customer_id, topics_off, paused_until, locale, updated_at)
    select shop_id, ${keptId}, topics_off, paused_until, locale, updated_at from gone
    on conflict (shop_id, customer_id) do update set
      topics_off = array(select distinct unnest(p.topics_off || excluded.topics_off) order by 1),
      paused_until = greatest(p.paused_until, excluded.paused_until), locale = coalesce(p.locale, excluded.locale),
      updated_at = greatest(p.updated_at, excluded.updated_at)
  `.execute(tx);
}
