import { fileURLToPath } from "node:url";

import { createClock } from "../clock.ts";
import { createConfig } from "../config.ts";
import { controlApi } from "../control/control.ts";
import { createDelivery } from "../delivery/delivery.ts";
import { begin, type Beginning } from "../history/start.ts";
import { MAIN_SHOP, SECOND_SHOP } from "../history/shops.ts";
import { adminApi } from "../admin-api/router.ts";
import { createIdentity } from "../identity.ts";
import { DAY_MS } from "../lib/time.ts";
import { loadMails } from "../mailbox/kept-mails.ts";
import { startMailbox } from "../mailbox/mailbox.ts";
import { receiverRouter } from "../receiver/router.ts";
import { adminShell } from "../shell/shell.ts";
import { storefront } from "../storefront/storefront.ts";
import type { WebhookEvent, World } from "../world/types.ts";
import { tellOfPictures } from "../world/commerce.ts";
import { createWorld } from "../world/world.ts";
import { load } from "../world/persist.ts";
import { appEnvironment, CLIENT_ID, CLIENT_SECRET } from "./app-environment.ts";
import { ensureBuild } from "./build.ts";
import type { Options } from "./cli.ts";
import { stopRunning } from "./command.ts";
import { openData, type Rest } from "./data.ts";
import { startDatabase } from "./database.ts";
import { createEmbedded } from "./embedded.ts";
import { createFriends } from "./friends.ts";
import { runHistory } from "./history-run.ts";
import { contextOf } from "../admin-api/context.ts";
import { tellSegmentMoves } from "../admin-api/segment-members.ts";
import { createIdleness, describePending } from "./idle.ts";
import { createShopLife, fillInSettings, installEverywhere, putGuideAway, startFlow } from "./install.ts";
import { createPlay } from "./play.ts";
import { shapeProgram } from "./program.ts";
import type { Lifetime } from "./lifetime.ts";
import { createNights } from "./nights.ts";
import { copyPrepared } from "./prepared.ts";
import { keepSaved } from "./saving.ts";
import { choosePorts } from "./ports.ts";
import { createReaders } from "./readers.ts";
import { updateScopes } from "../world/installation.ts";
import { createRespondents } from "./respondents.ts";
import { createSeries } from "./series.ts";
import { askSurveys } from "./surveys.ts";
import { listen, site } from "./stand-in.ts";
import { declaredScopes } from "../scopes.ts";
import { readRegistration } from "./subscriptions.ts";
import { supervise } from "./supervisor.ts";
import { createVisitors } from "./visitors.ts";
import { startWatchdog } from "./watchdog.ts";

export const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

/** The merchant who opens the app first. */
const MERCHANT_ID = 90_210_417;
const KEPT_IDLE_TIMEOUT_MS = 120_000;
/** While the past is made up, nobody waits for Shopify's rate limit; the shop then gets that of the standard plan. */
const UNLIMITED = { maximumAvailable: 1_000_000, restoreRate: 1_000_000 };
/** Flows with which the year is lived, from the install on; its last weeks have more of them (series.ts). Not win-back: creating its hundreds of codes, one after the other, would take minutes. */
const LIVED = ["birthday", "second-purchase"];
const STANDARD_PLAN = { maximumAvailable: 2_000, restoreRate: 100 };

export type Ready = {
  ready: true;
  admin: string;
  storefront: string;
  mailbox: string;
  control: string;
  app: string;
  shop: string;
  clientId: string;
  clientSecret: string;
  databaseUrl: string;
  secondShop: { shop: string; admin: string; storefront: string };
  smtp: string;
  now: string;
};

/** So often Shopify looks at who is in its segments, where nobody waits for it. */
const TELL_EVERY_MS = 1_000;

