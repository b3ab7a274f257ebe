import type pg from "pg";

import type { MovableClock } from "../clock.ts";
import type { NewShop, ShopLife } from "../control/shops.ts";
import { openShop } from "../history/shops.ts";
import type { Identity } from "../identity.ts";
import { installApp, redactShop, uninstallApp, updateShop } from "../world/commerce.ts";
import type { Shop, World } from "../world/types.ts";
import type { Mailbox } from "../mailbox/mailbox.ts";
import type { Embedded } from "./embedded.ts";
import { describePending, type Idleness } from "./idle.ts";

const BACKFILL_TIMEOUT_MS = 240_000;

/** Installs as Shopify does: the merchant grants the scopes, and the app is opened in the admin for the first time. */
export function createShopLife(parts: {
  world: World;
  clock: MovableClock;
  identity: Identity;
  embedded: Embedded;
  scopes: string[];
  openStorefront: ShopLife["openStorefront"];
}): ShopLife {
  const { world, clock, identity, embedded, scopes, openStorefront } = parts;
  return {
    openStorefront,
    install: async (shop) => {
      installApp(shop, scopes);
      await embedded.open(shop.domain);
    },
    uninstall: (shop) => {
      uninstallApp(world, shop);
      identity.revoke(shop.domain);
    },
    redact: (shop) => redactShop(world, shop),
    create: ({ name, title, accounts, currency, timeZone, locale, otherLocales, taxesIncluded }: NewShop) => {
      const domain = `${name}.myshopify.com`;
      const shop = openShop(world, clock, { domain, name: title ?? name, email: `shop@${name}.example`, accounts }, clock.now());
      return updateShop(world, shop, { currency, timeZone, primaryLocale: locale, otherLocales, taxesIncluded });
    },
  };
}

/** The merchant takes the program live, on the page about it. */
async function goLive(embedded: Embedded, pool: pg.Pool, shop: Shop): Promise<void> {
  await embedded.submit(shop.domain, "/app/program", { intent: "switch", state: "live", tag: "", seen: "" });
  const { rows } = await pool.query(
    "select 1 from program_states p join shops s using (shop_id) where s.domain = $1 and p.state = 'live'",
    [shop.domain],
  );
  if (rows.length === 0) throw new Error(`The app did not take the program of ${shop.domain} live`);
}

/** Opens the app in every shop, takes its program live and waits until the app knows what was there before. @throws Error naming what did not work */
export async function installEverywhere(parts: {
  shops: readonly Shop[];
  shopLife: ShopLife;
  embedded: Embedded;
  idleness: Idleness;
  pool: pg.Pool;
}): Promise<void> {
  const { shops, shopLife, embedded, idleness, pool } = parts;
  for (const shop of shops) {
    await shopLife.install(shop);
    await goLive(embedded, pool, shop);
  }
  const pending = await idleness.waitForIdle(BACKFILL_TIMEOUT_MS);
  if (pending !== null) throw new Error(`The app did not read the shops' past: ${describePending(pending)}`);
  const { rows } = await pool.query<{ domain: string; kind: string | null; state: string | null; error: string | null }>(
    `select s.domain, b.kind, b.state, b.error from shops s left join backfills b using (shop_id) where b.state is distinct from 'done'`,
  );
  const [failed] = rows;
  if (failed !== undefined)
    throw new Error(
      `The backfill of ${failed.kind ?? "everything"} in ${failed.domain} is ${failed.state ?? "missing"}: ${failed.error ?? "no reason given"}`,
    );
  const known = await pool.query("select 1 from shops where status = 'installed' and domain = any($1)", [
    shops.map(({ domain }) => domain),
  ]);
  if (known.rowCount !== shops.length) throw new Error("The app did not set up every shop that opened it");
}

/** The merchant has long been through the setup guide. */
export async function putGuideAway(embedded: Embedded, pool: pg.Pool, shop: Shop): Promise<void> {
  await embedded.submit(shop.domain, "/app?index", { mark: "guide", is: "true" });
  const { rows } = await pool.query(
    "select 1 from shop_settings t join shops s using (shop_id) where s.domain = $1 and t.guide_dismissed_at is not null",
    [shop.domain],
  );
  if (rows.length === 0) throw new Error(`The app did not put the guide of ${shop.domain} away`);
}

/** Begins a flow from its preset and switches it on, through the merchant's own pages, and makes sure that it is. */
export async function startFlow(embedded: Embedded, pool: pg.Pool, shop: Shop, preset: string): Promise<void> {
  await embedded.submit(shop.domain, "/app/messages", { intent: "start", preset });
  const find = async () => {
    const { rows } = await pool.query<{ id: number; state: string }>(
      "select f.flow_id as id, f.state from flows f join shops s using (shop_id) where s.domain = $1 and f.preset = $2",
      [shop.domain, preset],
    );
    return rows[0];
  };
  const made = await find();
  if (made === undefined) throw new Error(`The app made no flow of the preset ${preset} in ${shop.domain}`);
  await embedded.submit(shop.domain, `/app/messages/flows/${made.id}`, {
    intent: "on",
    catchUp: JSON.stringify({ mode: "nobody" }),
  });
  if ((await find())?.state !== "live")
    throw new Error(`The app accepted switching ${preset} on in ${shop.domain}, but it is not on`);
}

/** The merchant says who writes to the customers, and proves it by the link in the email to that address. Without it, no advertising leaves. */
export async function fillInSettings(
  embedded: Embedded,
  mailbox: Pick<Mailbox, "waitFor">,
  pool: pg.Pool,
  shop: Shop,
): Promise<void> {
  const imprint = `${shop.name} GmbH\nWerkstraße 12\n04229 Leipzig\nHRB 00000, Amtsgericht Leipzig`;
  const settings = {
    senderName: shop.name,
    senderEmail: shop.email,
    replyTo: shop.email,
    imprint,
    defaultLocale: shop.primaryLocale,
  };
  await embedded.submit(shop.domain, "/app/settings", settings);
  const asking = await mailbox.waitFor(
    ({ recipients, text }) => recipients.includes(shop.email) && text?.includes("/sender?t=") === true,
  );
  const link = /https?:\S+\/sender\?t=\S+/.exec(asking.text ?? "")?.[0] ?? "";
  const clicked = await fetch(link, { method: "POST" });
  if (!clicked.ok) throw new Error(`The link to prove ${shop.email} was answered ${clicked.status}`);
  const { rows } = await pool.query<{ imprint: string; sender_proved: string | null }>(
    "select t.imprint, t.sender_proved from shop_settings t join shops s using (shop_id) where s.domain = $1",
    [shop.domain],
  );
  if (rows[0]?.imprint !== imprint || rows[0].sender_proved !== shop.email)
    throw new Error(`The app did not keep the settings of ${shop.domain}`);
}
