import { sql, type RawBuilder, type Selectable } from "kysely";

import { shopperLocale, type PointsNames } from "../i18n/shopper/say.ts";
import type { Fact } from "../facts/fact.ts";
import { prisma, type Db } from "../db.server.ts";
import type { DB } from "../../prisma/generated/tables.ts";
import { parsePointsNames } from "./settings/points-names.ts";
import { newMailboxKey } from "./settings/mailbox-key.server.ts";
import { PROXY_PATH, type Shop } from "./shop.ts";
import type { Storefront } from "./storefront/storefront-links.ts";

type ShopRow = Selectable<DB["shops"]>;

/** Where shoppers find the shop, and in which languages besides the primary one. */
export type Whereabouts = Pick<Storefront, "primaryUrl" | "publishedLocales">;

/** What Shopify says about a shop when the app is installed. */
export type ShopDetails = {
  /** `<name>.myshopify.com` */
  domain: string;
  name: string;
  email: string | null;
  currency: string;
  timeZone: string;
  countryCode: string | null;
  primaryLocale: string;
  taxesIncluded: boolean;
  whereabouts: Whereabouts;
  /** Comma-separated, as granted. */
  scopes: string;
  appInstallationGid: string | null;
};

function toShop(row: ShopRow): Shop {
  return {
    shopId: row.shop_id,
    domain: row.domain,
    status: row.status === "uninstalled" ? "uninstalled" : "installed",
    name: row.name,
    currency: row.currency,
    timeZone: row.time_zone,
    primaryLocale: row.primary_locale,
    countryCode: row.country_code,
    pointsNames: parsePointsNames(row.points_names),
    proxyPath: row.proxy_path,
    referralsSince: row.referrals_since,
    affiliatesSince: row.affiliates_since,
    installedAt: row.installed_at,
    firstInstalledAt: row.first_installed_at,
  };
}

export async function findShop(db: Db, shopId: number): Promise<Shop | null> {
  const row = await db.selectFrom("shops").selectAll().where("shop_id", "=", shopId).executeTakeFirst();
  return row === undefined ? null : toShop(row);
}

/** @throws Error when there is no such shop (never installed, or erased) */
export async function getShop(db: Db, shopId: number): Promise<Shop> {
  const shop = await findShop(db, shopId);
  if (shop === null) throw new Error(`There is no shop ${shopId}`);
  return shop;
}

export async function findShopByDomain(db: Db, domain: string): Promise<Shop | null> {
  const row = await db.selectFrom("shops").selectAll().where("domain", "=", domain.toLowerCase()).executeTakeFirst();
  return row === undefined ? null : toShop(row);
}

/** Where the shop is on the web, with the page that the merchant calls the one with the rewards. */
export async function readStorefront(db: Db, { shopId, domain }: Shop): Promise<Storefront> {
  const row = await db
    .selectFrom("shops")
    .leftJoin("shop_settings", "shop_settings.shop_id", "shops.shop_id")
    .select(["primary_url", "primary_locale", "published_locales", "rewards_path", "proxy_path"])
    .where("shops.shop_id", "=", shopId)
    .executeTakeFirst();
  return {
    ...{ domain, primaryUrl: row?.primary_url ?? null, primaryLocale: row?.primary_locale ?? "en" },
    ...{ publishedLocales: row?.published_locales ?? [], rewardsPath: row?.rewards_path ?? null },
    proxyPath: row?.proxy_path ?? null,
  };
}

/** Where Shopify reaches whoever runs the shop; null where it has not told. */
export async function readContactAddress(db: Db, shopId: number): Promise<string | null> {
  const row = await db.selectFrom("shops").select("email").where("shop_id", "=", shopId).executeTakeFirst();
  return row?.email ?? null;
}

/** What Shopify says when it is asked again, for it does not tell by itself which languages are published. */
export async function keepWhereabouts(db: Db, shopId: number, { primaryUrl, publishedLocales }: Whereabouts): Promise<void> {
  await sql`
    update shops set primary_url = coalesce(${primaryUrl}, primary_url), published_locales = ${publishedLocales}::text[] where shop_id = ${shopId}
  `.execute(db);
}

/** What shoppers read instead of "points", from now on. */
export async function savePointsNames(db: Db, shopId: number, names: PointsNames): Promise<void> {
  await sql`update shops set points_names = ${JSON.stringify(names)}::jsonb where shop_id = ${shopId}`.execute(db);
}

/** Notes where the app proxy answers. @returns whether it was elsewhere before */
export async function moveProxy(db: Db, shopId: number, path: string): Promise<boolean> {
  const { rows } = await sql`
    update shops set proxy_path = ${path} where shop_id = ${shopId} and coalesce(proxy_path, ${PROXY_PATH}) <> ${path} returning 1
  `.execute(db);
  return rows.length > 0;
}

/** The scopes that the merchant has granted, as far as Shopify has told. */
export async function listScopes(db: Db, shopId: number): Promise<string[]> {
  const { scopes } = await db.selectFrom("shops").select("scopes").where("shop_id", "=", shopId).executeTakeFirstOrThrow();
  return scopes.split(",").filter((scope) => scope !== "");
}

