import fc from "fast-check";
import { sql } from "kysely";
import { beforeEach, describe, expect, test } from "vitest";

import { append, type TimelineEvent } from "../../app/customers/timeline.server.ts";
import { deliverDue, type Transports } from "../../app/deliveries/deliver.server.ts";
import { dropOldDeliveries, listDeliveries, sendAgain } from "../../app/deliveries/log.server.ts";
import { bodyOf, envelopeSchema, toldKinds, type ToldKind } from "../../app/deliveries/payload.ts";
import { MOST_ATTEMPTS } from "../../app/deliveries/receiver.ts";
import {
  listReceivers,
  makeReceiver,
  pauseReceiver,
  removeReceiver,
  replaceSecret,
  resumeReceiver,
} from "../../app/deliveries/receivers.server.ts";
import type { Addressee, Outcome, Parcel } from "../../app/deliveries/transport.ts";
import { readHome } from "../../app/insights/home/home.server.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS, plusMs, SECOND_MS } from "../../app/lib/time.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { createEarningShop } from "../support/earning-shop.ts";
import { useDatabase } from "../support/database.ts";

const database = useDatabase();
const start = new Date("2026-06-10T10:00:00Z");
const OK: Outcome = { ok: true, status: 204 };
const DOWN: Outcome = { ok: false, status: 503, problem: "status" };

let shop: Shop;
let now: Date;
let receiverId: number;
let sent: { to: Addressee; parcel: Parcel; at: Date; body: { type: string; customerId: string; data: { points: number } } }[];
let answer: (body: { customerId: string; data: { points: number } }) => Outcome | Promise<Outcome>;
let keys = 0;

beforeEach(async () => {
  [now, sent, answer] = [start, [], () => OK];
  await sql`update shops set status = 'uninstalled'`.execute(database.db);
  shop = await createEarningShop(database.db);
  receiverId = (await receiver(["points.adjusted", "tier.changed"]))?.receiverId ?? 0;
});

const receiver = (kinds: ToldKind[], of = shop) =>
  makeReceiver(database.db, of.shopId, { url: "https://hooks.example.com/", kinds }, "merchant:1", start);

const over: Transports = {
  webhook: async (to, parcel, at) => {
    const body = JSON.parse(parcel.body) as (typeof sent)[number]["body"];
    const outcome = await answer(body);
    sent.push({ to, parcel, at, body });
    return outcome;
  },
  "shopify-flow": () => Promise.reject(new Error("Nothing was to be told to Flow")),
};

const deliver = () => deliverDue(database.db, () => now, over);
/** Until nothing is due now. */
async function deliverAll(): Promise<void> {
  while ((await deliver()) > 0);
}

const adjusted = (customerId: bigint, points: number): TimelineEvent => ({
  ...{ customerId, kind: "points.adjusted", key: `test:${(keys += 1)}`, occurredAt: now },
  data: { points: BigInt(points), reason: "Course", actor: "system" },
});
const happen = (...events: TimelineEvent[]) => append(database.db, shop.shopId, events, now);
const points = () => sent.map(({ body }) => body.data.points);
const log = () => listDeliveries(database.db, shop.shopId, receiverId, { limit: 50 });
const one = async () => (await listReceivers(database.db, shop.shopId, now))[0];

