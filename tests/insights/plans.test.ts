import { Kysely, PostgresDialect, sql } from "kysely";
import { beforeAll, expect, test } from "vitest";

import { listCampaigns } from "../../app/campaigns/campaigns.server.ts";
import { NO_PLAN } from "../../app/campaigns/plan.ts";
import { countRows, listImports } from "../../app/imports/imports.server.ts";
import { listRows } from "../../app/imports/rows.server.ts";
import { readCalendar } from "../../app/insights/campaigns/calendar.server.ts";
import { monthDays } from "../../app/insights/campaigns/month.ts";
import { readLatestTally } from "../../app/insights/campaigns/outcomes.server.ts";
import { listFlowPeople } from "../../app/insights/flow-people/people.server.ts";
import { readRewardUsage } from "../../app/insights/redemptions/reward-usage.server.ts";
import { createDefaultRewards } from "../../app/rewards/rewards.server.ts";
import { countWaiting, listClaims } from "../../app/bonuses/claims/claims-list.server.ts";
import type { Db } from "../../app/db.server.ts";
import { parseQuery } from "../../app/customers/views/list-query.ts";
import { findCustomerDetail } from "../../app/customers/views/detail.server.ts";
import { listHistory } from "../../app/customers/views/history.server.ts";
import { listCustomers } from "../../app/customers/views/list.server.ts";
import { listFlows } from "../../app/flows/flows.server.ts";
import { listRunsOf } from "../../app/flows/runs/of-customer.server.ts";
import { concernsMore } from "../../app/flows/sync.server.ts";
import { readHome } from "../../app/insights/home/home.server.ts";
import { readGuideFacts } from "../../app/insights/onboarding/guide-facts.server.ts";
import { readOutlook } from "../../app/insights/points/outlook.server.ts";
import { listLog } from "../../app/insights/points/points-log.server.ts";
import { readPointsReport } from "../../app/insights/points/points-report.server.ts";
import { ALL_REDEMPTIONS, parseRedemptionQuery } from "../../app/insights/redemptions/redemption-query.ts";
import { hasRedemptions, listRedemptionLines } from "../../app/insights/redemptions/redemptions.server.ts";
import { DAY_MS } from "../../app/lib/time.ts";
import { readValues } from "../../app/notes/fields/values.server.ts";
import { readAccount } from "../../app/points/accounts.server.ts";
import { listEntries } from "../../app/points/ledger.server.ts";
import { standing } from "../../app/tiers/tiers.server.ts";
import { rebuildSegments } from "../../app/jobs/runs/segments.server.ts";
import { createDefaults, listSegments } from "../../app/segments/segments.server.ts";
import type { Shop } from "../../app/shops/shop.ts";
import type { DB } from "../../prisma/generated/tables.ts";
import { useDatabase } from "../support/database.ts";
import { createEarningShop } from "../support/earning-shop.ts";
import { fillScores } from "../support/fill-scores.ts";
import { fillShop } from "../support/fill-shop.ts";
import { addFlow, email } from "../support/flows.ts";

const database = useDatabase();
const NOW = new Date("2026-06-30T22:30:00Z");
const CUSTOMERS = 12_000;
/** A page looks at fifty customers and counts up to a thousand; whoever reads a tenth of a table as small as this one reads more of a larger. */
const FEW = CUSTOMERS / 4;
/** Tables that grow with the shop. */
const GROWING = [
  ...["customers", "ledger_entries", "ledger_accounts", "orders", "segment_members", "members", "messages", "timeline_events"],
  ...["redemptions", "bonus_claims", "flow_runs", "customer_scores", "customer_notes", "customer_field_values"],
  ...["flow_timers", "campaign_recipients", "import_rows"],
];
let shop: Shop;

beforeAll(async () => {
  shop = await createEarningShop(database.db);
  await createDefaults(shop.shopId, "en", NOW);
  await fillShop(database.db, shop.shopId, CUSTOMERS, NOW);
  await rebuildSegments(shop, () => NOW);
  await fillScores(database.db, shop.shopId, NOW);
  await createDefaultRewards(database.db, shop, NOW);
  await fillFlows();
  await fillCampaign();
  await database.pool.query("vacuum analyze");
}, 120_000);