export async function listInstalled(db: Db): Promise<Shop[]> {
  const rows = await db.selectFrom("shops").selectAll().where("status", "=", "installed").orderBy("shop_id").execute();
  return rows.map(toShop);
}

/**
 * Makes a shop a tenant, with settings of its own. Safe to call at every token exchange: a shop that is installed keeps its install instant and
 * settings; one that comes back finds everything it left (until Shopify asks to erase it) and starts a new installation now.
 */
export async function install(db: Db, details: ShopDetails, now: Date): Promise<Shop> {
  const {
    domain,
    name,
    email,
    currency,
    timeZone,
    countryCode,
    primaryLocale,
    taxesIncluded,
    scopes,
    appInstallationGid,
    whereabouts,
  } = details;
  const { rows } = await sql<ShopRow>`
    insert into shops (domain, status, name, email, currency, time_zone, country_code, primary_locale, taxes_included, scopes,
      app_installation_gid, primary_url, published_locales, installed_at, first_installed_at, mailbox_key)
    values (${domain.toLowerCase()}, 'installed', ${name}, ${email}, ${currency}, ${timeZone}, ${countryCode}, ${primaryLocale}, ${taxesIncluded}, ${scopes},
      ${appInstallationGid}, ${whereabouts.primaryUrl}, ${whereabouts.publishedLocales}::text[], ${now}, ${now}, ${newMailboxKey(domain.toLowerCase())})
    on conflict (domain) do update set
      status = 'installed', name = excluded.name, email = excluded.email, currency = excluded.currency, time_zone = excluded.time_zone,
      country_code = excluded.country_code, primary_locale = excluded.primary_locale, taxes_included = excluded.taxes_included,
      scopes = excluded.scopes, app_installation_gid = coalesce(excluded.app_installation_gid, shops.app_installation_gid),
      primary_url = excluded.primary_url, published_locales = excluded.published_locales,
      installed_at = case when shops.status = 'installed' then shops.installed_at else excluded.installed_at end, uninstalled_at = null
    returning *
  `.execute(db);
  const row = rows[0];
  if (row === undefined) throw new Error(`The shop ${domain} could not be installed`);
  const defaults = {
    shop_id: row.shop_id,
    sender_name: name.slice(0, 80),
    default_locale: shopperLocale(primaryLocale),
    updated_at: now,
  };
  await prisma().shop_settings.createMany({ data: [defaults], skipDuplicates: true });
  return toShop(row);
}

/**
 * Facts about the shop itself. Uninstalling ends the sessions at once and keeps the data until Shopify asks to erase it (48 hours later), so that
 * coming back finds everything. @returns the scopes that the merchant has granted and had not before
 */
export async function applyShopFacts(db: Db, shop: Shop, facts: readonly Fact[], now: Date): Promise<string[]> {
  const gained: string[] = [];
  for (const fact of facts) {
    if (fact.kind === "shop") {
      await sql`
        update shops set name = ${fact.name}, email = coalesce(${fact.email}, email), currency = ${fact.currency}, time_zone = ${fact.timeZone},
          country_code = ${fact.countryCode}, primary_locale = ${fact.primaryLocale}, taxes_included = ${fact.taxesIncluded},
          primary_url = coalesce(${fact.primaryUrl}, primary_url), source_updated_at = ${fact.updatedAt}
        where shop_id = ${shop.shopId} and (source_updated_at is null or source_updated_at < ${fact.updatedAt})
      `.execute(db);
    } else if (fact.kind === "scopes") {
      const before = await listScopes(db, shop.shopId);
      await sql`update shops set scopes = ${fact.scopes.join(",")} where shop_id = ${shop.shopId}`.execute(db);
      gained.push(...fact.scopes.filter((scope) => !before.includes(scope)));
    } else if (fact.kind === "uninstalled") {
      await uninstall(db, shop, fact.at, now);
    }
  }
  return gained;
}

/** An uninstall that is told after the shop has come back is about the installation before. */
async function uninstall(db: Db, shop: Shop, at: Date, now: Date): Promise<void> {
  const { rows } = await sql`
    update shops set status = 'uninstalled', uninstalled_at = least(${at}::timestamptz, ${now}::timestamptz)
    where shop_id = ${shop.shopId} and installed_at <= ${at} returning shop_id
  `.execute(db);
  if (rows.length === 0) return;
  await sql`delete from "Session" where shop = ${shop.domain}`.execute(db);
  // What happens until the shop comes back is not told: its history is then to be read anew, and compared with Shopify from there on.
  await sql`delete from backfills where shop_id = ${shop.shopId}`.execute(db);
  await sql`delete from reconciliations where shop_id = ${shop.shopId}`.execute(db);
}

/**
 * One installed shop, any of those that have work. Work is looked for across shops by reading only; whoever does it then takes it in this one shop, which
 * may find that others were quicker.
 * @param work a query over `s.shop_id` that finds a row where there is some @param resting shops to leave alone
 */
export async function pickShop(db: Db, work: RawBuilder<unknown>, resting: readonly number[]): Promise<number | null> {
  const { rows } = await sql<{ shop_id: number }>`
    select s.shop_id from shops s
    where s.status = 'installed' and s.shop_id <> all(${[...resting]}::int[]) and exists (${work})
    order by random() limit 1
  `.execute(db);
  return rows[0]?.shop_id ?? null;
}
