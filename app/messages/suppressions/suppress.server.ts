import { sql, type RawBuilder } from "kysely";

import { lowerAddress } from "../../lib/lower-address.ts";
import type { Db } from "../../db.server.ts";
import { recordset } from "../../lib/rows.server.ts";
import type { ChannelName } from "../channels/registry.ts";
import type { SuppressionReason } from "./suppression.ts";

/** From the weakest to the strongest: a weaker reason takes no stronger one's place. */
const strength = (reason: RawBuilder<unknown>) =>
  sql`array_position(array['unsubscribed', 'manual', 'bounced', 'complained'], ${reason})`;

/**
 * Suppresses addresses: the one way to do it. An unsubscription is renewed by a later one. What happened before somebody lifted the suppression of an address by hand suppresses it no
 * more, however late it is heard of.
 * @param from a relation t(channel, address in lower case, reason, source, at)
 */
export function suppressing(shopId: number, from: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
    insert into suppressions as s (shop_id, channel, address, reason, source, created_at)
    select distinct on (t.channel, t.address) ${shopId}::int, t.channel, t.address, t.reason, t.source, t.at
    from ${from}
    where not exists (
      select from suppression_changes l
      where l.shop_id = ${shopId} and l.channel = t.channel and l.address = t.address and l.action = 'lifted' and l.at >= t.at
    )
    order by t.channel, t.address, ${strength(sql`t.reason`)} desc, t.at desc
    on conflict (shop_id, channel, address) do update set reason = excluded.reason, source = excluded.source, created_at = excluded.created_at
    where ${strength(sql`excluded.reason`)} > ${strength(sql`s.reason`)}
      or (excluded.reason = 'unsubscribed' and s.reason = 'unsubscribed' and excluded.created_at > s.created_at)
  `;
}

export type NewSuppression = { channel: ChannelName; address: string; reason: SuppressionReason; source: string; at: Date };

export async function suppress(db: Db, shopId: number, addresses: readonly NewSuppression[]): Promise<void> {
  if (addresses.length === 0) return;
  const rows = addresses.map((one) => ({ ...one, address: lowerAddress(one.address) }));
  await suppressing(
    shopId,
    sql`${recordset(rows)} as t(channel text, address text, reason text, source text, at timestamptz)`,
  ).execute(db);
}
