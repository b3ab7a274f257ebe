import pg from "pg";
import { describe, expect, test } from "vitest";

import { presetTerms } from "../../app/achievements/content/presets.ts";
import { NO_PLAN } from "../../app/campaigns/plan.ts";
import type { Reading } from "../../app/imports/import.ts";
import { stringifyJson } from "../../app/lib/json.ts";
import { pages } from "../../app/pages.ts";
import { expectNoAxeViolations, hiddenOfTables, NARROW, sidewaysOverflow, useBrowser, WIDE } from "../support/browser.ts";
import { useSandbox } from "../support/sandbox.ts";
import { openApp, untilIdle } from "./people.ts";

/** Every page of the admin on a shop with a year of history, in both languages, wide and narrow. */
const sandbox = useSandbox();
const browser = useBrowser();

const READING: Reading = {
  ...{ encoding: "utf-8", separator: ",", dayOrder: "month-first", tiersIgnored: false },
  columns: { email: "Email", points: "Points", tier: null, birthday: null },
};

/** By which row of the shop's year a page of one thing is looked at. */
const ROW: Readonly<Record<string, string>> = {
  segmentId: "select segment_id as id from segments where query is not null order by 1 limit 1",
  rewardId: "select reward_id as id from rewards order by 1 limit 1",
  runId: "select run_id as id from batch_runs order by 1 desc limit 1",
  flowId: "select flow_id as id from flow_runs group by 1 order by count(*) desc limit 1",
  campaignId: "select campaign_id as id from campaigns order by 1 limit 1",
  emailId: "select email_id as id from emails order by 1 limit 1",
  surveyId: "select survey_id as id from surveys order by 1 limit 1",
  productId: "select product_id as id from recommendations order by 1 limit 1",
  importId: "select import_id as id from imports order by 1 limit 1",
  receiverId: "select receiver_id as id from receivers order by 1 limit 1",
  affiliateId: "select affiliate_id as id from affiliates order by 1 limit 1",
  achievementId: "select achievement_id as id from achievements order by 1 limit 1",
  moduleId: "select module_id as id from learning_modules order by 1 limit 1",
  groupId: "select group_id as id from community_posts order by post_id limit 1",
  postId: "select post_id as id from community_posts order by 1 limit 1",
  gatheringId: "select gathering_id as id from gatherings order by 1 limit 1",
  drawId: "select draw_id as id from draws order by 1 limit 1",
};

/** Of what the year has none. */
const MADE = [
  `insert into campaigns (shop_id, name, plan, version, state, created_at, updated_at, updated_by)
    select shop_id, 'Spring', '${JSON.stringify({ ...NO_PLAN, emailId: 1, audience: { kind: "everyone" } })}', 1, 'draft', now(), now(), 'merchant:1' from segments limit 1`,
  `insert into imports (shop_id, source, filename, mode, state, created_by, created_at, applied_at, reading)
    select shop_id, 'smile', 'customers.csv', 'set', 'done', 'merchant:1', now(), now(), '${JSON.stringify(READING)}' from segments limit 1`,
  `insert into receivers (shop_id, kind, url, kinds, secret, created_at, created_by)
    select shop_id, 'webhook', 'https://hooks.example.com/', '{points.adjusted}', 'whsec_none', now(), 'merchant:1' from segments limit 1`,
  `insert into affiliates (shop_id, name, email, website, pitch, locale, state, applied_at)
    select shop_id, 'Anna Berger', 'anna.berger@example.com', 'https://example.com/tee', 'Ein Tee-Blog mit 4.000 Lesern', 'de', 'applied', now() from segments limit 1`,
  `insert into achievements (shop_id, state, terms, activated_at, created_at, updated_at)
    select shop_id, 'active', '${stringifyJson(presetTerms("spend", () => "2026-12-01", 100))}', now(), now(), now() from segments limit 1`,
];

async function addresses(): Promise<string[]> {
  const lena = (await sandbox.control("GET", "/customers/lena.vogt@example.com")) as { id: string };
  const client = new pg.Client({ connectionString: sandbox.ready.databaseUrl });
  await client.connect();
  const found: Record<string, string> = { customerId: lena.id };
  for (const statement of (await client.query("select from imports")).rowCount === 0 ? MADE : []) await client.query(statement);
  for (const [name, query] of Object.entries(ROW)) found[name] = String((await client.query<{ id: string }>(query)).rows[0]?.id);
  await client.end();
  const paths = Object.values(pages).map(({ path }) =>
    path.replace(/^\/app/, "").replace(/:(\w+)/g, (_, name: string) => String(found[name])),
  );
  // Each page of one thing is looked at: what is new here gets its row above, and its thing a place in the sandbox's year.
  expect(paths.filter((path) => path.includes("undefined"))).toEqual([]);
  return [...paths, "/program/rewards/new"];
}

