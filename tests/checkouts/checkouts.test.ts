import fc from "fast-check";
import { sql } from "kysely";
import { beforeEach, describe, expect, it } from "vitest";

import { dropOldCheckouts } from "../../app/checkouts/checkouts.server.ts";
import type { Fact } from "../../app/facts/fact.ts";
import { flowPresets } from "../../app/flows/presets/series.ts";
import { forecast } from "../../app/flows/forecast/forecast.server.ts";
import { fireDue } from "../../app/flows/runs/fire.server.ts";
import { readFlows } from "../../app/flows/runs/read-flows.server.ts";
import { factSources } from "../../app/jobs/loops/fact-sources.server.ts";
import { age } from "../../app/jobs/loops/time-loops.server.ts";
import { parseJson } from "../../app/lib/json.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS, plusMs } from "../../app/lib/time.ts";
import type { Transport } from "../../app/messages/channels/channel.ts";
import type { Email } from "../../app/messages/channels/email/email.ts";
import { sendDue } from "../../app/messages/sending/send-due.server.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { interpret } from "../../app/webhooks/interpret.ts";
import { messagesOf, stageCustomer, stageShop } from "../messages/stage.ts";
import { start, useFlows } from "../flows/flow-stage.ts";
import {
  beginCheckout,
  createCustomer,
  createProduct,
  dropCheckout,
  placeOrder,
  workOnCheckout,
} from "../sandbox/world/commerce.ts";
import type { Shop as WorldShop, WebhookEvent, World } from "../sandbox/world/types.ts";
import { createShop, createWorld } from "../sandbox/world/world.ts";
import { useDatabase } from "../support/database.ts";
import { email } from "../support/flows.ts";
import * as pipeline from "../support/pipeline.ts";
import { emailsBy } from "../support/transports.ts";

const database = useDatabase();
const { trigger, exits, reentry, giveUpAfterDays } = flowPresets["abandoned-checkout"];
const stage = useFlows(database, {
  ...{ trigger, exits: [...exits], reentry, giveUpAfterDays },
  steps: [email("still"), { kind: "wait", id: "wait1", wait: { hours: 23 } }, email("questions")],
});

let now: Date;
let events: WebhookEvent[];
let world: World;
let shop: WorldShop;
let lines: { variantId: bigint; quantity: number }[];
const later = (minutes: number): Date => plusMs(start, minutes * MINUTE_MS);

beforeEach(async () => {
  now = start;
  events = [];
  world = createWorld({ now: () => now, set: () => undefined }, (event) => events.push(event));
  shop = createShop(world, { domain: stage.shop.domain, name: "Morgenrot" });
  shop.installed = true;
  const product = createProduct(world, shop, {
    title: "Tee",
    handle: "tee",
    variants: [{ title: "100 g", sku: "T", priceMinor: 990n }],
  });
  lines = product.variants.map(({ id }) => ({ variantId: id, quantity: 2 }));
  events = [];
  await sql`delete from checkouts`.execute(database.db);
  await stage.switchOn();
});

/** What was told lately reaches the app. */
async function hear(of: Shop = stage.shop, stream = events.splice(0)): Promise<void> {
  const facts = stream.flatMap(({ topic, body, triggeredAt }): Fact[] => {
    const meaning = interpret(topic, parseJson(body), { shop: of, triggeredAt });
    if (!meaning.ok) throw new Error(JSON.stringify(meaning.issues));
    return meaning.facts;
  });
  await pipeline.inShop(
    of.shopId,
    (tx) => pipeline.apply(tx, of, facts, now),
    () => now,
  );
}

/** Time goes on, and the loops look at what it has brought. */
async function wait(until: Date): Promise<void> {
  now = until;
  await age("checkouts", () => now);
  await fireDue(database.db, now, 100);
}

async function subscriber(name = "anna"): Promise<bigint> {
  const customer = createCustomer(world, shop, { email: `${name}@example.com`, firstName: name });
  events = [];
  await stageCustomer(database.db, stage.shop, customer.id, { email: customer.email });
  return customer.id;
}

const sent = async () => (await messagesOf(database.db, stage.shop)).map(({ state, reason }) => [state, reason]);

async function told(): Promise<unknown[]> {
  const { rows } = await sql`
    select customer_id, occurred_at, data ->> 'over' as over from timeline_events
    where shop_id = ${stage.shop.shopId} and kind = 'checkout.abandoned' order by key
  `.execute(database.db);
  return rows;
}

