import { sql } from "kysely";

import { parseExclusions } from "../../customers/exclusions/exclusion.ts";
import { exclusionsOf } from "../../customers/exclusions/exclusions.server.ts";
import type { Tx } from "../../db.server.ts";
import { together } from "../../db/together.ts";
import { ids } from "../../lib/rows.server.ts";
import { DAY_MS, plusMs } from "../../lib/time.ts";
import type { PointsNames } from "../../i18n/shopper/say.ts";
import { takesPart, type States } from "../../program/state/state.ts";
import { listStates } from "../../program/versions.server.ts";
import { parsePointsNames } from "../../shops/settings/points-names.ts";
import { missingForAdvertising } from "../../shops/settings/settings.ts";
import type { Storefront } from "../../shops/storefront/storefront-links.ts";
import type { Channel, SenderSettings } from "../channels/channel.ts";
import { channelNamed, type ChannelName } from "../channels/registry.ts";
import { brandSchema, DEFAULT_BRAND, type Brand } from "../content/brand/brand.ts";
import { LONGEST_FEEDBACK_MS, type PolicyFacts } from "../policy.ts";
import type { Topic } from "../preferences/topics.ts";
import type { Facts, FactSources } from "../templates/facts.ts";
import { findTemplate, isSwitched } from "../templates/registry.ts";
import { readSwitches } from "../templates/switches.ts";
import type { OutdatedReason } from "../templates/template.ts";
import { MOST, rulesOf, type RulesRow } from "../timing/sending-rules.ts";
import type { ClaimedMessage } from "./claimed-message.ts";
import { readFacts } from "./read-facts.server.ts";

export type ClaimFacts = {
  policy: PolicyFacts;
  sender: SenderSettings;
  firstName: string | null;
  storefront: Storefront;
  imprint: string;
  brand: Brand;
  currency: string;
  pointsNames: PointsNames;
  /** The language of merchants' own words where a customer's is missing. */
  shopLocale: string | null;
  /** What the template asked for, as it is now. */
  facts: Partial<Facts>;
};

/** What is the same for all messages of a shop. */
type ShopRow = {
  status: string;
  domain: string;
  shop_name: string;
  shop_email: string | null;
  time_zone: string;
  currency: string;
  primary_url: string | null;
  proxy_path: string | null;
  primary_locale: string;
  published_locales: string[] | null;
  rewards_path: string | null;
  default_locale: string | null;
  shop_country: string | null;
  sender_name: string | null;
  sender_email: string | null;
  sender_proved: string | null;
  reply_to: string | null;
  imprint: string | null;
  confirmed_opt_in_countries: string[] | null;
  brand: unknown;
  points_mails: unknown;
  points_names: unknown;
} & RulesRow;

type Row = {
  message_id: bigint;
  address: string | null;
  first_name: string | null;
  country_code: string | null;
  province_code: string | null;
  gone: boolean;
  consent: string;
  consent_at: Date | null;
  opt_in_level: string | null;
  legal_basis: string | null;
  suppressed_for: string | null;
  suppressed_at: Date | null;
  recent_marketing: Date[];
  flow_state: string | null;
  campaign_state: string | null;
  tags: string[];
  exclusions: unknown;
  last_order_at: Date | null;
  topics_off: Topic[] | null;
  paused_until: Date | null;
  feedback_at: Date | null;
};

/** A shop as its messages need it, at an instant. */
type Sender = Omit<ShopRow, "brand"> & { states: States; at: Date; policy: PolicyFacts["shop"]; brand: Brand };

/**
 * What policy and rendering need to know about each message. Read after the customers are locked, so that it is what holds when they are sent.
 * @param leftToday how much more advertising the shop may send today; null: there is no limit
 */
export async function readClaimFacts(
  tx: Tx,
  shopId: number,
  messages: readonly ClaimedMessage[],
  sources: FactSources,
  leftToday: number | null,
  now: Date,
): Promise<Map<bigint, ClaimFacts>> {
  const [facts, row, states] = await together([
    readFacts(tx, shopId, messages, sources, now),
    readShop(tx, shopId),
    listStates(tx, shopId),
  ]);
  if (row === null) return new Map();
  const brand = row.brand === null ? DEFAULT_BRAND : brandSchema.parse(row.brand);
  const shop: Sender = { ...row, states, at: now, policy: shopFacts(row), brand };
  const found = new Map<bigint, ClaimFacts>();
  for (const [name, own] of Map.groupBy(messages, ({ channel }) => channel)) {
    const channel = channelNamed(name);
    const rows = await readRows(tx, shopId, own, name, channel, now);
    for (const message of own) {
      const row = rows.get(message.messageId);
      if (row === undefined) continue;
      found.set(message.messageId, factsOf(message, channel, shop, row, facts.get(message.messageId) ?? {}, leftToday));
    }
  }
  return found;
}

