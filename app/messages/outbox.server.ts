import { sql } from "kysely";

import { appending } from "../customers/timeline.server.ts";
import type { Db } from "../db.server.ts";
import { sending } from "../db/together.ts";
import { documents, ids, numbers, recordset, texts, unnested, yesOrNo } from "../lib/rows.server.ts";
import { plusMs } from "../lib/time.ts";
import { shopperLocale, type ShopperLocale } from "../i18n/shopper/say.ts";
import type { ChannelName } from "./channels/registry.ts";
import { CAMPAIGN_PAUSED, PATIENCE_MS, type DeferReason } from "./policy.ts";
import type { Topic } from "./preferences/topics.ts";
import { isSwitched, templateNamed, type Telling } from "./templates/registry.ts";
import { readSwitches, type Switches } from "./templates/switches.ts";

export type NewMessage = Telling & {
  customerId: bigint;
  /** Names the intent within the shop: an intent is queued once, whoever asks again. */
  key: string;
  /** What it is about: the template's topic, unless said otherwise. */
  topic?: Topic;
  /** It offers goods like those that its reader has bought: in shops that have said so, without consent (§ 7 (3) UWG). Default: it does not. */
  similarGoods?: boolean;
  /** The language that the customer has chosen, else theirs, else the shop's, unless said otherwise. */
  locale?: ShopperLocale;
  /** The step of a flow that wants it, if one does. */
  flowId?: number;
  runId?: bigint;
  stepId?: string;
  /** The campaign that wants it, if one does. */
  campaignId?: number;
};

/**
 * Puts messages into the outbox, to leave from now on. They join the caller's transaction: without its commit nothing is sent. Emails that
 * the shop has switched off are left out.
 */
export async function enqueue(db: Db, shopId: number, messages: readonly NewMessage[], now: Date): Promise<void> {
  if (messages.length === 0) return;
  const settings = await readSettings(db, shopId, messages);
  const wanted = messages.filter(({ template }) => !isSwitched(template) || settings.switches[template]);
  if (wanted.length === 0) return;
  const templates = wanted.map(({ template }) => templateNamed(template));
  const list = unnested(
    ids(wanted.map(({ customerId }) => customerId)),
    numbers(wanted.map(({ flowId }) => flowId ?? null)),
    numbers(wanted.map(({ runId }) => runId ?? null)),
    texts(wanted.map(({ stepId }) => stepId ?? null)),
    numbers(wanted.map(({ campaignId }) => campaignId ?? null)),
    texts(wanted.map(({ template }) => template)),
    texts(templates.map(({ channel }) => channel)),
    texts(templates.map(({ purpose }) => purpose)),
    texts(wanted.map(({ topic }, at) => topic ?? templates[at]?.topic ?? null)),
    yesOrNo(wanted.map(({ similarGoods }) => similarGoods ?? false)),
    documents(wanted.map(({ data }) => data)),
    texts(wanted.map(({ key }) => key)),
    texts(
      wanted.map(({ locale, customerId }) => locale ?? shopperLocale(settings.locales.get(customerId) ?? null, settings.locale)),
    ),
  );
  await sql`
    insert into messages (shop_id, customer_id, flow_id, run_id, step_id, campaign_id, template, channel, purpose, topic, similar_goods, data, key, locale, due_at, expires_at, created_at)
    select ${shopId}, t.*, ${now}, ${plusMs(now, PATIENCE_MS)}, ${now} from ${list} as t
    on conflict (shop_id, key) do nothing
  `.execute(sending(db));
}

type Settings = { locale: string | null; switches: Switches; /** By customer. */ locales: Map<bigint, string | null> };

/** The shop's settings, and the languages of those whose message does not say one. */
async function readSettings(db: Db, shopId: number, messages: readonly NewMessage[]): Promise<Settings> {
  const unknown = messages.flatMap(({ customerId, locale }) => (locale === undefined ? [customerId] : []));
  const { rows } = await sql<{
    default_locale: string | null;
    points_mails: unknown;
    customer_id: bigint | null;
    locale: string | null;
  }>`
    select s.default_locale, s.points_mails, c.customer_id, coalesce(p.locale, c.locale) as locale from (select ${shopId}::int as shop_id) shop
    left join shop_settings s using (shop_id)
    left join customers c on c.shop_id = shop.shop_id and c.customer_id = any(${ids(unknown)})
    left join preferences p on p.shop_id = c.shop_id and p.customer_id = c.customer_id
  `.execute(db);
  return {
    locale: rows[0]?.default_locale ?? null,
    switches: readSwitches(rows[0]?.points_mails),
    locales: new Map(rows.flatMap(({ customer_id, locale }) => (customer_id === null ? [] : [[customer_id, locale]]))),
  };
}