describe("an abandoned checkout", () => {
  it("is told of after ten minutes, and reminded of after an hour and a day, with what is in the cart (flows 8)", async () => {
    const customerId = await subscriber();
    beginCheckout(world, shop, { customerId, email: "anna@example.com", lines });
    await hear();
    await wait(plusMs(later(10), -1));
    expect(await told()).toEqual([]);
    await wait(later(10));
    expect(await told()).toEqual([{ customer_id: customerId, occurred_at: start, over: null }]);
    await wait(plusMs(later(60), -1));
    expect(await sent()).toEqual([]);
    await wait(later(60));
    await wait(plusMs(later(24 * 60), -1));
    expect(await sent()).toEqual([["queued", null]]);
    await wait(later(24 * 60));
    const { rows } = await sql<{ data: unknown }>`select data from messages where shop_id = ${stage.shop.shopId}`.execute(
      database.db,
    );
    const [{ variantId } = { variantId: 0n }] = lines;
    expect(rows.map(({ data }) => data)).toMatchObject([
      { lines: [{ variantId: variantId.toString(), quantity: 2 }] },
      { lines: [{ variantId: variantId.toString(), quantity: 2 }] },
    ]);
    expect(await stage.runsOf(customerId)).toMatchObject([{ state: "ended", end_reason: "completed" }]);
  });

  it("is ended by an order of its customer, another's stays (flows 8)", async () => {
    const [anna, ben] = [await subscriber("anna"), await subscriber("ben")];
    for (const [customerId, name] of [
      [anna, "anna"],
      [ben, "ben"],
    ] as const)
      beginCheckout(world, shop, { customerId, email: `${name}@example.com`, lines });
    await hear();
    await wait(later(15));
    placeOrder(world, shop, { customerId: anna, lines });
    await hear();
    await wait(later(60));
    expect(await messagesOf(database.db, stage.shop, anna)).toEqual([]);
    expect(await messagesOf(database.db, stage.shop, ben)).toHaveLength(1);
    expect(await told()).toMatchObject([{ over: "bought" }, { over: null }]);
  });

  it("is ended by a guest's order with its address, whatever the token, and takes back what has not left (flows 8)", async () => {
    const customerId = await subscriber();
    beginCheckout(world, shop, { customerId, email: "anna@example.com", lines });
    await hear();
    await wait(later(10));
    await wait(later(60));
    now = later(61);
    placeOrder(world, shop, { customerId: null, email: "ANNA@example.com", lines });
    await hear();
    expect(await sent()).toEqual([["dropped", "purchase"]]);
    expect(await stage.runsOf(customerId)).toMatchObject([{ state: "ended", end_reason: "purchase" }]);
  });

  it("never was one when it is completed, or ordered, within ten minutes", async () => {
    const customerId = await subscriber();
    const checkout = beginCheckout(world, shop, { customerId, email: "anna@example.com", lines });
    await hear();
    now = later(8);
    workOnCheckout(world, shop, checkout, { completed: true });
    await hear();
    await wait(later(120));
    expect([await told(), await sent()]).toEqual([[], []]);
  });

  it("moves with the work on it", async () => {
    const customerId = await subscriber();
    const checkout = beginCheckout(world, shop, { customerId, email: "anna@example.com", lines });
    await hear();
    await wait(later(10));
    now = later(50);
    workOnCheckout(world, shop, checkout);
    await hear();
    expect(await told()).toMatchObject([{ occurred_at: later(50) }]);
    await wait(later(60));
    expect(await sent()).toEqual([]);
    await wait(later(110));
    expect(await sent()).toEqual([["queued", null]]);
  });

  it("is over when Shopify has deleted it", async () => {
    const customerId = await subscriber();
    const checkout = beginCheckout(world, shop, { customerId, email: "anna@example.com", lines });
    await hear();
    await wait(later(10));
    await wait(later(60));
    now = later(70);
    dropCheckout(world, shop, checkout);
    await hear();
    expect(await sent()).toEqual([["dropped", "checkout-gone"]]);
  });

  it("of somebody whom nobody knows waits for the customer with its address", async () => {
    beginCheckout(world, shop, { email: "anna@example.com", lines });
    await hear();
    await wait(later(15));
    expect(await told()).toEqual([]);
    const { id } = createCustomer(world, shop, { email: "anna@example.com", firstName: "Anna" });
    await hear();
    await wait(later(16));
    expect(await told()).toEqual([{ customer_id: id, occurred_at: start, over: null }]);
  });

  it("reminds nobody who has not consented; the forecast says how many those are (flows 15)", async () => {
    const customer = createCustomer(world, shop, { email: "neu@example.com", firstName: "Neu" });
    events = [];
    const unasked = { email: customer.email, consent: "not_subscribed", optInLevel: "single_opt_in" };
    await stageCustomer(database.db, stage.shop, customer.id, unasked);
    beginCheckout(world, shop, { customerId: customer.id, email: customer.email, lines });
    await hear();
    await wait(later(10));
    await wait(later(60));
    const nobody = emailsBy({ send: () => Promise.reject(new Error("Nobody may be written to")) } as unknown as Transport<Email>);
    await sendDue(database.db, () => now, 50, factSources, nobody);
    expect(await sent()).toEqual([["dropped", "no-consent"]]);

    const [flow] = await readFlows(database.db, stage.shop.shopId);
    if (flow === undefined) throw new Error("There is no flow");
    const aWeekLater = plusMs(now, 7 * DAY_MS);
    const figures = await forecast(database.db, stage.shop, { ...flow, liveSince: aWeekLater }, aWeekLater);
    expect(figures.steps.find(({ stepId }) => stepId === "still")).toMatchObject({
      ...{ given: 0, heldBack: [{ reason: "no-consent", count: 1 }] },
    });
  });

  it("is one of its shop alone, though another has the same customer and token", async () => {
    const customerId = await subscriber();
    const checkout = beginCheckout(world, shop, { customerId, email: "anna@example.com", lines });
    const begun = events.splice(0);
    const other = await stageShop(database.db, start, "other-shop.myshopify.com");
    await hear(stage.shop, begun);
    await hear(other, begun);
    now = later(5);
    workOnCheckout(world, shop, checkout, { completed: true });
    await hear(other);
    const { rows } = await sql`select shop_id, over from checkouts order by shop_id`.execute(database.db);
    expect(rows).toEqual([
      { shop_id: stage.shop.shopId, over: null },
      { shop_id: other.shopId, over: "bought" },
    ]);
  });

  it("is forgotten three months after the last work on it", async () => {
    beginCheckout(world, shop, { email: "anna@example.com", lines });
    await hear();
    expect(await dropOldCheckouts(database.db, plusMs(start, 90 * DAY_MS))).toBe(0);
    expect(await dropOldCheckouts(database.db, plusMs(start, 90 * DAY_MS + HOUR_MS))).toBe(1);
  });
});