/** Starts everything and resolves when the shop can be used. What it starts ends with `lifetime`. */
export async function startSandbox(options: Options, lifetime: Lifetime, log: (line: string) => void): Promise<Ready> {
  const { base: port, first } = await choosePorts(options.port);
  const data = openData(options, log);
  lifetime.onStop("data folder", data.release);
  const watchdog = startWatchdog();
  lifetime.onStop("watchdog", watchdog.stop);
  lifetime.onStop("commands", stopRunning);

  const registration = readRegistration(ROOT);
  const url = (offset: number) => `http://127.0.0.1:${port + offset}`;
  const config = createConfig({
    clientId: CLIENT_ID,
    clientSecret: CLIENT_SECRET,
    origin: url(0),
    appUrl: url(1),
    throttle: { ...UNLIMITED },
  });
  const { kind } = options.start;
  const copied = !data.kept && !options.live && !options.dev && kind !== "orders";
  if (copied) await copyPrepared(ROOT, kind, options.dataDir, new Date(), log);
  const clock = createClock(data.clock);
  const delivery = createDelivery({
    url: `${config.appUrl}/webhooks`,
    secret: CLIENT_SECRET,
    apiVersion: registration.apiVersion,
    clock,
  });
  const subscribed = ({ shop, topic }: WebhookEvent) =>
    registration.topics.has(topic) || (world.shops.get(shop)?.subscriptions.includes(topic) ?? false);
  const world: World = createWorld(clock, (event) => subscribed(event) && delivery.enqueue(event));
  const identity = createIdentity(config);

  // The slow parts run at once; the world's past is made meanwhile.
  const building = options.dev ? Promise.resolve() : ensureBuild(ROOT, log);
  const databaseStarting = startDatabase(ROOT, { folder: data.postgres, current: copied }, lifetime, watchdog);
  void building.catch(() => undefined);
  void databaseStarting.catch(() => undefined);
  const mailbox = await startMailbox({ appUrl: config.appUrl, now: clock.now });
  lifetime.onStop("mailbox", mailbox.stop);
  const beginning = data.kept || copied ? undefined : begin(world, clock, options.start, new Date());
  if (beginning === undefined) {
    load(world, data.world);
    identity.restore(data.readRest().tokens);
    mailbox.restore(loadMails(data.mails, [config.origin, config.appUrl]));
  }
  const database = await databaseStarting;

  const nights = createNights(database.url);
  lifetime.onStop("nights", nights.stop);
  const tell = () => tellSegmentMoves(world, (shop) => contextOf(world, shop, config));
  const idleness = createIdleness(database.pool, { world, delivery, clock, nights, tell });
  const telling = setInterval(tell, TELL_EVERY_MS).unref();
  lifetime.onStop("segments", () => clearInterval(telling));
  const embedded = createEmbedded(config.appUrl, (shop) => identity.sessionToken(shop, MERCHANT_ID));
  const { required } = declaredScopes();
  // These merchants have also granted what the orders of eighteen months need.
  const shopLife = createShopLife({
    ...{ world, clock, identity, embedded, scopes: [...required, "read_all_orders"] },
    openStorefront: (domain) => openStorefront(domain, 0),
  });
  const api = adminApi(world, identity, config);
  const env = appEnvironment(config, {
    databaseUrl: database.url,
    smtpPort: mailbox.smtpPort,
    clockFile: data.clock,
    scopes: required,
  });
  const app = supervise({ root: ROOT, logFile: data.appLog, url: config.appUrl, env, dev: options.dev }, lifetime, watchdog, log);
  const control = site().use(
    "/control",
    controlApi({ world, clock, config, delivery, idleness, mailbox, shopLife, app: app.state }),
  );
  const receiver = receiverRouter(config.origin, clock.now);
  await listen(site(api, control, mailbox.router, receiver, adminShell(world, identity, config)), first, "stand-in", lifetime);
  await openStorefront(MAIN_SHOP, port + 2);
  await openStorefront(SECOND_SHOP, port + 3);
  for (const domain of world.shops.keys()) if (!config.storefronts.has(domain)) await openStorefront(domain, 0);

  await building;
  if (beginning !== undefined) clock.set(beginning.installedAt);
  lifetime.onStop("delivery", delivery.stop);
  await app.start();

  if (beginning !== undefined) await liveThrough(beginning);
  else await goOn(data.readRest());
  Object.assign(config.throttle, STANDARD_PLAN);
  keepSaved({ world, data, identity, delivery, mailbox, config, start: options.start.kind }, lifetime, log);
  return describe();

  async function openStorefront(domain: string, at: number): Promise<string> {
    const origin = await listen(site(storefront(world, domain, config)), at, `storefront of ${domain}`, lifetime);
    config.storefronts.set(domain, origin);
    return origin;
  }

  async function liveThrough({ shops, players, members, installedAt, end }: Beginning): Promise<void> {
    log("installing the app in the shops …");
    await installEverywhere({ shops, shopLife, embedded, idleness, pool: database.pool });
    for (const shop of shops) await fillInSettings(embedded, mailbox, database.pool, shop);
    if (players.length > 0) {
      for (const shop of shops.slice(0, 1)) await shapeProgram(embedded, database.pool, shop);
      for (const shop of shops) await putGuideAway(embedded, database.pool, shop);
      for (const preset of LIVED) for (const shop of shops.slice(0, 1)) await startFlow(embedded, database.pool, shop, preset);
      for (const shop of shops.slice(0, 1)) await askSurveys(embedded, database.pool, shop);
      const around = { storefront: url(2), config, embedded, pool: database.pool, now: clock.now };
      // Its theme shows reviews.
      if (members !== null) updateScopes(world, members.shop, [...members.shop.installedScopes, "write_products"]);
      const visitors =
        members === null
          ? null
          : createVisitors(members, {
              ...around,
              play: createPlay({ shop: members.shop, ...around, end }),
              friends: createFriends({ world, shop: members.shop, ...around, end }),
            });
      // Orders of a file are all there are.
      const readers = members === null ? null : createReaders(members.shop, { world, clock, mailbox, storefront: url(2) });
      const respondents =
        members === null ? null : createRespondents(members.shop, { identity, appUrl: config.appUrl, now: clock.now });
      const series = members === null ? null : createSeries({ world, clock, shop: members.shop, mailbox, ...around, end });
      const cast = { players, visitors, readers, respondents, series };
      await runHistory({ world, clock, delivery, idleness, ...cast, log }, installedAt, end);
    } else clock.set(new Date());
    for (const shop of shops) await startFlow(embedded, database.pool, shop, "win-back");
    // What nights work out stands on the pages from the first look on.
    if (players.length > 0) await idleness.nightsPassed(new Date(end.getTime() - DAY_MS), end);
    const pending = await idleness.waitForIdle(KEPT_IDLE_TIMEOUT_MS);
    if (pending !== null) log(`still busy: ${describePending(pending)}`);
  }

  async function goOn({ origin, undelivered }: Rest): Promise<void> {
    for (const event of undelivered) delivery.enqueue({ ...event, triggeredAt: new Date(event.triggeredAt) });
    if (origin !== config.origin) for (const shop of world.shops.values()) tellOfPictures(world, shop);
    const pending = await idleness.waitForIdle(KEPT_IDLE_TIMEOUT_MS);
    if (pending !== null) log(`still busy: ${describePending(pending)}`);
  }

  function describe(): Ready {
    const admin = (shop: string) => `${url(0)}/store/${shop.replace(".myshopify.com", "")}`;
    return {
      ...{
        ready: true,
        admin: admin(MAIN_SHOP),
        storefront: url(2),
        mailbox: `${url(0)}/mailbox`,
        control: `${url(0)}/control`,
        app: config.appUrl,
      },
      ...{ shop: MAIN_SHOP, clientId: CLIENT_ID, clientSecret: CLIENT_SECRET, databaseUrl: database.url },
      secondShop: { shop: SECOND_SHOP, admin: admin(SECOND_SHOP), storefront: url(3) },
      ...{ smtp: `smtp://127.0.0.1:${mailbox.smtpPort}`, now: clock.now().toISOString() },
    };
  }
}
