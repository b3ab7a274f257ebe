import { sql } from "kysely";

import { pool } from "../../../app/db.server.ts";
import { webhookHandler } from "../../../app/webhooks/receive.server.ts";
import type { WebhookEvent } from "../../sandbox/world/types.ts";
import { perSecond, timed, type Figure, type Measured } from "../figures.ts";
import { measureRoute } from "../serve.ts";
import { openShop, type Stage } from "../stage.ts";
import { stockRoute } from "../stock-route.ts";
import { renderWebhooks } from "../webhooks.ts";

const CONNECTIONS = 64;
const ROWS_A_STATEMENT = 500;
const CUSTOMERS = 40;

/** How many webhooks a second are verified, stored durably and answered, over HTTP from another process. */
export async function acceptWebhooks({ db, folder }: Stage, { seconds }: { seconds: number }): Promise<Figure> {
  const shop = await openShop(db);
  const webhooks = renderWebhooks(shop.domain, CUSTOMERS, folder);
  const load = { seconds, connections: CONNECTIONS };
  const { answered, ...app } = await measureRoute(
    "POST /webhooks: HMAC, stored, then answered",
    webhookHandler(),
    webhooks,
    load,
  );
  const { rows } = await sql<{ stored: number }>`select count(*)::int as stored from webhook_inbox`.execute(db);
  const stored = rows[0]?.stored ?? 0;
  if (stored < answered) throw new Error(`${answered} webhooks were answered, ${stored} stored`);
  await sql`truncate webhook_inbox`.execute(db);
  const stock = await measureRoute("authenticate.webhook, session in memory, no work", stockRoute(shop.domain), webhooks, load);
  const insert = await insertBatched(shop.shopId, webhooks, seconds);
  await sql`truncate webhook_inbox`.execute(db);
  const bytes = webhooks.reduce((sum, { body }) => sum + body.length, 0) / webhooks.length;
  return {
    scenario: "Webhooks accepted",
    unit: "webhooks",
    app,
    baselines: [stock, insert],
    notes: [`${CONNECTIONS} connections, ${(bytes / 1_000).toFixed(1)} kB a body; sender, app and database share the processors`],
  };
}

/** The same rows by nothing but PostgreSQL: one client, a prepared statement of 500 rows, a statement a commit. */
async function insertBatched(shopId: number, webhooks: readonly WebhookEvent[], seconds: number): Promise<Measured> {
  const stored = webhooks.map(({ topic, body }) => ({ topic, body: Buffer.from(body) }));
  const tuples = Array.from({ length: ROWS_A_STATEMENT }, (_, row) => {
    const [topic, key, body] = [1, 2, 3].map((column) => `$${row * 3 + column}`);
    return `(${shopId}, ${topic}, ${key}, ${key}, '2026-10', now(), now(), now(), ${body})`;
  });
  const text = `
    insert into webhook_inbox (shop_id, topic, dedupe_key, webhook_id, api_version, triggered_at, received_at, next_attempt_at, body)
    values ${tuples.join(", ")}`;
  const client = await pool().connect();
  let rows = 0;
  const { ms } = await timed(async () => {
    for (const began = performance.now(); performance.now() - began < seconds * 1_000; rows += ROWS_A_STATEMENT) {
      const values = tuples.flatMap((_, index) => {
        const { topic, body } = stored[(rows + index) % stored.length] ?? { topic: "", body: Buffer.of() };
        return [topic, `${rows}-${index}`, body];
      });
      await client.query({ name: "insert-webhooks", text, values });
    }
  });
  client.release();
  return { what: `PostgreSQL alone: ${ROWS_A_STATEMENT} rows a statement, one client`, perSecond: perSecond(rows, ms) };
}
