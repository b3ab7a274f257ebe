import { readdirSync, readFileSync } from "node:fs";

import { sql } from "kysely";
import { beforeAll, describe, expect, it } from "vitest";

import type { Source } from "../architecture/rules.ts";
import { namesOneShop, statementsIn, tablesOf, writesOrLocks, type Statement } from "../architecture/statements.ts";
import { useDatabase } from "../support/database.ts";
import { distributingStatements, LOCAL, obstacles, REFERENCE, type Table } from "./distribution.ts";

const database = useDatabase();
const operations = readFileSync("docs/operations.md", "utf8");
let tables: Table[];

beforeAll(async () => {
  const { rows } = await sql<Table>`
    select c.relname as name,
      (select coalesce(json_agg((select json_agg(a.attname order by k.place) from unnest(i.indkey) with ordinality k(attnum, place)
          join pg_attribute a on a.attrelid = c.oid and a.attnum = k.attnum)), '[]')
        from pg_index i where i.indrelid = c.oid and i.indisunique) as uniques,
      (select coalesce(json_agg(json_build_object('to', f.confrelid::regclass::text, 'columns',
          (select json_agg(a.attname order by k.place) from unnest(f.conkey) with ordinality k(attnum, place)
          join pg_attribute a on a.attrelid = c.oid and a.attnum = k.attnum))), '[]')
        from pg_constraint f where f.conrelid = c.oid and f.contype = 'f') as "foreignKeys",
      (select coalesce(json_agg(json_build_object('name', t.tgname, 'level', case when t.tgtype & 1 = 1 then 'row' else 'statement' end) order by t.tgname), '[]')
        from pg_trigger t where t.tgrelid = c.oid and not t.tgisinternal) as triggers
    from pg_class c where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace order by c.relname
  `.execute(database.db);
  tables = rows;
});

