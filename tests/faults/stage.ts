import { createHmac } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import type { Agent } from "node:http";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { Kysely, PostgresDialect, sql } from "kysely";
import pg from "pg";

import { columnTypes } from "../../app/db/column-types.server.ts";
import { disconnect, type Db } from "../../app/db.server.ts";
import { adjust } from "../../app/points/ledger.server.ts";
import { rewardTermsSchema } from "../../app/rewards/reward.ts";
import type { Shop } from "../../app/shops/shop.ts";
import type { DB } from "../../prisma/generated/tables.ts";
import { startApp, type AppProcess } from "../sandbox/process/app.ts";
import { ensureBuild } from "../sandbox/process/build.ts";
import { run } from "../sandbox/process/command.ts";
import { signQuery } from "../sandbox/storefront/proxy.ts";
import { createEarningShop } from "../support/earning-shop.ts";
import { clusterPlace } from "../support/postgres-place.ts";
import { freePort, startPostgres, type Postgres } from "../support/postgres.ts";

const ROOT = join(import.meta.dirname, "../..");
const SECRET = process.env["SHOPIFY_API_SECRET"] ?? "";

/** A PostgreSQL of its own, to be killed, and the built server on it as production runs it. Shopify cannot be reached. */
export type Stage = {
  readonly postgres: Postgres;
  readonly databaseUrl: string;
  readonly db: Db;
  readonly url: string;
  readonly app: AppProcess;
  readonly log: () => string;
  readonly stop: () => Promise<void>;
};

export async function setStage(): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), "reprise-faults-"));
  const cluster = clusterPlace(join(folder, "data"));
  // Durable: what was answered must be there after the server was killed.
  const postgres = await startPostgres(cluster, true);
  await postgres.createDatabase("reprise");
  const databaseUrl = postgres.url("reprise");
  // The modules of the app that set the stage use it as well.
  process.env["DATABASE_URL"] = databaseUrl;
  await run(ROOT, "prisma migrate deploy", { DATABASE_URL: databaseUrl });
  await ensureBuild(ROOT, () => undefined);
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 5, types: columnTypes });
  pool.on("error", () => undefined);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const logFile = join(folder, "app.log");
  const env = {
    ...process.env,
    NODE_ENV: "production",
    DATABASE_URL: databaseUrl,
    HOST: "127.0.0.1",
    PORT: String(port),
    SHOPIFY_APP_URL: url,
    LOG_LEVEL: "info",
  };
  const app = await startApp({ root: ROOT, logFile, url, env: env, dev: false });
  return {
    postgres,
    databaseUrl,
    db: new Kysely<DB>({ dialect: new PostgresDialect({ pool }) }),
    url,
    app,
    log: () => readFileSync(logFile, "utf8"),
    stop: async () => {
      await app.stop();
      await disconnect();
      await pool.end();
      await postgres.stop();
      for (const place of [cluster, folder]) rmSync(place, { recursive: true, force: true });
    },
  };
}

export type Customers = { shop: Shop; rewardId: number; customerIds: bigint[] };

/** A shop with customers who have points for one reward each, and not for two. */
export async function openShop(db: Db, domain: string, customers: number): Promise<Customers> {
  const shop = await createEarningShop(db, { domain });
  const terms = rewardTermsSchema.parse({ kind: "amount", title: { en: "5 off" }, points: 500, valueMinor: 500 });
  const at = new Date();
  await sql`
    insert into rewards (shop_id, state, position, terms, created_at, updated_at)
    values (${shop.shopId}, 'active', 1, ${JSON.stringify(terms)}::jsonb, ${at}, ${at})
  `.execute(db);
  const { rows } = await sql<{ reward_id: number }>`select reward_id from rewards where shop_id = ${shop.shopId}`.execute(db);
  const customerIds = Array.from({ length: customers }, (_, index) => BigInt(1_000 + index));
  for (const customerId of customerIds) {
    await sql`insert into customers (shop_id, customer_id, created_at) values (${shop.shopId}, ${customerId}, ${at})`.execute(db);
    const points = { customerId, points: 600n, reason: "test", actor: "system", key: `give:${customerId}`, affectsTier: false };
    await db.transaction().execute((tx) => adjust(tx, shop, points, at));
  }
  return { shop, rewardId: rows[0]?.reward_id ?? 0, customerIds };
}

/** `status` 0: the connection was refused or cut. */
export type Reply = { status: number; body: string; ms: number; close: boolean };

export function ask(url: string, method: string, headers: Record<string, string> = {}, body = "", agent?: Agent): Promise<Reply> {
  const began = performance.now();
  return new Promise((resolve) => {
    const lost = () => resolve({ status: 0, body: "", ms: performance.now() - began, close: true });
    const sending = request(url, { method, headers, ...(agent === undefined ? {} : { agent }) }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => (text += chunk));
      response.on("error", lost);
      response.on("end", () =>
        resolve({
          status: response.statusCode ?? 0,
          body: text,
          ms: performance.now() - began,
          close: response.headers.connection === "close",
        }),
      );
    });
    sending.on("error", lost);
    sending.end(body);
  });
}

export function sendWebhook(stage: Stage, shop: Shop, event: string, customerId: bigint, agent?: Agent): Promise<Reply> {
  const body = `{"id":${customerId},"updated_at":"2026-03-01T12:00:00Z","first_name":"${event}"}`;
  const headers = {
    "content-type": "application/json",
    "x-shopify-topic": "customers/update",
    "x-shopify-shop-domain": shop.domain,
    "x-shopify-hmac-sha256": createHmac("sha256", SECRET).update(body).digest("base64"),
    "x-shopify-api-version": "2026-10",
    "x-shopify-webhook-id": event,
    "x-shopify-event-id": event,
    "x-shopify-triggered-at": "2026-03-01T12:00:00.000Z",
  };
  return ask(`${stage.url}/webhooks`, "POST", headers, body, agent);
}

export function redeem(stage: Stage, { shop, rewardId }: Customers, customerId: bigint, intent: string): Promise<Reply> {
  const query = new URLSearchParams({
    ...{ shop: shop.domain, logged_in_customer_id: customerId.toString(), path_prefix: "/apps/reprise" },
    timestamp: String(Math.floor(Date.now() / 1000)),
  });
  const form = new URLSearchParams({ reward: String(rewardId), intent, locale: "de" }).toString();
  const headers = { accept: "application/json", "content-type": "application/x-www-form-urlencoded" };
  return ask(`${stage.url}/proxy/redeem?${signQuery(query, SECRET).toString()}`, "POST", headers, form);
}

export async function isReady(stage: Stage): Promise<boolean> {
  return (await ask(`${stage.url}/readyz`, "GET")).status === 200;
}
