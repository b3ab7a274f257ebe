import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import { currentState } from "../../program/versions.server.ts";
import { listOffered } from "../../rewards/rewards.server.ts";
import { isSenderWaiting, missingForAdvertising } from "../../shops/settings/settings.ts";
import type { Shop } from "../../shops/shop.ts";
import { lacking, type GuideFacts } from "./guide.ts";

type Row = {
  primary_locale: string;
  published_locales: string[] | null;
  earn_rate_confirmed_at: Date | null;
  has_own_rules: boolean;
  theme_confirmed_at: Date | null;
  theme_used_at: Date | null;
  customer_accounts: GuideFacts["accounts"];
  account_pages_used_at: Date | null;
  accounts_confirmed_at: Date | null;
  sender_email: string | null;
  sender_proved: string | null;
  imprint: string | null;
  history: GuideFacts["history"];
  has_past_orders: boolean;
  has_awarded_past: boolean;
  past_orders_decided_at: Date | null;
};

/** What the setup guide goes by. Only ever the first row is looked for in tables that grow. */
export async function readGuideFacts(db: Db, { shopId }: Pick<Shop, "shopId">, now: Date): Promise<GuideFacts> {
  const { rows } = await sql<Row>`
    select s.primary_locale, s.published_locales, s.customer_accounts, s.account_pages_used_at, st.accounts_confirmed_at, st.earn_rate_confirmed_at, st.theme_confirmed_at, st.past_orders_decided_at,
      st.sender_email, st.sender_proved, st.imprint,
      exists(select from program_versions where shop_id = ${shopId} and created_by <> 'system') as has_own_rules,
      least(
        (select reserved_at from redemptions where shop_id = ${shopId} order by redemption_id limit 1),
        (select submitted_at from bonus_claims where shop_id = ${shopId} order by claim_id limit 1)
      ) as theme_used_at,
      (
        select case when bool_and(state = 'done') then 'read' when bool_or(state = 'failed') then 'failed' else 'reading' end
        from backfills where shop_id = ${shopId}
      ) as history,
      exists(
        select from orders where shop_id = ${shopId} and not earns and awaits_tag is null
          and processed_at < coalesce((select min(since) from program_states where shop_id = ${shopId} and state = 'live'), ${now})
          and (award.since is null or least(created_at, processed_at) >= award.since)
      ) as has_past_orders,
      award.run_id is not null as has_awarded_past
    from shops s left join shop_settings st on st.shop_id = s.shop_id
    left join lateral (
      select run_id, (spec->>'since')::timestamptz as since from batch_runs
      where shop_id = ${shopId} and kind = 'award-history' and state = 'done' and not (spec->>'dryRun')::boolean
      order by run_id desc limit 1
    ) award on true
    where s.shop_id = ${shopId}
  `.execute(db);
  const row = rows[0];
  if (row === undefined) throw new Error(`There is no shop ${shopId}`);
  const locales = [row.primary_locale, ...(row.published_locales ?? [])];
  const [rewards, program] = [await listOffered(db, shopId), await currentState(db, shopId)];
  const sender = { senderEmail: row.sender_email, senderProved: row.sender_proved };
  const missing = missingForAdvertising({ ...sender, imprint: row.imprint ?? "" });
  return {
    earnRateConfirmedAt: row.earn_rate_confirmed_at,
    hasOwnRules: row.has_own_rules,
    rewards: rewards.map(({ rewardId, terms }) => ({ rewardId, title: terms.title, lacks: lacking(terms.title, locales) })),
    themeConfirmedAt: row.theme_confirmed_at,
    themeUsedAt: row.theme_used_at,
    accounts: row.customer_accounts,
    accountsConfirmedAt: row.accounts_confirmed_at,
    accountsUsedAt: row.account_pages_used_at,
    hasSender: !missing.includes("sender"),
    senderWaiting: isSenderWaiting(sender) ? row.sender_email : null,
    hasImprint: !missing.includes("imprint"),
    history: row.history,
    hasPastOrders: row.has_past_orders,
    hasAwardedPast: row.has_awarded_past,
    pastOrdersDecidedAt: row.past_orders_decided_at,
    program,
  };
}