describe.each([
  ["en", "wide", WIDE],
  ["de", "narrow", NARROW],
] as const)("the admin in %s, %s", (locale, _width, viewport) => {
  test("has no accessibility violation, complains of nothing and never scrolls sideways", async () => {
    await sandbox.control("POST", "/webhooks", { topic: "orders/create", body: { id: "nonsense" } });
    await untilIdle(sandbox);
    const page = await browser.newPage({ viewport, locale: locale === "de" ? "de-DE" : "en-GB" });
    for (const path of await addresses()) {
      const app = await openApp(page, sandbox.ready.admin, path, locale);
      await expectNoAxeViolations(app);
      expect([path, await sidewaysOverflow(app)]).toEqual([path, 0]);
      expect(await app.locator("html").getAttribute("lang")).toBe(locale);
    }
  }, 400_000);
});

test("no table hides a column on an ordinary screen, in German either (merchant 38)", async () => {
  const page = await browser.newPage({ viewport: WIDE, locale: "de-DE" });
  for (const path of ["/customers", "/activity/points", "/analytics", "/settings/sync"]) {
    const app = await openApp(page, sandbox.ready.admin, path, "de");
    await app.getByRole("table").first().waitFor();
    expect([path, ...(await hiddenOfTables(app))].filter((hidden) => hidden !== 0)).toEqual([path]);
  }
});

test("gift cards ask for their permission, in the admin's own dialog, and then no more (real-store A2)", async () => {
  const page = await browser.newPage({ viewport: WIDE, locale: "de-DE" });
  const app = await openApp(page, sandbox.ready.admin, "/program/rewards/new", "de");
  const missing = app.getByText("Für Geschenkgutscheine fehlt eine Berechtigung");
  await app.getByLabel("Prämie", { exact: true }).selectOption({ label: "Geschenkgutschein" });
  await missing.waitFor();
  const allow = app.getByRole("button", { name: "Geschenkgutscheine erlauben" });
  await allow.click();
  await page.getByRole("dialog").getByRole("button", { name: "Ablehnen" }).click();
  await page.getByText("Die Berechtigung wurde nicht erteilt").waitFor();
  expect(await missing.isVisible()).toBe(true);
  await allow.click();
  await page.getByRole("dialog").getByRole("button", { name: "Berechtigung erteilen" }).click();
  await missing.waitFor({ state: "hidden" });
  await untilIdle(sandbox);
  const { shops } = (await sandbox.control("GET", "/state")) as { shops: { domain: string; scopes: string[] }[] };
  expect(shops.find(({ domain }) => domain === sandbox.ready.shop)?.scopes).toContain("write_gift_cards");
});

test("a reward that nobody could spend warns of it, leads to the switch, and is on offer once that is turned (real-store A5)", async () => {
  await sandbox.control("POST", "/shops/morgenrot/accounts", { accounts: "new", storeCredit: false });
  await untilIdle(sandbox);
  const page = await browser.newPage({ viewport: WIDE, locale: "de-DE" });
  const app = await openApp(page, sandbox.ready.admin, "/program/rewards/new", "de");
  const warning = app.getByText("Mit Shop-Guthaben lässt sich in Ihrem Shop derzeit nicht bezahlen");
  expect(await warning.count()).toBe(0);
  await app.getByLabel("Prämie", { exact: true }).selectOption({ label: "Shop-Guthaben" });
  await warning.waitFor();
  await app.getByRole("link", { name: "Kundenkonten-Einstellungen öffnen" }).click();
  await page.getByRole("button", { name: "Guthaben einschalten" }).click();
  await page.getByRole("button", { name: "Guthaben ausschalten" }).waitFor();
  const back = await openApp(page, sandbox.ready.admin, "/program/rewards/new", "de");
  await back.getByLabel("Prämie", { exact: true }).selectOption({ label: "Shop-Guthaben" });
  await back.getByText("sofort gutgeschrieben").waitFor();
  expect(await back.getByText("derzeit nicht bezahlen").count()).toBe(0);
});

test("the history left the ledger right and every customer's metafields as the ledger says", async () => {
  // Shopify's rate limit lets some dozens of customers through a second; the history leaves hundreds.
  await untilIdle(sandbox);
  const state = (await sandbox.control("GET", "/customers/lena.vogt@example.com")) as {
    app: { points_balance: string; points_pending: string };
  };
  expect(Number(state.app.points_balance)).toBeGreaterThan(0);
  const client = new pg.Client({ connectionString: sandbox.ready.databaseUrl });
  await client.connect();
  const { rows } = await client.query<{ wrong: number; accounts: number; problems: number }>(`
    select count(*) filter (where synced_available is distinct from available or synced_pending is distinct from pending)::int as wrong,
      count(*)::int as accounts,
      (select count(*)::int from webhook_inbox where state = 'problem' and error is not null) as problems
    from ledger_accounts a
    where exists (select from customers c where c.shop_id = a.shop_id and c.customer_id = a.customer_id and c.merged_into is null and c.deleted_at is null)`);
  await client.end();
  expect(rows[0]?.accounts).toBeGreaterThan(500);
  expect(rows[0]).toMatchObject({ wrong: 0, problems: 0 });
});