/** What the policy would be told of these customers on a channel, were an email of a flow or a campaign to leave now; of who is not there, nothing. */
export async function readRecipients(
  tx: Tx,
  shopId: number,
  sender: "flow" | "campaign",
  name: ChannelName,
  customerIds: readonly bigint[],
  now: Date,
): Promise<Map<bigint, RecipientFacts>> {
  const shop = await readShop(tx, shopId);
  if (shop === null) return new Map();
  const [channel, policy] = [channelNamed(name), shopFacts(shop)];
  // No message has such an id.
  const imagined = customerIds.map((customerId) => ({ messageId: -customerId, customerId, flowId: null, campaignId: null }));
  const rows = await readRows(tx, shopId, imagined, name, channel, now);
  return new Map([...rows].map(([messageId, row]) => [-messageId, recipientFacts(channel, policy, row, sender === "flow")]));
}

async function readShop(tx: Tx, shopId: number): Promise<ShopRow | null> {
  const { rows } = await sql<ShopRow>`
    select s.status, s.domain, s.name as shop_name, s.email as shop_email, s.time_zone, s.currency, s.country_code as shop_country,
      s.primary_url, s.proxy_path, s.primary_locale, s.published_locales, s.points_names, st.rewards_path, st.default_locale,
      st.sender_name, st.sender_email, st.sender_proved, st.reply_to, st.imprint, st.confirmed_opt_in_countries, st.points_mails,
      r.cap_hours, r.cap_per_week, r.daily_limit, r.rest_sundays, r.rest_holidays, r.existing_customers_since, b.brand
    from shops s
    left join shop_settings st on st.shop_id = s.shop_id
    left join sending_rules r on r.shop_id = s.shop_id
    left join brands b on b.shop_id = s.shop_id
    where s.shop_id = ${shopId}
  `.execute(tx);
  return rows[0] ?? null;
}

/**
 * What a customer k has been sent within a week. By itself (`offset 0`), so that it is found by the customer: planned while there were few messages, it would be
 * found among all the advertising that the shop has sent, by an index of that.
 */
const sentTo = (shopId: number, now: Date) => sql`
  select m.message_id, m.sent_at, m.purpose from messages m
  where m.shop_id = ${shopId} and m.customer_id = k.customer_id and m.sent_at > ${plusMs(now, -7 * DAY_MS)} offset 0
`;

async function readRows(
  tx: Tx,
  shopId: number,
  messages: readonly Pick<ClaimedMessage, "messageId" | "customerId" | "flowId" | "campaignId">[],
  name: string,
  channel: Channel,
  now: Date,
): Promise<Map<bigint, Row>> {
  const { address, consent, consentAt, optInLevel } = channel.columns;
  const column = (of: string) => sql.ref(`c.${of}`);
  const messageIds = ids(messages.map(({ messageId }) => messageId));
  const customerIds = ids(messages.map(({ customerId }) => customerId));
  const flowIds = sql`${messages.map(({ flowId }) => flowId)}::int[]`;
  const campaignIds = sql`${messages.map(({ campaignId }) => campaignId)}::int[]`;
  const { rows } = await sql<Row>`
    select k.message_id, ${column(address)} as address, c.first_name, c.country_code, c.province_code, c.last_order_at, pr.topics_off, pr.paused_until,
      ${column(consent)} as consent, ${column(consentAt)} as consent_at, ${column(optInLevel)} as opt_in_level,
      (c.deleted_at is not null or c.redacted_at is not null or c.merged_into is not null) as gone,
      proof.legal_basis, x.reason as suppressed_for, x.created_at as suppressed_at,
      array(
        select p.sent_at from (${sentTo(shopId, now)}) p
        where p.purpose = 'marketing' and p.message_id <> k.message_id
        order by p.sent_at desc limit ${MOST.capPerWeek}
      ) as recent_marketing,
      (
        select max(a.answered_at) from survey_responses a
        join surveys s on s.shop_id = a.shop_id and s.survey_id = a.survey_id and s.pauses and s.archived_at is null
        where a.shop_id = c.shop_id and a.customer_id = c.customer_id and a.detractor and a.flag is null and a.closed_at is null
      ) as feedback_at,
      f.state as flow_state, g.state as campaign_state, coalesce(c.tags, '{}') as tags,
      ${exclusionsOf(sql`c.shop_id`, sql`c.customer_id`)} as exclusions
    from unnest(${messageIds}, ${customerIds}, ${flowIds}, ${campaignIds}) as k(message_id, customer_id, flow_id, campaign_id)
    join customers c on c.shop_id = ${shopId} and c.customer_id = k.customer_id
    left join flows f on f.shop_id = ${shopId} and f.flow_id = k.flow_id
    left join campaigns g on g.shop_id = ${shopId} and g.campaign_id = k.campaign_id
    left join preferences pr on pr.shop_id = ${shopId} and pr.customer_id = k.customer_id
    left join suppressions x on x.shop_id = ${shopId} and x.channel = ${name} and x.address = lower(${column(address)})
    left join lateral (
      select e.legal_basis from consent_events e
      where e.shop_id = ${shopId} and e.customer_id = k.customer_id and e.channel = ${name}
      order by e.occurred_at desc, e.event_id desc limit 1
    ) proof on true
  `.execute(tx);
  return new Map(rows.map((row) => [row.message_id, row]));
}

