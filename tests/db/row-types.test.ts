import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";

import { sql } from "kysely";
import ts from "typescript";
import { beforeAll, describe, expect, it } from "vitest";

import { useDatabase } from "../support/database.ts";
import { describeStatement } from "./describe-statement.ts";
import { claimedRows, contradictions, type Claimed } from "./row-types.ts";

const database = useDatabase();

/**
 * Made of parts that are handed in from elsewhere or picked apart on the way, which nobody follows here. What their columns are is not proved.
 */
const NOT_FOLLOWED = [
  "app/achievements/awards/rows.server.ts readAwards",
  "app/achievements/shown/figures.server.ts counted",
  "app/customers/consent/pushes.server.ts movePushes",
  "app/customers/views/list.server.ts lookAmong",
  "app/customers/views/list.server.ts lookThrough",
  "app/customers/views/list.server.ts readRows",
  "app/customers/views/narrowing.server.ts readFew",
  "app/flows/forecast/in-batches.server.ts inBatches",
  "app/flows/goal/reached.server.ts findWrong",
  "app/flows/goal/reached.server.ts readReached",
  "app/flows/runs/store.server.ts insertRuns",
  "app/flows/sync.server.ts concernsMore",
  "app/flows/sync.server.ts syncTimers",
  "app/insights/redemptions/redemptions.server.ts findWords",
  "app/insights/survey-results/cells.server.ts countCells",
  "app/messages/sending/claim-facts.server.ts readRows",
  "app/messages/unsubscribe/unsubscribe.server.ts findSubscriber",
  "app/messages/unsubscribe/unsubscribe.server.ts unsubscribe",
  "app/points/adjusting/adjust-many.server.ts tooLittle",
  "app/reviews/removal.server.ts removeReviews",
  "app/reviews/shown/read.server.ts readPublished",
  "app/rewards/redemptions/record.server.ts change",
  "app/segments/drift.server.ts findDrift",
  "app/segments/drift.server.ts verify",
  "app/segments/editing/ask-size.server.ts timesForAll",
  "app/segments/editing/suggest.server.ts listed",
  "app/segments/figures/overview.server.ts readLines",
  "app/segments/membership.server.ts evaluate",
  "app/segments/who-meets.server.ts whoMeets",
  "app/shops/shops.server.ts pickShop",
  "app/surveys/asked/open.server.ts findOpenRequest",
  "app/surveys/inbox/inbox.server.ts update",
  "app/surveys/message-facts.server.ts surveyFacts",
  "app/sync/theme/metafields.server.ts settleThose",
];

/** Columns that could hold null and do not here. */
const NEVER_NULL = new Map([
  ["app/deliveries/receivers.server.ts sealReceiverSecrets: secret can be null", "the condition leaves out who has none"],
  ["app/imports/apply.server.ts nextRows: customerId can be null", "a row that is ready has found its customer"],
  ["app/imports/undo.server.ts nextRows: customerId can be null", "a row that was applied has found its customer"],
]);

const WRONG = resolve("app/wrong.server.ts");
const wrong = `
  import { sql } from "kysely";
  import type { Db } from "./db.server.ts";
  import { ids } from "./lib/rows.server.ts";
  const named = (table: string) => sql\`\${sql.lit(table)} as kind\`;
  export async function mistaken(db: Db, shopId: number) {
    await sql<{ customer_id: number; tags: string; orders_count: string; created_at: string; more: number }>\`
      select customer_id, tags, orders_count, created_at from customers where shop_id = \${shopId}\`.execute(db);
    await sql<{ deletedAt: Date; kind: number; points: bigint | null }>\`
      select c.deleted_at as "deletedAt", \${named("x")}, l.available as points from customers c left join ledger_accounts l using (shop_id, customer_id)
      where c.customer_id = any(\${ids([1n])})\`.execute(db);
  }
  export async function missing(db: Db) {
    await sql<{ shoe_size: number }>\`select shoe_size from customers\`.execute(db);
  }
  export async function unknown(db: Db, where: ReturnType<typeof named>) {
    await sql<{ customer_id: bigint }>\`select customer_id from customers where \${where}\`.execute(db);
  }
`;

type Found = { place: string; says: string };
let claimed: Claimed[];
let found: Found[];

beforeAll(async () => {
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile("tsconfig.json", (path) => readFileSync(path, "utf8")).config,
    ts.sys,
    ".",
  );
  const paths = readdirSync("app", { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.ts$/.test(entry.name))
    .map((entry) => `${entry.parentPath}/${entry.name}`)
    .filter((path) => /\bsql</.test(readFileSync(path, "utf8")));
  claimed = claimedRows([...paths, WRONG], options, new Map([[WRONG, wrong]]));
  const columns = await sql<{ table: number; place: number; name: string; nullable: boolean }>`
    select attrelid::int as "table", attnum::int as place, attname::text as name, not attnotnull as nullable from pg_attribute where attnum > 0
  `.execute(database.db);
  const known = new Map(columns.rows.map((column) => [`${column.table}:${column.place}`, column]));
  found = [];
  for (const { place, sql: text, claims } of claimed) {
    if (text === null) continue;
    try {
      const described = (await describeStatement(database.pool, text)).map(({ name, type, table, place }) => {
        const column = known.get(`${table}:${place}`);
        return { name, type, nullable: column === undefined ? null : column.nullable && !isCompared(column.name, text) };
      });
      found.push(...contradictions(claims, described).map((says) => ({ place, says })));
    } catch (error) {
      found.push({ place, says: String(error) });
    }
  }
}, 120_000);

/** A column that the statement compares or sets: no row in which it is null comes through. Where it is compared for something else, this is too kind. */
function isCompared(column: string, text: string): boolean {
  return new RegExp(`\\b${column} (?:is not null|=|<=|>=|<|>|in\\b)`).test(text);
}

const here = ({ place }: { place: string }) => !place.startsWith(WRONG);

describe("row types of SQL (house A3)", () => {
  it("say what PostgreSQL says of each statement's columns", () => {
    const said = found.filter(here).map(({ place, says }) => `${place}: ${says}`);
    expect(said.filter((line) => !NEVER_NULL.has(line))).toEqual([]);
    expect([...NEVER_NULL.keys()].filter((line) => !said.includes(line))).toEqual([]);
  });

  it("are proved for all statements but those that are named here", () => {
    const unproved = claimed.filter(here).filter((one) => one.sql === null);
    expect([...new Set(unproved.map(({ place }) => place))].sort()).toEqual(NOT_FOLLOWED);
    expect(claimed.length).toBeGreaterThan(15 * unproved.length);
  });

  it("are found out when they are wrong", () => {
    const said = (name: string) => found.filter(({ place }) => place === `${WRONG} ${name}`).map(({ says }) => says);
    expect(said("mistaken")).toEqual([
      "customer_id is bigint, not number",
      "tags is string[], not string",
      "orders_count is number, not string",
      "created_at is date, not string",
      "more is not selected",
      "deletedAt can be null",
      "kind is string, not number",
    ]);
    expect(said("missing")).toEqual([expect.stringContaining('column "shoe_size" does not exist')]);
    expect(claimed.find(({ place }) => place === `${WRONG} unknown`)?.sql).toBeNull();
  });
});
