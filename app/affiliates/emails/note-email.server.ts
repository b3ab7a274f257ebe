import { sql, type RawBuilder } from "kysely";

import type { Db } from "../../db.server.ts";
import { HOUR_MS, plusMs } from "../../lib/time.ts";
import type { EmailKind } from "./words.ts";

/** What changes for many is told an hour later, as it is then: a merchant corrects what they have just saved. */
const GATHERED_MS = HOUR_MS;

/** Whether the merchant has affiliates written to (setup/settings.ts). */
const isOn = (shopId: number) =>
  sql`coalesce((select (settings ->> 'emails')::boolean from affiliate_settings where shop_id = ${shopId}), true)`;

/** Lets an affiliate be written to, in the transaction of what is told: once for each key. Not where the merchant has switched these emails off. */
export async function noteEmail(
  tx: Db,
  shopId: number,
  affiliateId: bigint,
  { kind, key = kind, payoutId }: { kind: Exclude<EmailKind, "terms" | "plan">; key?: string; payoutId?: bigint },
  now: Date,
): Promise<void> {
  await sql`
    insert into affiliate_emails (shop_id, affiliate_id, key, kind, payout_id, created_at, due_at)
    select ${shopId}, ${affiliateId}, ${key}, ${kind}, ${payoutId ?? null}, ${now}, ${now} where ${isOn(shopId)} on conflict do nothing
  `.execute(tx);
}

/** Tells affiliates that terms or their commission have changed; whoever is to be told already hears what is so then. @param whose of `affiliates f` */
export async function noteChange(
  tx: Db,
  shopId: number,
  kind: "terms" | "plan",
  whose: RawBuilder<boolean>,
  now: Date,
): Promise<void> {
  await sql`
    insert into affiliate_emails (shop_id, affiliate_id, key, kind, created_at, due_at)
    select f.shop_id, f.affiliate_id, ${`${kind}:${now.toISOString()}`}, ${kind}, ${now}, ${plusMs(now, GATHERED_MS)} from affiliates f
    where ${isOn(shopId)} and f.shop_id = ${shopId} and f.state = 'approved' and ${whose} and not exists (
      select from affiliate_emails m where m.shop_id = f.shop_id and m.affiliate_id = f.affiliate_id and m.kind = ${kind} and m.due_at is not null)
    on conflict do nothing
  `.execute(tx);
}
