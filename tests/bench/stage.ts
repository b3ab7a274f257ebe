import { execFile } from "node:child_process";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import { sql } from "kysely";

import { db, disconnect, type Db } from "../../app/db.server.ts";
import { stopEngine } from "../../app/queue/engine.server.ts";
import { createQueues } from "../../app/jobs/work.server.ts";
import * as segments from "../../app/segments/segments.server.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { oneEmail, startFlow } from "../support/flows.ts";
import { createEarningShop } from "../support/earning-shop.ts";
import { startPostgres } from "../support/postgres.ts";
import { memoryOf, type Memory } from "./memory.ts";
import { inTurn } from "./pages/in-turn.ts";
import { processorOf, type Processor } from "./processor.ts";
import { withoutIndexes } from "./without-indexes.ts";

/** When all that is measured takes place. */
export const NOW = new Date("2026-10-01T00:00:00Z");
const INSTALLED_AT = new Date("2025-06-01T00:00:00Z");
const DATABASE = "bench";

export type Stage = {
  db: Db;
  folder: string;
  /** What the app is told of this stage, by its own variables. */
  environment: Record<string, string>;
  processor: () => Processor;
  memory: () => Memory;
  close: () => Promise<void>;
};

/** A PostgreSQL of its own, as durable as in production, migrated and with the job engine's tables; thrown away in the end. */
export async function openStage(): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), "reprise-bench-"));
  // Run as root, PostgreSQL changes to a user of its own, who must be able to enter.
  await chmod(folder, 0o755);
  const postgres = await startPostgres(join(folder, "data"), true);
  const close = async () => {
    await stopEngine();
    await disconnect();
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await postgres.createDatabase(DATABASE);
    const environment = environmentOf(postgres.url(DATABASE));
    Object.assign(process.env, environment);
    await promisify(execFile)("node_modules/.bin/prisma", ["migrate", "deploy"]);
    await createQueues();
    const [server = 0] = postgres.pids();
    return { db: db(), folder, environment, processor: () => processorOf(server), memory: () => memoryOf(server), close };
  } catch (error) {
    await close();
    throw error;
  }
}

function environmentOf(databaseUrl: string): Record<string, string> {
  return {
    NODE_ENV: "production",
    LOG_LEVEL: "warn",
    DATABASE_URL: databaseUrl,
    SHOPIFY_API_KEY: "bench-client-id",
    SHOPIFY_API_SECRET: "bench-client-secret-0123456789",
    SHOPIFY_APP_URL: "http://127.0.0.1:3000",
    SMTP_URL: "smtp://127.0.0.1:1",
    MAIL_FROM: "reprise@example.com",
    UNSUBSCRIBE_SECRET: "bench-unsubscribe-secret-0123456789",
    ENCRYPTION_KEY: "YmVuY2gtZW5jcnlwdGlvbi1rZXktMDEyMzQ1Njc4OWE=",
  };
}

/** A shop as merchants have it: the default program, the four segments, win-back switched on. */
export async function openShop(db: Db): Promise<Shop> {
  const shop = await createEarningShop(db, { installedAt: INSTALLED_AT });
  await segments.createDefaults(shop.shopId, "en", INSTALLED_AT);
  await startFlow(db, shop, oneEmail, INSTALLED_AT);
  return shop;
}

/** A shop that may advertise: without a legal notice, advertising only waits for one. */
export async function openSendingShop(db: Db): Promise<Shop> {
  const shop = await createEarningShop(db, { installedAt: INSTALLED_AT });
  await sql`update shop_settings set sender_email = 'shop@example.com', imprint = 'Morgenrot GmbH' where shop_id = ${shop.shopId}`.execute(
    db,
  );
  return shop;
}

export const COUNTRIES = ["DE", "AT", "CH", "FR", "US"];

/** Subscribers who bought last so many days ago, from and to, and once 40 days before that; each was sent one email long ago, as in shops that send. */
export async function fillWithLapsed(
  db: Db,
  { shopId }: Shop,
  customers: number,
  [from, to]: readonly [number, number],
): Promise<void> {
  await withoutIndexes(db, ["customers", "orders", "messages"], () =>
    inTurn({
      customers: () =>
        sql`
          insert into customers (shop_id, customer_id, email, country_code, email_consent, email_opt_in_level, email_consent_at, created_at, orders_count, first_order_at, last_order_at)
          select ${shopId}, i, 'c' || i || '@example.com', (${COUNTRIES}::text[])[1 + i % 5], 'subscribed', 'confirmed_opt_in', last - interval '1 year',
            last - interval '1 year', 2, last - interval '40 days', last
          from (
            select i, ${NOW}::timestamptz - (${from}::int + i * 31 % ${to - from + 1}::int) * interval '1 day' - interval '1 hour' as last
            from generate_series(1, ${customers}::int) i
          ) made
        `.execute(db),
      orders: () =>
        sql`
          insert into orders (shop_id, order_id, name, customer_id, created_at, processed_at, source_updated_at, financial_status, currency, net_minor, first_seen_at, snapshot)
          select ${shopId}, customer_id * 2 + n, '#' || customer_id, customer_id, at, at, at, 'paid', 'EUR', 1999, at, '{}'
          from customers, lateral (values (0, first_order_at), (1, last_order_at)) made(n, at) where shop_id = ${shopId}
        `.execute(db),
      messages: () =>
        sql`
          insert into messages (shop_id, customer_id, template, data, key, locale, state, due_at, created_at, sent_at)
          select shop_id, customer_id, 'flow-email', '{}', 'old:' || customer_id, 'de', 'sent', created_at, created_at, created_at from customers where shop_id = ${shopId}
        `.execute(db),
    }),
  );
  await sql`analyze`.execute(db);
}