describe("a delivery", () => {
  test("is there if and only if its event is, for who has chosen the kind, of the shop alone", async () => {
    const other = await createEarningShop(database.db);
    await receiver(["points.adjusted"], other);
    const second = await receiver(["segment.left"]);
    await expect(
      database.db.transaction().execute(async (tx) => {
        await append(tx, shop.shopId, [adjusted(1n, 1)], now);
        await tx.executeQuery(sql`select 1 / 0`.compile(tx));
      }),
    ).rejects.toThrow("division by zero");
    expect(await log()).toEqual([]);
    const event = adjusted(1n, 5);
    await happen(event, { ...adjusted(1n, 0), kind: "customer.created", data: {} });
    await happen(event);
    expect(await log()).toMatchObject([{ kind: "points.adjusted", customerId: 1n, state: "waiting" }]);
    expect(await listDeliveries(database.db, shop.shopId, second?.receiverId ?? 0, { limit: 5 })).toEqual([]);
    await deliverAll();
    expect(sent).toHaveLength(1);
    expect(sent[0]?.body).toEqual({
      ...{ type: "points.adjusted", timestamp: start.toISOString(), shop: shop.domain, customerId: "1" },
      data: { points: 5, reason: "Course" },
    });
    expect(sent[0]?.parcel.id).toMatch(new RegExp(`^evt_${shop.shopId}_\\d+$`));
    expect(await log()).toMatchObject([{ state: "delivered", attempts: 1, status: 204 }]);
  });

  test("leaves once though several workers take at a time", async () => {
    await happen(...Array.from({ length: 30 }, (_, at) => adjusted(BigInt(at % 10), at)));
    await Promise.all([1, 2, 3].map(() => deliverAll()));
    await deliverAll();
    expect(points().sort((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, at) => at));
  });

  test("is sent again when its sender has died over it, with the same id and body", async () => {
    await happen(adjusted(1n, 5));
    answer = () => Promise.reject(new Error("the process ends"));
    expect(await deliver()).toBe(0);
    answer = () => OK;
    now = plusMs(start, MINUTE_MS);
    expect(await deliver()).toBe(0);
    now = plusMs(start, 2 * MINUTE_MS);
    await happen(adjusted(1n, 6));
    await deliverAll();
    expect(points()).toEqual([5, 6]);
    await sendAgain(database.db, shop.shopId, receiverId, (await log())[1]?.deliveryId ?? 0n, now);
    await deliverAll();
    expect(sent[2]?.parcel).toEqual(sent[0]?.parcel);
  });

  test("says who was kept, once a merge has made two one", async () => {
    await happen(adjusted(1n, 5));
    await sql`update deliveries set customer_id = 2 where shop_id = ${shop.shopId}`.execute(database.db);
    await deliverAll();
    expect(sent[0]?.body.customerId).toBe("2");
  });

  test("goes with its event where that was taken back", async () => {
    await happen(adjusted(1n, 5));
    await sql`delete from timeline_events where shop_id = ${shop.shopId}`.execute(database.db);
    await deliverAll();
    expect(sent).toEqual([]);
    const { rows } = await sql`select 1 from deliveries where shop_id = ${shop.shopId}`.execute(database.db);
    expect(rows).toEqual([]);
  });
});