/** One flow that is live and one that was archived; each has had every customer inside and sent them an email. */
async function fillFlows(): Promise<void> {
  const trigger = { kind: "lapsed" as const, days: 90 };
  const flowIds = [await addFlow(database.db, shop, { trigger, steps: [email("value")] }, NOW)];
  flowIds.push(await addFlow(database.db, shop, { trigger: { kind: "birthday" }, steps: [email("party")] }, NOW));
  await sql`update flows set state = case flow_id when ${flowIds[0]} then 'live' else 'archived' end, live_since = ${NOW} where shop_id = ${shop.shopId}`.execute(
    database.db,
  );
  await sql`
    insert into flow_runs (shop_id, flow_id, version, customer_id, occasion, since, state, step_id, arrived_at, entered_at)
    select ${shop.shopId}, f, 1, i, 'order', ${NOW}, case f when ${flowIds[0]} then 'active' else 'ended' end, 'value', ${NOW}, ${NOW}
    from generate_series(1, ${CUSTOMERS}::int) i, unnest(${flowIds}::int[]) f
  `.execute(database.db);
  await sql`update flow_runs set goal_at = ${NOW} where shop_id = ${shop.shopId} and run_id % 2 = 0`.execute(database.db);
  await sql`
    insert into flow_timers (shop_id, run_id, flow_id, customer_id, due_at) select shop_id, run_id, flow_id, customer_id, ${NOW} from flow_runs where shop_id = ${shop.shopId} and state = 'active'
  `.execute(database.db);
  await sql`
    insert into messages (shop_id, customer_id, flow_id, step_id, template, key, locale, state, due_at, created_at, sent_at)
    select ${shop.shopId}, i, f, 'value', 'flow-email', f || ':' || i, 'de', 'sent', ${NOW}, ${NOW}, ${NOW}
    from generate_series(1, ${CUSTOMERS}::int) i, unnest(${flowIds}::int[]) f
  `.execute(database.db);
}

/** One that is being sent to everybody, and an import of all of them. */
async function fillCampaign(): Promise<void> {
  const plan = JSON.stringify({ ...NO_PLAN, emailId: 1, audience: { kind: "everyone" } });
  await sql`
    insert into campaigns (shop_id, name, plan, version, state, starts_at, begun_at, next_at, created_at, updated_at, updated_by)
    values (${shop.shopId}, 'Summer', ${plan}::jsonb, 1, 'sending', ${NOW}, ${NOW}, ${NOW}, ${NOW}, ${NOW}, 'merchant:1')
  `.execute(database.db);
  await sql`
    insert into campaign_recipients (shop_id, campaign_id, customer_id, due_at) select ${shop.shopId}, 1, i, ${NOW} from generate_series(1, ${CUSTOMERS}::int) i
  `.execute(database.db);
  await sql`
    insert into imports (shop_id, source, filename, mode, state, created_by, created_at) values (${shop.shopId}, 'plain', 'a.csv', 'set', 'done', 'merchant:1', ${NOW})
  `.execute(database.db);
  await sql`
    insert into import_rows (shop_id, import_id, row, customer_id, points, state) select ${shop.shopId}, 1, i, i, 10, 'applied' from generate_series(1, ${CUSTOMERS}::int) i
  `.execute(database.db);
}

type Node = {
  "Node Type": string;
  "Relation Name"?: string;
  "Actual Rows"?: number;
  "Actual Loops"?: number;
  "Rows Removed by Filter"?: number;
  "Rows Removed by Index Recheck"?: number;
  Plans?: Node[];
};

/** How many rows of a growing table were looked at, by the node that did. */
function looked(node: Node): [string, number][] {
  const rows = (node["Actual Rows"] ?? 0) + (node["Rows Removed by Filter"] ?? 0) + (node["Rows Removed by Index Recheck"] ?? 0);
  const own = GROWING.includes(node["Relation Name"] ?? "")
    ? [[`${node["Node Type"]} on ${node["Relation Name"]}`, rows * (node["Actual Loops"] ?? 1)] as [string, number]]
    : [];
  return [...own, ...(node.Plans ?? []).flatMap(looked)];
}

/** What grows no further, page and table: a campaign, looked at until it is known to be large (10,000), and a tier likewise (5,000). */
const KNOWN = new Set([
  "a campaign that is being sent: campaign_recipients",
  ...["", " by points", " by spend, least first"].map((order) => `customers in a tier of half the shop${order}: members`),
]);
const redemptions = (search: string) => (db: Db) =>
  listRedemptionLines(db, shop, parseRedemptionQuery(new URLSearchParams(search)), 50);
const ONE = 6_001n;
const list = (search: string) => (db: Db) => listCustomers(db, shop.shopId, parseQuery(new URLSearchParams(search)));

