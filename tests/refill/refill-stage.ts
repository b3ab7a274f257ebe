import { sql } from "kysely";
import type { Email } from "postal-mime";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";

import { draftFrom } from "../../app/flows/editing/draft.ts";
import { createFlow } from "../../app/flows/flows.server.ts";
import { flowPresets } from "../../app/flows/presets/presets.ts";
import type { CatchUp } from "../../app/flows/planner/catch-up.ts";
import { fireDue } from "../../app/flows/runs/fire.server.ts";
import { switchOn } from "../../app/flows/switch.server.ts";
import { factSources } from "../../app/jobs/loops/fact-sources.server.ts";
import { createQueues } from "../../app/jobs/work.server.ts";
import { DAY_MS, plusMs } from "../../app/lib/time.ts";
import type { Transport } from "../../app/messages/channels/channel.ts";
import type { Email as Composed } from "../../app/messages/channels/email/email.ts";
import { openSmtp } from "../../app/messages/channels/email/smtp.server.ts";
import { createFromPreset } from "../../app/messages/content/store/publish.server.ts";
import { sendDue } from "../../app/messages/sending/send-due.server.ts";
import { createDefaultProgram } from "../../app/program/versions.server.ts";
import { stopEngine } from "../../app/queue/engine.server.ts";
import type { Shop } from "../../app/shops/shop.ts";
import * as inbox from "../../app/webhooks/inbox.server.ts";
import { interpretBytes } from "../../app/webhooks/interpret.ts";
import type { Topic } from "../../app/webhooks/topics.ts";
import { stageCustomer, stageShop, startMailServer, type MailServer } from "../messages/stage.ts";
import type { TestDatabase } from "../support/database.ts";
import { publishDraft } from "../support/flows.ts";
import * as pipeline from "../support/pipeline.ts";
import { emailsBy } from "../support/transports.ts";
import { deliver, startRoute, type Route } from "../webhooks/support.ts";

/** Ten in the morning in Berlin. */
const day0 = new Date("2027-01-11T09:00:00Z");
export const day = (count: number, hours = 0) => plusMs(day0, count * DAY_MS + hours * 3_600_000);

export const COFFEE = 501n;
export const TEA = 502n;
export const SOAP = 503n;
/** Nobody has said how long it lasts. */
export const MUG = 504n;
export const variantOf = (productId: bigint) => productId * 10n + 1n;

type Line = { product: bigint; quantity?: number; plan?: number; left?: number };
type Parcel = { at: Date; lines?: number[]; delivered?: Date };
export type Ordered = { at: Date; lines: Line[]; parcels?: Parcel[]; customerId?: bigint; cancelled?: Date; updatedAt?: Date };

export type RefillStage = {
  shop: Shop;
  flowId: number;
  server: MailServer;
  /** Says how long products last. */
  supply: (days: readonly (readonly [productId: bigint, days: number])[], since?: Date) => Promise<void>;
  /** Switches the preset flow on. */
  start: (now?: Date, catchUp?: CatchUp) => Promise<void>;
  /** A webhook about an order, from the wire to its last effect. */
  order: (orderId: number, ordered: Ordered, now?: Date) => Promise<void>;
  /** What workers do in the course of time: timers and emails, at each instant at which something is due. */
  pass: (from: Date, until: Date) => Promise<void>;
  /** The emails that came, as `day: subject`. */
  mailbox: () => Promise<string[]>;
  emails: () => Promise<Email[]>;
};