describe("the order of a customer's events", () => {
  test("is kept: the next one waits for the one before, and other customers for nobody", async () => {
    await happen(adjusted(1n, 1), adjusted(1n, 2), adjusted(2n, 3));
    answer = ({ data }) => (data.points === 1 ? DOWN : OK);
    await deliverAll();
    expect(points().sort()).toEqual([1, 3]);
    answer = () => OK;
    now = plusMs(start, 30 * SECOND_MS);
    await deliverAll();
    expect(points().slice(2)).toEqual([1, 2]);
  });

  test("holds whatever fails when, and everything arrives or is given up (property)", async () => {
    const attempt = fc.record({ customer: fc.integer({ min: 1, max: 3 }), failures: fc.integer({ min: 0, max: 16 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(attempt, { minLength: 1, maxLength: 8 }), async (plan) => {
        [sent, now] = [[], start];
        await removeReceiver(database.db, shop.shopId, receiverId);
        receiverId = (await receiver(["points.adjusted"]))?.receiverId ?? 0;
        const left = plan.map(({ failures }) => failures);
        answer = ({ data: { points: at } }) => ((left[at] ?? 0) > 0 ? ((left[at] = (left[at] ?? 0) - 1), DOWN) : OK);
        await happen(...plan.map(({ customer }, at) => adjusted(BigInt(customer), at)));
        for (let due: Date | null = now, turns = 0; due !== null && turns < 300; due = await nextDue(), turns += 1) {
          if (due > now) now = due;
          await deliverAll();
          await resumeIfStopped();
        }
        const deliveries = await log();
        expect(deliveries.filter(({ state }) => state === "waiting")).toEqual([]);
        for (const [, own] of Map.groupBy(deliveries, ({ customerId }) => customerId)) {
          const settled = own.toReversed().map(({ settledAt }) => settledAt?.getTime() ?? 0);
          expect(settled).toEqual([...settled].sort((a, b) => a - b));
        }
        for (const [at, { failures }] of plan.entries())
          expect(deliveries.toReversed()[at]?.state).toBe(failures >= MOST_ATTEMPTS ? "failed" : "delivered");
      }),
      { numRuns: 4 },
    );
  });
});

/** When something is due next, the first that waits of each customer, at the earliest when the receiver has rested; null: nothing waits. */
async function nextDue(): Promise<Date | null> {
  const { rows } = await sql<{ at: Date | null }>`
    select greatest(min(d.due_at), max(r.rest_until)) as at from (
      select distinct on (customer_id) due_at from deliveries
      where shop_id = ${shop.shopId} and receiver_id = ${receiverId} and state = 'waiting' order by customer_id, delivery_id
    ) d, receivers r where r.shop_id = ${shop.shopId} and r.receiver_id = ${receiverId}
  `.execute(database.db);
  const at = rows[0]?.at ?? null;
  const { rows: waiting } =
    await sql`select from deliveries where shop_id = ${shop.shopId} and receiver_id = ${receiverId} and state = 'waiting' limit 1`.execute(
      database.db,
    );
  return waiting.length === 0 ? null : at;
}

/** A property's clock may let a receiver be paused; the merchant resumes without what it means for attempts. */
async function resumeIfStopped(): Promise<void> {
  await sql`update receivers set state = 'active', failing_since = null where shop_id = ${shop.shopId} and state = 'paused'`.execute(
    database.db,
  );
}

describe("a receiver that takes its time", () => {
  test("hands on after a second; what it was not sent waits for its next turn, as if untouched", async () => {
    await happen(...Array.from({ length: 20 }, (_, at) => adjusted(BigInt(at + 1), at)));
    answer = () => {
      now = plusMs(now, SECOND_MS);
      return OK;
    };
    await deliver();
    expect(sent.length).toBeLessThanOrEqual(5);
    const waiting = (await log()).filter(({ state }) => state === "waiting");
    expect(waiting.length).toBe(20 - sent.length);
    expect(waiting.every(({ attempts }) => attempts === 0)).toBe(true);
    await deliverAll();
    expect(points().sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, at) => at));
  });

  test("takes no other shop's turn, however many of them a shop has", async () => {
    for (let more = 0; more < 5; more += 1) await receiver(["points.adjusted"]);
    await happen(adjusted(1n, 1));
    await deliver();
    expect(sent).toHaveLength(2);
    await deliverAll();
    expect(sent).toHaveLength(6);
  });
});