const app: Source[] = readdirSync("app", { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
  .map((entry) => `${entry.parentPath}/${entry.name}`)
  .map((path) => ({ path, text: readFileSync(path, "utf8") }));

/** Polls, which read which shops have work; the work is then done in one shop each. */
const POLLS = [
  "app/achievements/noun.server.ts listDue",
  "app/achievements/noun.server.ts listUnseen",
  "app/draws/noun.server.ts listDue",
  "app/leaderboard/close.server.ts listDue",
  "app/batches/batches.server.ts listOpenBatches",
  "app/campaigns/watch.server.ts listOverdue",
  "app/campaigns/work/going.server.ts listGoing",
  "app/bonuses/bonuses.server.ts occasionsDue",
  "app/deliveries/deliver.server.ts listReady",
  "app/deliveries/receivers.server.ts sealReceiverSecrets",
  "app/flows/runs/effects.server.ts listDue",
  "app/flows/runs/fire.server.ts fireDue",
  "app/jobs/runs/program-versions.server.ts listDue",
  "app/jobs/seal-all.server.ts missingKeys",
  "app/messages/clicks/clicks.server.ts listUndecided",
  "app/messages/outcomes/place.server.ts findByAddress",
  "app/messages/outcomes/place.server.ts findByProviderId",
  "app/messages/outcomes/store.server.ts listShopsWithEvents",
  "app/messages/sending/poll.server.ts listReady",
  "app/mirrors/mirrors.server.ts listDueShops",
  "app/messages/sign-ups/sign-ups.server.ts dropUnconfirmed",
  "app/points/expiry/expire.server.ts listExpiring",
  "app/points/ledger.server.ts listMaturing",
  "app/points/points-news.server.ts readAllSwitches",
  "app/program/state/live-shops.server.ts listLive",
  "app/refill/supply/fields.server.ts listShopsToTell",
  "app/reviews/noun.server.ts listOverdue",
  "app/referrals/noun.server.ts listDue",
  "app/affiliates/noun.server.ts listDue",
  "app/gatherings/noun.server.ts listDue",
  "app/affiliates/emails/send.server.ts findDue",
  "app/affiliates/codes/code-ends.server.ts listEnding",
  "app/affiliates/exchange/arrivals.server.ts listArriving",
  "app/affiliates/people/payee.server.ts sealPayees",
  "app/rewards/redemptions/claim.server.ts claimDue",
  "app/rewards/redemptions/release/due.server.ts expireDue",
  "app/rewards/redemptions/release/due.server.ts warnDue",
  "app/segments/due.server.ts listDue",
  "app/segments/moves.server.ts listMoved",
  "app/shops/shops.server.ts pickShop",
  "app/sync/history/backfill.server.ts listUnfinished",
  "app/sync/reconciliation/state.server.ts listDue",
  "app/checkouts/checkouts.server.ts listAbandoned",
  "app/visits/look.server.ts listVisited",
  "app/customers/orders/parcels/arrivals.server.ts listArrived",
  "app/tiers/tiers.server.ts ageDue",
  "app/webhooks/inbox.server.ts listReadyShops",
  "app/webhooks/inbox.server.ts oldestPending",
];

/** Writes over all shops that lock nothing before they write: the inbox's one commit for what arrives together, and what a night does. */
const OVER_ALL = [
  "app/customers/privacy/privacy.server.ts dropOldExports",
  "app/messages/outcomes/store.server.ts cleanUpEvents",
  "app/checkouts/checkouts.server.ts dropOldCheckouts",
  "app/messages/sent/contents.server.ts dropOldContents",
  "app/visits/look.server.ts dropOldVisits",
  "app/affiliates/people/clicks.server.ts dropOldTouches",
  "app/deliveries/log.server.ts dropOldDeliveries",
  "app/keys/requests.server.ts dropOldRequests",
  "app/sync/reconciliation/state.server.ts ensureReconciliations",
  "app/sync/reconciliation/state.server.ts openWide",
  "app/webhooks/inbox.server.ts accept",
  "app/webhooks/inbox.server.ts cleanUp",
];

/** An advisory lock is named by its shop, or by the domain of the shop whose token is renewed. */
const NAMED_LOCK =
  /pg_(?:try_)?advisory_xact_lock(?:_shared)?\(hashtext\('[\w-]+'\), (?:\$\{shopId\}|hashtext\(\$\{domain\}\))\)/;

const spread = (all: readonly Table[]) =>
  new Set(all.map(({ name }) => name).filter((name) => !(name in REFERENCE) && !LOCAL.has(name)));

/** Statements that touch tables of several shops, or lock what no shop is named for, and are not on a list. */
function strays(statements: readonly Statement[], all: readonly Table[]): string[] {
  const names = spread(all);
  return statements
    .filter((statement) =>
      /pg_\w*advisory/.test(statement.text) ? !NAMED_LOCK.test(statement.text) : isOverShops(statement, names),
    )
    .filter(({ place }) => !OVER_ALL.includes(place))
    .filter((statement) => writesOrLocks(statement) || !POLLS.includes(statement.place))
    .map(({ place }) => place);
}

function isOverShops(statement: Statement, names: ReadonlySet<string>): boolean {
  return tablesOf(statement, names).length > 0 && !namesOneShop(statement);
}

describe("one database or several, by shop (house 1)", () => {
  it("every table can be distributed by shop_id, or is a named reference table", () => {
    expect(spread(tables).size).toBeGreaterThan(30);
    expect(obstacles(tables)).toEqual([]);
  });
  it("every statement stays in one shop, or is a named read across shops", () => {
    expect(strays(statementsIn(app), tables)).toEqual([]);
  });
  it("what is named across shops is there, and across shops still", () => {
    const places = new Set(
      statementsIn(app)
        .filter((one) => isOverShops(one, spread(tables)))
        .map(({ place }) => place),
    );
    expect([...POLLS, ...OVER_ALL].filter((place) => !places.has(place))).toEqual([]);
  });
  it("docs/operations.md has the statements that distribute the tables, all of them", () => {
    const [, listed = ""] = /```sql\n(select create_reference_table[\s\S]*?)\n```/.exec(operations) ?? [];
    expect(listed.split("\n")).toEqual(distributingStatements(tables));
  });
  it("docs/operations.md names every trigger, and whether it is one that Citus refuses", () => {
    const triggers = tables.flatMap((table) => table.triggers);
    const unnamed = triggers.filter(({ name, level }) => !operations.includes(`\`${name}\` (${level})`));
    expect(triggers.length).toBeGreaterThan(10);
    expect(unnamed.map(({ name, level }) => `\`${name}\` (${level})`)).toEqual([]);
  });
});

describe("the rules bite", () => {
  const table = (name: string, changes: Partial<Table> = {}): Table => ({
    ...{ name, uniques: [["shop_id", "id"]], foreignKeys: [], triggers: [] },
    ...changes,
  });
  it.each<[string, Partial<Table>]>([
    ["a key that does not begin with the shop", { uniques: [["id", "shop_id"]] }],
    ["a second unique constraint without it", { uniques: [["shop_id", "id"], ["email"]] }],
    ["no key at all", { uniques: [] }],
    ["a reference to another shop's rows", { foreignKeys: [{ columns: ["id"], to: "orders" }] }],
    [
      "a reference to a table that stays on one node",
      { foreignKeys: [{ columns: ["shop_id", "id"], to: "_prisma_migrations" }] },
    ],
  ])("on %s", (_what, changes) => expect(obstacles([table("orders"), table("lines", changes)])).toHaveLength(1));
  it("not on rows of the same shop, nor on a reference table", () => {
    const foreignKeys = [
      { columns: ["shop_id", "id"], to: "orders" },
      { columns: ["shop_id"], to: "shops" },
    ];
    expect(obstacles([table("shops", { uniques: [["domain"]] }), table("orders"), table("lines", { foreignKeys })])).toEqual([]);
  });

  const found = (text: string, path = "app/points/x.server.ts") =>
    strays(statementsIn([{ path, text: `async function work() { ${text} }` }]), [table("orders"), table("shops")]);
  it.each([
    ["a read without a shop", "await sql`select 1 from orders where order_id = ${id}`.execute(db);"],
    ["several shops", "await sql`select 1 from orders where shop_id = any(${ids(shops)})`.execute(db);"],
    ["a claim across shops", "await sql`select 1 from orders where due_at <= ${now} for update skip locked`.execute(db);"],
    ["a write", "await sql`update orders o set a = 1 from due where o.shop_id = due.shop_id`.execute(db);"],
    ["an insert", "await sql`insert into orders (order_id) values (${id})`.execute(db);"],
    ["a lock of no shop", "await sql`select pg_advisory_xact_lock(${key})`.execute(db);"],
    ["a fragment that names no shop", "const mine = sql`id = ${id}`; await sql`select 1 from orders where ${mine}`.execute(db);"],
  ])("on %s", (_what, text) => expect(found(text)).toEqual(["app/points/x.server.ts work"]));
  it("on a poll that locks", () => {
    const poll = "async function pickShop() { await sql`select 1 from orders for update skip locked`.execute(db); }";
    expect(strays(statementsIn([{ path: "app/shops/shops.server.ts", text: poll }]), [table("orders")])).toHaveLength(1);
  });
  it.each([
    ["one shop", "await sql`select 1 from orders o where o.shop_id = ${shop.shopId}`.execute(db);"],
    [
      "a fragment that names it",
      "const mine = sql`shop_id = ${shopId}`; await sql`select 1 from orders where ${mine}`.execute(db);",
    ],
    ["an insert of one shop", "await sql`insert into orders (shop_id, a) select ${shopId}, a from t`.execute(db);"],
    ["a lock of one shop", "await sql`select pg_advisory_xact_lock(hashtext('shop'), ${shopId})`.execute(db);"],
    ["reference tables", "await sql`select shop_id from shops`.execute(db);"],
  ])("not on %s", (_what, text) => expect(found(text)).toEqual([]));
});
