import { sql } from "kysely";
import { beforeAll, expect, it } from "vitest";

import * as privacy from "../../../app/customers/privacy/privacy.server.ts";
import { obeyPrivacy } from "../../../app/pipeline/forget.server.ts";
import { DAY_MS, plusMs } from "../../../app/lib/time.ts";
import type { Shop } from "../../../app/shops/shop.ts";
import { useDatabase } from "../../support/database.ts";
import { installShop } from "../../support/shops.ts";

const database = useDatabase();
const MIA = 706405506930370084n;
const now = new Date("2026-06-01T00:00:00Z");
let shop: Shop;

beforeAll(async () => {
  shop = await installShop(database.db, "morgenrot.myshopify.com");
});

/** What an address can never get into: words of our own, keys and numbers. Whatever is new belongs here or must be erased. */
const OURS: Record<string, string> = {
  achievement_awards: "occasion state",
  affiliate_orders: "way reason terms rates",
  affiliates: "locale state code discount_gid decided_by source_key",
  bonus_claims: "rule occasion state decided_by",
  campaign_recipients: "state reason",
  consent_events: "channel state opt_in_level source legal_basis text_version key",
  consent_pushes: "problem",
  customer_exclusions: "excluded_by included_by",
  draw_entries: "drawn prize",
  customers: "email_consent sms_consent",
  flow_effects: "step_id outcome",
  flow_runs: "occasion state gift step_id end_reason",
  import_rows: "tier state",
  ledger_entries: "key kind rule actor",
  message_clicks: "kind",
  messages: "step_id channel template purpose topic key locale state reason outcome",
  orders: "name currency dispute arrives_by financial_status awaits_tag earning",
  privacy_requests: "kind key",
  provider_events: "provider event_key kind state",
  redemptions: "intent terms terms_hash code state external_gid discount_gid release_reason released_by",
  suppression_changes: "channel action reason actor",
  suppressions: "channel reason source",
  tier_changes: "tier before reason key",
  timeline_events: "kind key",
  visit_events: "kind event_key",
  webhook_inbox: "topic dedupe_key webhook_id api_version state",
};

/** Documents in the shape in which they can hold an address. */
const documents: Record<string, object> = {
  "orders.snapshot": { email: "müller@web.de" },
  "timeline_events.data": { reason: "müller@web.de" },
  "import_rows.problem": [{ code: "unknown", value: "müller@web.de" }],
  "import_rows.before": { birthday: "müller@web.de" },
};

type Column = { table: string; column: string; type: string; nullable: boolean; filled: boolean };

async function columnsOfPeople(): Promise<Column[]> {
  const { rows } = await sql<Column>`
    select c.table_name as "table", c.column_name as "column", c.data_type as type, c.is_nullable = 'YES' as nullable, c.column_default is not null as filled
    from information_schema.columns c
    where c.table_schema = 'public' and c.table_name in (
      select table_name from information_schema.columns
      where table_schema = 'public' and column_name in ('customer_id', 'email', 'address', 'recipient', 'body') and table_name not in ('Session', 'shops', '_prisma_migrations'))
    order by c.table_name, c.ordinal_position
  `.execute(database.db);
  return rows;
}

function valueOf({ table, column, type, nullable, filled }: Column): string | null {
  if (column === "shop_id") return String(shop.shopId);
  if (column === "customer_id") return String(MIA);
  if (table === "webhook_inbox" && column === "state") return "'problem'";
  if (type === "text") return (OURS[table] ?? "").split(" ").includes(column) ? "'ours'" : "'müller@web.de'";
  if (type === "jsonb" && (OURS[table] ?? "").split(" ").includes(column)) return `'{"ours": true}'`;
  if (type === "jsonb") return `'${JSON.stringify(documents[`${table}.${column}`] ?? { said: "müller@web.de" })}'`;
  if (type === "bytea") return `convert_to('{"email":"M\\u00dcLLER@web.de"', 'UTF8')`;
  if (type === "ARRAY") return column === "tags" ? "'{müller@web.de}'" : "'{}'";
  if (nullable || filled) return null;
  if (type.startsWith("timestamp") || type === "date") return "'2026-05-01T00:00:00Z'";
  return type === "boolean" ? "false" : "1";
}

async function fill(only: string | null = null): Promise<void> {
  const wanted = (await columnsOfPeople()).filter(({ table }) => only === null || table === only);
  for (const [table, columns] of Map.groupBy(wanted, (column) => column.table)) {
    const given = columns.flatMap((column) => {
      const value = (OURS[table] ?? "").split(" ").includes(column.column) && column.nullable ? null : valueOf(column);
      return value === null ? [] : [[`"${column.column}"`, value]];
    });
    await sql
      .raw(
        `insert into "${table}" (${given.map(([name]) => name).join(", ")}) values (${given.map(([, value]) => value).join(", ")})`,
      )
      .execute(database.db);
  }
}

function erase(key: string): Promise<unknown> {
  const redacted = { kind: "customer-redacted" as const, key, customerId: MIA, email: "müller@web.de", at: now };
  return database.db.transaction().execute((tx) => obeyPrivacy(tx, shop, [redacted], now));
}

/** Columns in which a row of the shop still says it, bytes as text. */
async function whereIt(said: string): Promise<string[]> {
  const found: string[] = [];
  for (const { table, column, type } of await columnsOfPeople()) {
    const text = type === "bytea" ? sql`convert_from(${sql.ref(column)}, 'UTF8')` : sql`${sql.ref(column)}::text`;
    const { rows } =
      await sql`select 1 from ${sql.table(table)} where shop_id = ${shop.shopId} and ${text} like ${`%${said}%`}`.execute(
        database.db,
      );
    if (rows.length > 0) found.push(`${table}.${column}`);
  }
  return found;
}

it("leaves no address in any table that the database knows of people (security-faults 9)", async () => {
  await fill();
  expect((await whereIt("üller")).length).toBeGreaterThan(15);
  expect(await whereIt("LLER@web.de")).toEqual(["message_contents.packed", "webhook_inbox.body"]);
  await erase("first");
  expect(await whereIt("üller")).toEqual([]);
  expect(await whereIt("LLER@web.de")).toEqual([]);
});

it("bites: on a table that an erasure misses (house A3)", async () => {
  await sql`create table postcards (shop_id int, postcard_id bigserial, customer_id bigint, said text not null,
    primary key (shop_id, postcard_id))`.execute(database.db);
  await fill("postcards");
  await erase("second");
  expect(await whereIt("üller")).toEqual(["postcards.said"]);
  await sql`drop table postcards`.execute(database.db);
});

it("exports end after thirty days, and the list says when (security-faults 9)", async () => {
  await database.db
    .transaction()
    .execute((tx) => obeyPrivacy(tx, shop, [{ kind: "export-requested", key: "e", customerId: 5n, email: null, at: now }], now));
  const newest = async () => (await privacy.listRequests(database.db, shop.shopId, { limit: 1 }))[0];
  expect(await privacy.dropOldExports(database.db, plusMs(now, 30 * DAY_MS - 1))).toBe(0);
  expect(await newest()).toMatchObject({ downloadable: true, endsAt: plusMs(now, 30 * DAY_MS) });
  expect(await privacy.dropOldExports(database.db, plusMs(now, 30 * DAY_MS))).toBe(1);
  expect(await newest()).toMatchObject({ kind: "export", downloadable: false, endsAt: null, completedAt: now });
});