describe("what fails", () => {
  test("is tried fifteen times within three days, and is then given up; the next one goes", async () => {
    await happen(adjusted(1n, 1), adjusted(2n, 7));
    answer = ({ data }) => (data.points === 1 ? DOWN : OK);
    const tries: number[] = [];
    for (let due: Date | null = start, turns = 0; due !== null && turns < 100; due = await nextDue(), turns += 1) {
      if (due > now) now = due;
      const before = sent.length;
      // Something gets through now and then, so that the receiver is well.
      await happen(adjusted(3n, 8));
      await deliverAll();
      if (sent.slice(before).some(({ body }) => body.data.points === 1)) tries.push(now.getTime() - start.getTime());
    }
    expect(tries).toHaveLength(MOST_ATTEMPTS);
    expect(tries.at(-1)).toBeLessThan(3 * DAY_MS);
    expect(tries.at(-1)).toBeGreaterThan(2 * DAY_MS);
    expect((await log()).find(({ customerId }) => customerId === 1n)).toMatchObject({
      state: "failed",
      status: 503,
      problem: "status",
    });
    expect(await sendAgain(database.db, shop.shopId, receiverId, "failed", now)).toBe(1);
    answer = () => OK;
    await deliverAll();
    expect(points().at(-1)).toBe(1);
  });

  test("lets the receiver rest as a whole: a thousand that wait are not tried one by one", async () => {
    await happen(...Array.from({ length: 60 }, (_, at) => adjusted(BigInt(at), at)));
    answer = () => DOWN;
    for (let second = 0; second < 600; second += 10) {
      now = plusMs(start, second * SECOND_MS);
      await deliver();
    }
    expect(sent.length).toBeLessThan(30);
    answer = () => OK;
    now = plusMs(now, 20 * MINUTE_MS);
    await deliverAll();
    expect(new Set(points()).size).toBe(60);
    expect(await one()).toMatchObject({ failingSince: null, problem: null });
  });

  test("pauses a receiver that has taken nothing for three days; Home says so, and all that waits is sent when it is resumed", async () => {
    await happen(adjusted(1n, 1));
    answer = () => DOWN;
    for (let hour = 0; hour <= 80; hour += 5) {
      now = plusMs(start, hour * HOUR_MS);
      if (hour % 10 === 0) await happen(adjusted(BigInt(hour + 2), hour));
      await deliver();
    }
    expect(await one()).toMatchObject({ state: "paused", problem: "status", failingSince: start });
    expect((await readHome(database.db, shop, now)).receiversStopped).toBe(1);
    const before = sent.length;
    now = plusMs(now, DAY_MS);
    await happen(adjusted(99n, 99));
    expect([await deliver(), sent.length]).toEqual([0, before]);
    answer = () => OK;
    await resumeReceiver(database.db, shop.shopId, receiverId, now);
    await deliverAll();
    expect(points()).toContain(99);
    expect((await log()).every(({ state }) => state !== "waiting")).toBe(true);
    expect((await readHome(database.db, shop, now)).receiversStopped).toBe(0);
  });

  test("long ago is no reason to pause a receiver that was told of nothing since", async () => {
    await happen(adjusted(1n, 1));
    answer = () => DOWN;
    for (let due: Date | null = now; due !== null; due = await nextDue()) {
      if (due > now) now = due;
      await deliver();
    }
    expect(await log()).toMatchObject([{ state: "failed" }]);
    now = plusMs(start, 10 * DAY_MS);
    await happen(adjusted(2n, 2));
    await deliver();
    expect(await one()).toMatchObject({ state: "active", failingSince: now });
  });

  test("because the receiver is gone pauses it at once; a merchant's pause is no problem, and keeps what happens", async () => {
    await happen(adjusted(1n, 1));
    answer = () => ({ ok: false, status: 410, problem: "gone" });
    await deliver();
    expect(await one()).toMatchObject({ state: "paused", problem: "gone" });
    await resumeReceiver(database.db, shop.shopId, receiverId, now);
    await pauseReceiver(database.db, shop.shopId, receiverId);
    expect(await one()).toMatchObject({ state: "paused", problem: null });
    expect((await readHome(database.db, shop, now)).receiversStopped).toBe(0);
    await happen(adjusted(2n, 2));
    expect(await deliver()).toBe(0);
    answer = () => OK;
    await resumeReceiver(database.db, shop.shopId, receiverId, now);
    await deliverAll();
    expect(points().slice(1).sort()).toEqual([1, 2]);
  });
});

