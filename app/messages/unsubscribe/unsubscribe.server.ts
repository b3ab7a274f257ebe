import { sql } from "kysely";

import { changeConsent } from "../../customers/consent/consent.server.ts";
import type { Db, Tx } from "../../db.server.ts";
import { shopperLocale, type ShopperLocale } from "../../i18n/shopper/say.ts";
import type { Shop } from "../../shops/shop.ts";
import { getShop } from "../../shops/shops.server.ts";
import { channels, type ChannelName } from "../channels/registry.ts";
import { withdrawMarketing } from "../outbox.server.ts";
import { suppressing } from "../suppressions/suppress.server.ts";
import type { Subscription } from "./token.ts";

export type Subscriber = {
  shop: Shop;
  /** Who the link's customer is today: merges are followed. */
  customerId: bigint;
  /** What the link is about. */
  channel: ChannelName;
  locale: ShopperLocale;
  subscribed: boolean;
};

type Row = { customer_id: bigint; consent: string; locale: string | null; default_locale: string | null };

/** Who an unsubscribe link belongs to, or null when nothing is left of them. */
export async function findSubscriber(db: Db, subscription: Subscription): Promise<Subscriber | null> {
  const { shopId, customerId, channel } = subscription;
  const { rows } = await sql<Row>`
    with recursive chain as (
      select c.*, 1 as depth from customers c where c.shop_id = ${shopId} and c.customer_id = ${customerId}
      union all
      select c.*, chain.depth + 1 from customers c join chain on c.shop_id = chain.shop_id and c.customer_id = chain.merged_into
      where chain.depth < 10
    )
    select chain.customer_id, ${sql.ref(`chain.${channels[channel].columns.consent}`)} as consent, coalesce(p.locale, chain.locale) as locale, st.default_locale
    from chain left join shop_settings st on st.shop_id = chain.shop_id
    left join preferences p on p.shop_id = chain.shop_id and p.customer_id = chain.customer_id
    order by chain.depth desc limit 1
  `.execute(db);
  const [row] = rows;
  if (row === undefined) return null;
  const shop = await getShop(db, shopId);
  const locale = shopperLocale(row.locale, row.default_locale);
  return {
    shop,
    customerId: row.customer_id,
    channel,
    locale,
    subscribed: row.consent === "subscribed" || row.consent === "pending",
  };
}

/** Which way an unsubscription came: the page behind the link, the one with the preferences, the email program's own button (RFC 8058), or the provider, which was told or saw a complaint. */
export type UnsubscribeSource = "unsubscribe-link" | "preference-page" | "list-unsubscribe" | "provider" | "complaint";

/**
 * Ends advertising on the channel: consent, suppression of every address that the customer was written to at, and what waits in the outbox. Again is
 * harmless. Shopify learns of it from the recorded consent; it touches the customer of a `change`.
 * @param saidAt when they said so: what they agreed to after that is not what they meant
 */
export async function unsubscribe(
  tx: Tx,
  subscriber: Pick<Subscriber, "shop" | "customerId" | "channel">,
  source: UnsubscribeSource,
  now: Date,
  saidAt = now,
): Promise<void> {
  const { shop, customerId, channel } = subscriber;
  const { address, consent, consentAt, optInLevel } = channels[channel].columns;
  const { rows } = await sql<{ state: string; level: string | null; at: Date | null }>`
    select ${sql.ref(consent)} as state, ${sql.ref(optInLevel)} as level, ${sql.ref(consentAt)} as at from customers
    where shop_id = ${shop.shopId} and customer_id = ${customerId} for no key update
  `.execute(tx);
  const [before] = rows;
  if (saidAt < now && before?.at != null && before.at > saidAt) return;
  if (before !== undefined && before.state !== "unsubscribed" && before.state !== "redacted") {
    // One consent is withdrawn once, however often the link is followed.
    const key = `unsubscribe:${customerId}:${channel}:${before.at?.toISOString() ?? "never"}`;
    const change = {
      customerId,
      channel,
      state: "unsubscribed" as const,
      optInLevel: before.level,
      source,
      key,
    };
    await changeConsent(tx, shop, change, now);
  }
  await suppressing(
    shop.shopId,
    sql`(
      select ${channel}::text as channel, address, 'unsubscribed'::text as reason, ${source}::text as source, ${saidAt}::timestamptz as at
      from (
        select lower(${sql.ref(address)}) as address from customers
        where shop_id = ${shop.shopId} and customer_id = ${customerId} and ${sql.ref(address)} is not null
        union
        select lower(recipient) from messages
        where shop_id = ${shop.shopId} and customer_id = ${customerId} and channel = ${channel} and recipient is not null
      ) as addresses
    ) as t`,
  ).execute(tx);
  await withdrawMarketing(tx, shop.shopId, [customerId], "suppressed-unsubscribed", now, channel);
}