/**
 * Takes back messages that have not left. One that is being handed over at this moment can no longer be stopped, but is not tried again.
 * @param withdrawn message ids with the reason that the merchant will see
 */
export async function withdraw(
  db: Db,
  shopId: number,
  withdrawn: readonly { messageId: bigint; reason: string }[],
  now: Date,
): Promise<void> {
  if (withdrawn.length === 0) return;
  const rows = withdrawn.map(({ messageId, reason }) => ({ message_id: messageId, reason }));
  await sql`
    with waiting as (
      select m.shop_id, m.message_id, w.reason
      from messages m join ${recordset(rows)} as w(message_id bigint, reason text) using (message_id)
      where m.shop_id = ${shopId} and m.state in ('queued', 'sending')
      order by m.message_id for update of m
    ), changed as (
      update messages m
      set state = case m.state when 'queued' then 'dropped' else m.state end, reason = w.reason, expires_at = ${now}
      from waiting w where m.shop_id = w.shop_id and m.message_id = w.message_id
      returning m.customer_id, m.message_id, m.template, m.state, m.reason
    )
    ${appending({
      ...{ kind: "message.dropped", shopId: sql`${shopId}::int`, customerId: sql`customer_id`, now },
      key: sql`'message:' || message_id || ':dropped'`,
      data: { template: sql`template`, reason: sql`reason` },
      from: sql`changed where state = 'dropped' order by message_id`,
    })}
  `.execute(db);
}

/**
 * Has messages that were deferred for one of these reasons decided about again now: what they waited for has changed. Of the days of rest, those that are
 * still to come are waited for no more, so that they move no end. @param customerId only this one's
 */
export async function releaseDeferred(
  db: Db,
  shopId: number,
  reasons: readonly DeferReason[],
  now: Date,
  customerId: bigint | null = null,
): Promise<void> {
  await sql`
    with waiting as (
      select message_id from messages
      where shop_id = ${shopId} and state = 'queued' and reason = any(${[...reasons]}::text[]) and due_at > ${now}
        and (${customerId}::bigint is null or customer_id = ${customerId}::bigint)
      order by message_id for no key update
    )
    update messages m set due_at = ${now}, rest_ms = 0,
      expires_at = m.expires_at - least(m.rest_ms * interval '1 millisecond', m.due_at - ${now}::timestamptz)
    from waiting w where m.shop_id = ${shopId} and m.message_id = w.message_id
  `.execute(db);
}

/** A campaign goes on: what waited for that is decided about now, and is news again. */
export async function resumeCampaign(db: Db, shopId: number, campaignId: number, now: Date): Promise<void> {
  await sql`
    update messages set due_at = ${now}, expires_at = ${plusMs(now, PATIENCE_MS)}, rest_ms = 0
    where shop_id = ${shopId} and campaign_id = ${campaignId} and state = 'queued' and reason = ${CAMPAIGN_PAUSED}
  `.execute(db);
}

/** Takes back all advertising that waits for these customers. @param channel only on this one */
export async function withdrawMarketing(
  db: Db,
  shopId: number,
  customerIds: readonly bigint[],
  reason: string,
  now: Date,
  channel: ChannelName | null = null,
): Promise<void> {
  if (customerIds.length === 0) return;
  const { rows } = await sql<{ messageId: bigint }>`
    select message_id as "messageId" from messages
    where shop_id = ${shopId} and customer_id = any(${ids(customerIds)}) and purpose = 'marketing' and state in ('queued', 'sending')
      and (${channel}::text is null or channel = ${channel}::text)
  `.execute(db);
  await withdraw(
    db,
    shopId,
    rows.map(({ messageId }) => ({ messageId, reason })),
    now,
  );
}

export type PendingMessage = { messageId: bigint; runId: bigint };

/**
 * Messages of runs that wait for these customers. What is queued has no `sent_at`, by which the index of customers leads to it past all that was ever sent; of
 * what is being handed over there is little.
 */
export async function listPending(db: Db, shopId: number, customerIds: readonly bigint[]): Promise<PendingMessage[]> {
  if (customerIds.length === 0) return [];
  const { rows } = await sql<PendingMessage>`
    select message_id as "messageId", run_id as "runId" from messages
    where shop_id = ${shopId} and customer_id = any(${ids(customerIds)}) and sent_at is null and state = 'queued' and run_id is not null
    union all
    select message_id, run_id from messages
    where shop_id = ${shopId} and customer_id = any(${ids(customerIds)}) and state = 'sending' and run_id is not null
    order by 1
  `.execute(db);
  return rows;
}