/** A shop with four products, the preset flow "refill", and a real mail server. Call once at the top. */
export function useRefill(database: TestDatabase): RefillStage {
  let route: Route;
  let smtp: Transport<Composed>;
  const stage = {} as RefillStage;

  async function arrive(topic: Topic, body: object, now: Date): Promise<void> {
    const headers = {
      "x-shopify-topic": topic,
      "x-shopify-shop-domain": stage.shop.domain,
      "x-shopify-triggered-at": now.toISOString(),
    };
    const reply = await deliver(route.port, JSON.stringify(body), headers);
    if (reply.status !== 200) throw new Error(`Not taken: ${reply.status}`);
    await pipeline.inShop(stage.shop.shopId, async (tx) => {
      for (const row of await inbox.claim(tx, stage.shop.shopId, 10, new Date("2100-01-01T00:00:00Z"))) {
        const read = interpretBytes(row.topic, row.body, { shop: stage.shop, triggeredAt: row.triggeredAt });
        if (!read.ok) throw new Error(JSON.stringify(read.issues));
        await pipeline.apply(tx, stage.shop, read.facts, now);
        await inbox.settle(tx, stage.shop.shopId, [{ inboxId: row.inboxId, outcome: "done" }], now);
      }
    });
  }

  stage.supply = async (days, since = day(-200)) => {
    for (const [productId, count] of days)
      await sql`
        insert into supplies (shop_id, product_id, days, since, set_by) values (${stage.shop.shopId}, ${productId}, ${count}, ${since}, 'test')
        on conflict (shop_id, product_id, variant_id) do update set days = excluded.days, since = excluded.since
      `.execute(database.db);
  };
  stage.start = async (now = day(-1), catchUp = { mode: "nobody" }) => {
    await switchOn(database.db, stage.shop, stage.flowId, catchUp, now);
  };
  stage.order = (orderId, { at, lines, parcels = [], customerId = 1n, cancelled, updatedAt = at }, now = updatedAt) =>
    arrive(
      updatedAt === at ? "orders/create" : "orders/updated",
      {
        ...{ id: orderId, name: `#${orderId}`, currency: "EUR", financial_status: "paid", total_price: "20.00" },
        ...{ created_at: at.toISOString(), processed_at: at.toISOString(), updated_at: updatedAt.toISOString() },
        cancelled_at: cancelled?.toISOString() ?? null,
        fulfillment_status: parcels.length > 0 ? "fulfilled" : null,
        customer: { id: Number(customerId), email: `c${customerId}@example.com` },
        line_items: lines.map(({ product, quantity = 1, plan, left = quantity }, index) => ({
          ...{ id: orderId * 100 + index, product_id: Number(product), variant_id: Number(variantOf(product)), title: "x" },
          ...{ quantity, current_quantity: left, price: "10.00", requires_shipping: true, selling_plan_id: plan ?? null },
        })),
        fulfillments: parcels.map((parcel, index) => ({
          ...{ id: orderId * 10 + index, order_id: orderId, status: "success" },
          ...{ created_at: parcel.at.toISOString(), updated_at: (parcel.delivered ?? parcel.at).toISOString() },
          shipment_status: parcel.delivered === undefined ? null : "delivered",
          line_items: (parcel.lines ?? lines.map((_, one) => one)).map((one) => ({
            ...{ id: orderId * 100 + one, quantity: lines[one]?.quantity ?? 1 },
          })),
        })),
      },
      now,
    );
  stage.pass = async (from, until) => {
    for (let now = from; now <= until; now = await nextAfter(now)) {
      while ((await fireDue(database.db, now, 100)) > 0);
      while ((await sendDue(database.db, () => now, 50, factSources, emailsBy(smtp))) > 0);
    }
  };
  async function nextAfter(now: Date): Promise<Date> {
    const { rows } = await sql<{ at: Date | null }>`
      select least((select min(due_at) from flow_timers), (select min(due_at) from messages where state = 'queued')) as at
    `.execute(database.db);
    const at = rows[0]?.at ?? day(10_000);
    return at > now ? at : plusMs(now, 60_000);
  }
  stage.emails = () => stage.server.emails();
  stage.mailbox = async () => {
    const { rows } = await sql<{ at: Date; subject: string }>`
      select sent_at as at, subject from messages where shop_id = ${stage.shop.shopId} and state = 'sent' order by sent_at, message_id
    `.execute(database.db);
    if (stage.server.raw.length !== rows.length) throw new Error("The mailbox holds something else");
    return rows.map(({ at, subject }) => `${Math.floor((at.getTime() - day0.getTime()) / DAY_MS)}: ${subject}`);
  };

  beforeAll(async () => {
    await createQueues();
    route = await startRoute();
    stage.server = await startMailServer();
  });
  beforeEach(async () => {
    await sql`delete from flow_timers`.execute(database.db);
    stage.shop = await stageShop(database.db, day(-400));
    await createDefaultProgram(stage.shop.shopId, day(-400));
    await stageCustomer(database.db, stage.shop, 1n);
    for (const [productId, title] of [
      [COFFEE, "Espresso Nr. 1"],
      [TEA, "Grüner Tee"],
      [SOAP, "Olivenseife"],
      [MUG, "Becher"],
    ] as const)
      await sql`
        insert into products (shop_id, product_id, title, handle, status, tags, variants, source_updated_at)
        values (${stage.shop.shopId}, ${productId}, ${title}, ${`p-${productId}`}, 'active', '{}',
          ${JSON.stringify([{ variantId: String(variantOf(productId)), title: "Default Title", sku: null, priceMinor: "1000" }])}::jsonb, ${day(-300)})
      `.execute(database.db);
    const emailIds = new Map<string, number>();
    for (const key of ["refill-due", "refill-late"] as const)
      emailIds.set(key, (await createFromPreset(stage.shop, key, "test", day(-300))) ?? 0);
    const draft = draftFrom(flowPresets.refill, emailIds, new Map());
    stage.flowId = await createFlow(stage.shop.shopId, { preset: "refill", name: null, draft }, "test", day(-300));
    await publishDraft(database.db, stage.shop, stage.flowId, { mode: "keep" }, day(-300));
    smtp = openSmtp(stage.server.url);
    stage.server.clear();
  });
  afterEach(async () => {
    smtp.close();
    await sql`delete from messages`.execute(database.db);
    await sql`delete from webhook_inbox`.execute(database.db);
  });
  afterAll(async () => {
    await route.stop();
    await stage.server.stop();
    await stopEngine();
  });
  return stage;
}