/** What merchants write about points and tiers says no less of the program than our own words do; of what was redeemed or given is told all the same. */
function tellsOfPoints({ template, topic, data }: ClaimedMessage): boolean {
  if (template !== "flow-email" || topic !== "points") return false;
  return typeof data !== "object" || data === null || !("redemptionId" in data || "gift" in data);
}

/** Why it should not leave any more, whatever the policy says: it was switched off, the program does not run, or what it says is no longer so. */
function outdatedFor(
  message: ClaimedMessage,
  { points_mails, states, at }: Sender,
  { tags, exclusions }: Row,
  facts: Partial<Facts>,
): OutdatedReason | null {
  const { template, data } = message;
  if (isSwitched(template) && !readSwitches(points_mails)[template]) return "mail-off";
  const found = findTemplate(template);
  const ofProgram = found?.ofProgram === true || tellsOfPoints(message);
  if (ofProgram && !takesPart(states, at, { tags, exclusions: parseExclusions(exclusions) })) return "program-off";
  return found?.outdated(data, facts) ?? null;
}

function factsOf(
  message: ClaimedMessage,
  channel: Channel,
  shop: Sender,
  row: Row,
  facts: Partial<Facts>,
  leftToday: number | null,
): ClaimFacts {
  return {
    policy: {
      ...recipientFacts(channel, shop.policy, row, message.flowId !== null),
      ...{ flow: flowOf(row.flow_state), campaign: campaignOf(row.campaign_state) },
      ...{ outdated: outdatedFor(message, shop, row, facts), leftToday },
      pending: findTemplate(message.template)?.pending(message.data, facts) ?? false,
    },
    sender: {
      ...{
        senderName: shop.sender_name,
        senderEmail: shop.sender_email,
        senderProved: shop.sender_proved,
        replyTo: shop.reply_to,
      },
      ...{ shopName: shop.shop_name, shopEmail: shop.shop_email },
    },
    firstName: row.first_name,
    storefront: {
      ...{ domain: shop.domain, primaryUrl: shop.primary_url, primaryLocale: shop.primary_locale },
      ...{ publishedLocales: shop.published_locales ?? [], rewardsPath: shop.rewards_path },
      proxyPath: shop.proxy_path,
    },
    imprint: shop.imprint ?? "",
    brand: shop.brand,
    currency: shop.currency,
    pointsNames: parsePointsNames(shop.points_names),
    shopLocale: shop.default_locale,
    facts,
  };
}

/** What the policy asks, whichever email it is. */
export type RecipientFacts = Omit<PolicyFacts, "flow" | "campaign" | "pending" | "outdated" | "leftToday">;

function shopFacts(row: ShopRow): PolicyFacts["shop"] {
  return {
    ...{ installed: row.status === "installed", timeZone: row.time_zone, countryCode: row.shop_country },
    confirmedOptInCountries: row.confirmed_opt_in_countries ?? [],
    rules: rulesOf(row),
    presentable: missingForAdvertising({ senderEmail: row.sender_email, imprint: row.imprint ?? "" }).length === 0,
  };
}

function recipientFacts(channel: Channel, shop: PolicyFacts["shop"], row: Row, ofFlow: boolean): RecipientFacts {
  const { suppressed_for: reason, suppressed_at: createdAt, feedback_at: feedbackAt } = row;
  return {
    channel,
    shop,
    recipient: {
      gone: row.gone,
      address: row.address,
      countryCode: row.country_code,
      provinceCode: row.province_code,
      consent: row.consent,
      consentAt: row.consent_at,
      optInLevel: row.opt_in_level,
      legalBasis: row.legal_basis,
      lastOrderAt: row.last_order_at,
      topicsOff: row.topics_off ?? [],
      pausedUntil: row.paused_until,
      feedbackUntil: feedbackAt === null || !ofFlow ? null : plusMs(feedbackAt, LONGEST_FEEDBACK_MS),
    },
    suppression: reason === null || createdAt === null ? null : { reason, createdAt },
    recentMarketing: row.recent_marketing,
  };
}

/** A flow's state, as the policy asks for it; null: no flow wants the message. */
function flowOf(state: string | null): PolicyFacts["flow"] {
  return state === null || state === "live" ? "on" : state === "paused" ? "paused" : "off";
}

/** The same of a campaign. */
function campaignOf(state: string | null): PolicyFacts["campaign"] {
  return state === "cancelled" ? "off" : state === "paused" ? "paused" : "on";
}