describe("the secret", () => {
  test("signs beside the one before it for a day, and is sealed in the database", async () => {
    const first = await receiver(["points.adjusted"]);
    const second = await replaceSecret(database.db, shop.shopId, first?.receiverId ?? 0, start);
    const secretsAt = async (at: Date) => {
      [sent, now] = [[], at];
      await happen(adjusted(1n, 1));
      await deliverAll();
      return sent.map(({ to }) => to.secrets).find((secrets) => secrets.includes(second ?? ""));
    };
    expect(await secretsAt(plusMs(start, DAY_MS - 1))).toEqual([second, first?.secret]);
    expect(await secretsAt(plusMs(start, DAY_MS))).toEqual([second]);
    const { rows } = await sql<{ all: string }>`select string_agg(to_json(r)::text, '') as all from receivers r`.execute(
      database.db,
    );
    expect(rows[0]?.all).not.toContain("whsec_");
  });

  test("of one shop opens nothing in another's row (hostile: outgoing webhooks)", async () => {
    const other = await createEarningShop(database.db);
    const theirs = await receiver(["points.adjusted"], other);
    await sql`
      update receivers set secret = (select secret from receivers where shop_id = ${other.shopId}) where shop_id = ${shop.shopId}
    `.execute(database.db);
    await happen(adjusted(1n, 1));
    await deliver();
    expect([sent, theirs === null]).toEqual([[], false]);
  });
});

test("the log ends after thirty days, whatever became of it", async () => {
  await happen(adjusted(1n, 1));
  await deliverAll();
  await happen(adjusted(2n, 2));
  await dropOldDeliveries(database.db, plusMs(start, 30 * DAY_MS));
  expect(await log()).toHaveLength(2);
  await dropOldDeliveries(database.db, plusMs(start, 30 * DAY_MS + 1));
  expect(await log()).toEqual([]);
});

test("whatever an event lacks is null, and every kind reads as its schema says", () => {
  for (const kind of toldKinds) {
    for (const data of [
      {},
      null,
      { points: "5", title: "x", segmentId: 1, availableAt: "2026-01-01T00:00:00.000Z", orderId: "9", more: 1 },
    ]) {
      const body = bodyOf(
        { eventId: 1n, kind, customerId: 9_007_199_254_740_993n, occurredAt: start, data },
        { domain: "x.myshopify.com" },
      );
      const read = envelopeSchema(kind).safeParse(JSON.parse(body));
      expect([kind, read.error?.issues ?? []]).toEqual([kind, []]);
      expect(body).toContain('"customerId":"9007199254740993"');
    }
  }
});

test.each<[ToldKind, object, object]>([
  [
    "review.published",
    { reviewId: "8", productId: "77", product: "Mug", stars: 2 },
    { reviewId: "8", productId: "77", product: "Mug", stars: 2 },
  ],
  [
    "achievement.earned",
    { achievementId: 4, achievement: "streak", title: "Monthly", "title.de": "Monatlich" },
    { achievementId: 4, achievement: "streak", title: "Monthly" },
  ],
  [
    "referral.joined",
    { referralId: "12", orderId: "5551", orderName: "#1001" },
    { referralId: "12", orderId: "5551", orderName: "#1001" },
  ],
  ["referral.paid", { referralId: "12", points: "500" }, { referralId: "12", points: 500 }],
  ["referral.rejected", { referralId: "12", reason: "known-customer" }, { referralId: "12", reason: "known-customer" }],
  ["referral.reversed", { referralId: "12", points: "200", whole: false }, { referralId: "12", points: 200, whole: false }],
])("a shop's own system hears of reviews, badges and referrals: %s (issue 11, outgoing webhooks)", (kind, data, told) => {
  const body = bodyOf({ eventId: 1n, kind, customerId: 7n, occurredAt: start, data }, { domain: "x.myshopify.com" });
  expect(JSON.parse(body)).toMatchObject({ type: kind, customerId: "7", data: told });
});