test.each<[string, (db: Db) => Promise<unknown>]>([
  ["reports", (db) => Promise.all([readPointsReport(db, shop, NOW), readOutlook(db, shop, NOW)])],
  ["points log", (db) => listLog(db, shop.shopId, { limit: 50, before: null })],
  [
    "points log, from the middle on",
    (db) =>
      listLog(db, shop.shopId, { limit: 50, before: { atMs: BigInt(NOW.getTime() - 90 * DAY_MS), customerId: 6_000n, seq: 1 } }),
  ],
  ["home", (db) => readHome(db, shop, NOW)],
  ["the setup guide", (db) => readGuideFacts(db, shop, NOW)],
  ["segments", (db) => listSegments(db, shop.shopId)],
  ["customers", list("")],
  ["customers by spend", list("sort=spend")],
  ["customers by orders", list("sort=orders&order=asc")],
  ["customers by points", list("sort=points")],
  ["customers by points, fewest first", list("sort=points&order=asc")],
  ["customers by points, from the middle on", list("sort=points&after=300~6000")],
  ["customers by points, where they have none", list("sort=points&after=0~6000")],
  ["customers by day of creation", list("sort=created")],
  ["customers who begin with few letters of a name", list("q=lena77")],
  ["customers by phone", list("q=0171+1234567")],
  ["customers in a high tier by points", list("tier=gold&sort=points")],
  ["customers in a high tier by points, fewest first", list("tier=gold&sort=points&order=asc")],
  ["customers in a tier of half the shop", list("tier=bronze")],
  ["customers in a tier of half the shop by points", list("tier=bronze&sort=points")],
  ["customers in a tier of half the shop by spend, least first", list("tier=bronze&sort=spend&order=asc")],
  ["a name that many have", list("q=lena")],
  ["nobody whom a search finds", list("q=zzz")],
  ["a customer by Shopify's number", list("q=11999")],
  ["customers in a segment", list("segment=regular")],
  ["a customer by an order's number", list("q=%2320001")],
  ["a customer by a discount code of ours", list("q=code-6001")],
  ["a customer by the code of an order", list("q=only-7001")],
  ["customers of a group", list("group=ALMOST_LOST")],
  ["customers of a cell", list("group=CHAMPIONS&recency=5&worth=5&sort=spend")],
  [
    "a customer",
    (db) =>
      Promise.all([
        findCustomerDetail(db, shop.shopId, ONE, NOW),
        readAccount(db, shop, ONE, NOW),
        listEntries(db, shop.shopId, ONE, { limit: 51 }),
        listHistory(db, shop.shopId, ONE, { limit: 50, before: null }),
        listHistory(db, shop.shopId, ONE, { limit: 50, before: null, views: ["orders", "notes"] }),
        readValues(db, shop.shopId, ONE),
        standing(db, shop, [ONE], NOW),
        listRunsOf(db, shop.shopId, ONE),
        listRedemptionLines(db, shop, { ...ALL_REDEMPTIONS, customerId: ONE }, 20),
      ]),
  ],
  ["rewards", (db) => readRewardUsage(db, shop.shopId)],
  ["calendar", (db) => readCalendar(db, shop, monthDays({ year: 2026, month: 7 }, shop.timeZone), NOW)],
  [
    "a campaign that is being sent",
    async (db) => {
      for (const campaign of await listCampaigns(db, shop.shopId, { over: false, limit: 10 }))
        expect(await readLatestTally(db, shop, campaign, NOW, () => Promise.resolve())).toBeNull();
    },
  ],
  ["imports", (db) => listImports(db, shop.shopId, { limit: 10, before: null })],
  [
    "an import",
    (db) => Promise.all([countRows(db, shop.shopId, 1), listRows(db, shop.shopId, 1, { state: null, after: 0, limit: 50 })]),
  ],
  [
    "whom a flow has sent something",
    (db) =>
      listFlowPeople(
        db,
        shop,
        1,
        { figure: "sent", stepId: null, reason: null, within: null, before: null, recent: false },
        { now: NOW, limit: 51 },
      ),
  ],
  [
    "who reached the goal of a flow",
    (db) =>
      listFlowPeople(
        db,
        shop,
        1,
        { figure: "reached", stepId: null, reason: null, within: null, before: 9_000n, recent: false },
        { now: NOW, limit: 51 },
      ),
  ],
  ["flows", (db) => listFlows(db, shop.shopId)],
  ["switching a flow that concerns many", (db) => concernsMore(db, shop, NOW, 200)],
  ["redemptions", (db) => Promise.all([redemptions("")(db), hasRedemptions(db, shop.shopId), countWaiting(db, shop.shopId)])],
  ["redemptions by points", redemptions("sort=points")],
  ["redemptions by points, from the middle on", redemptions("sort=points&after=7000")],
  ["redemptions of a day", redemptions("from=2026-06-10&until=2026-06-10")],
  ["redemptions that are used", redemptions("state=used")],
  ["redemptions that Shopify has not settled", redemptions("state=releasing")],
  ["redemptions by the beginning of a code", redemptions("q=code-7112")],
  ["approvals", (db) => listClaims(db, shop.shopId, { state: "waiting" }, { limit: 50 })],
  ["approvals that are decided", (db) => listClaims(db, shop.shopId, { state: "decided" }, { limit: 50, offset: 100 })],
])("%s: reads no more where a shop has more (performance C, D; issue 9, lists)", async (page, read) => {
  const asked: { sql: string; parameters: readonly unknown[] }[] = [];
  // One that tells what it is asked; its connections are the database's own.
  const db: Db = new Kysely<DB>({
    dialect: new PostgresDialect({ pool: database.pool }),
    log: ({ query }) => void asked.push({ sql: query.sql, parameters: query.parameters }),
  });
  await read(db);
  expect(asked.length).toBeGreaterThan(0);
  for (const { sql: text, parameters } of asked) {
    const { rows } = await database.pool.query<{ "QUERY PLAN": [{ Plan: Node }] }>(`explain (analyze, format json) ${text}`, [
      ...parameters,
    ]);
    const nodes = rows.flatMap((row) => looked(row["QUERY PLAN"][0].Plan));
    const known = ([node]: [string, number]) => KNOWN.has(`${page}: ${node.split(" on ")[1] ?? ""}`);
    expect(nodes.filter((node) => node[1] > FEW && !known(node))).toEqual([]);
  }
});