describe("order of arrival", () => {
  it("makes no difference", async () => {
    const work = fc.array(fc.constantFrom("again", "complete", "more"), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(work, fc.integer(), async (deeds, seed) => {
        now = start;
        const customerId = createCustomer(world, shop, { email: `x${seed}@example.com`, firstName: "X" }).id;
        events = [];
        const checkout = beginCheckout(world, shop, { customerId, email: `x${seed}@example.com`, lines });
        for (const [at, deed] of deeds.entries()) {
          now = later(at + 1);
          if (deed === "complete") workOnCheckout(world, shop, checkout, { completed: true });
          else
            workOnCheckout(
              world,
              shop,
              checkout,
              deed === "more" ? { lines: lines.map((line) => ({ ...line, quantity: 3 + at })) } : {},
            );
        }
        now = later(30);
        const told = events.splice(0);
        const end = async (stream: readonly WebhookEvent[]) => {
          await sql`delete from checkouts where shop_id = ${stage.shop.shopId}`.execute(database.db);
          for (const event of stream) await hear(stage.shop, [event]);
          return (
            await sql`select customer_id, email, active_at, lines, over, due_at from checkouts where shop_id = ${stage.shop.shopId}`.execute(
              database.db,
            )
          ).rows;
        };
        const shuffled = [...told, ...told].map((event, at) => ({ event, turn: Math.imul(at + 1, seed | 1) >>> 0 }));
        shuffled.sort((a, b) => a.turn - b.turn);
        expect(await end(shuffled.map(({ event }) => event))).toEqual(await end(told));
      }),
      { numRuns: 25 },
    );
  });
});
