import { createHmac } from "node:crypto";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";

import { afterEach, describe, expect, test } from "vitest";

import { createDelivery, type Delivery } from "../sandbox/delivery/delivery.ts";
import { faultsSchema, type Faults } from "../sandbox/delivery/faults.ts";
import { isOver, MAX_RETRIES, retryDelayMs, startWait } from "../sandbox/delivery/schedule.ts";
import type { WebhookEvent } from "../sandbox/world/types.ts";

const SECRET = "a-secret-of-this-test";
type Received = { body: string; headers: IncomingHttpHeaders };

let closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing) close();
  closing = [];
});

/** A tiny app that remembers what it was sent and answers as it is told. */
async function start(
  answer: (received: Received, count: number) => number | null = () => 200,
): Promise<{ received: Received[]; delivery: Delivery; clock: { ms: number }; url: string }> {
  const received: Received[] = [];
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      received.push({ body: Buffer.concat(chunks).toString("utf8"), headers: request.headers });
      const last = received.at(-1);
      const status = last === undefined ? 500 : answer(last, received.length);
      if (status === null) request.socket.destroy();
      else response.writeHead(status).end(status === 200 ? "" : "no");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const clock = { ms: Date.parse("2026-11-21T00:00:00Z") };
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks`;
  const delivery = createDelivery({
    url,
    secret: SECRET,
    apiVersion: "2026-10",
    concurrency: 4,
    timeoutMs: 240_000,
    clock: { now: () => new Date(clock.ms), set: () => undefined },
  });
  closing.push(() => {
    delivery.stop();
    server.closeAllConnections();
    server.close();
  });
  return { received, delivery, clock, url };
}

const webhook = (number: number, topic = "orders/create"): WebhookEvent => ({
  ...{ shop: "morgenrot.myshopify.com", topic, body: JSON.stringify({ number, name: "Jäger" }), eventId: `event-${number}` },
  triggeredAt: new Date("2026-11-20T23:00:00Z"),
});
const faults = (given: Partial<Faults>): Faults => faultsSchema.parse(given);
const numbers = (received: Received[]) => received.map(({ body }) => (JSON.parse(body) as { number: number }).number);

test("signs the bytes and sends every header that Shopify sends", async () => {
  const { received, delivery } = await start();
  delivery.enqueue(webhook(1));
  await delivery.drainedTo(0);
  const [{ body, headers } = { body: "", headers: {} as IncomingHttpHeaders }] = received;
  expect(headers).toMatchObject({
    ...{
      "content-type": "application/json",
      "x-shopify-topic": "orders/create",
      "x-shopify-shop-domain": "morgenrot.myshopify.com",
    },
    ...{
      "x-shopify-api-version": "2026-10",
      "x-shopify-event-id": "event-1",
      "x-shopify-triggered-at": "2026-11-20T23:00:00.000Z",
    },
    "x-shopify-hmac-sha256": createHmac("sha256", SECRET).update(body, "utf8").digest("base64"),
  });
  expect(headers["x-shopify-webhook-id"]).toMatch(/^[0-9a-f-]{36}$/);
  expect(delivery.counts()).toMatchObject({ delivered: 1, waiting: 0, failed: 0 });
});

test("delivers thousands in parallel, each once", async () => {
  const { received, delivery } = await start();
  for (let number = 0; number < 3_000; number += 1) delivery.enqueue(webhook(number));
  await delivery.drainedTo(0);
  expect(new Set(numbers(received)).size).toBe(3_000);
  expect(received).toHaveLength(3_000);
});

describe("retries", () => {
  test("follow Shopify's schedule: eight, each twice as late, within four hours", () => {
    const delays = Array.from({ length: MAX_RETRIES }, (_, index) => retryDelayMs(index + 1) ?? 0);
    expect(delays.reduce((sum, delay) => sum + delay, 0) / 3_600_000).toBeCloseTo(4, 3);
    for (const [index, delay] of delays.slice(1).entries()) expect(delay / (delays[index] ?? 0)).toBeCloseTo(2, 2);
    expect(retryDelayMs(MAX_RETRIES + 1)).toBeNull();
    expect(retryDelayMs(0)).toBeNull();
  });

  test("are over when either clock has passed them", () => {
    const wait = startWait(12_000, 1_000, 50);
    expect(isOver(wait, 12_999, 149)).toBe(false);
    expect(isOver(wait, 13_000, 50)).toBe(true);
    expect(isOver(wait, 1_000, 150)).toBe(true);
  });

  test.each([
    ["an error", 500],
    ["a redirect", 302],
    ["a broken connection", null],
  ] as const)("come after %s, with the same ids", async (_name, status) => {
    const { received, delivery } = await start((_received, count) => (count === 1 ? status : 200));
    delivery.enqueue(webhook(1));
    await delivery.drainedTo(0);
    expect(received.length).toBe(2);
    for (const header of ["x-shopify-webhook-id", "x-shopify-event-id", "x-shopify-hmac-sha256"])
      expect(received[1]?.headers[header]).toBe(received[0]?.headers[header]);
    expect(delivery.records()[0]).toMatchObject({ state: "delivered", attempts: 2, status: 200 });
  });

  test("end after the eighth; skipping time makes them due at once", async () => {
    const { received, delivery, clock } = await start(() => 503);
    delivery.enqueue(webhook(1));
    const afterHours = () => {
      clock.ms += 4 * 3_600_000;
      delivery.clockMoved();
      return delivery.counts();
    };
    await expect.poll(afterHours, { interval: 15 }).toMatchObject({ failed: 1, delivered: 0 });
    expect(received).toHaveLength(1 + MAX_RETRIES);
    expect(delivery.undelivered()).toBe(0);
  });
});

describe("faults", () => {
  test("loss: nothing arrives, and nothing is waited for", async () => {
    const { received, delivery } = await start();
    delivery.faults.configure(faults({ next: { loss: 2 } }));
    for (let number = 1; number <= 3; number += 1) delivery.enqueue(webhook(number));
    await delivery.drainedTo(0);
    expect(numbers(received)).toEqual([3]);
    expect(delivery.counts()).toMatchObject({ lost: 2, delivered: 1 });
  });

  test("duplicates: the same webhook twice, with the same ids", async () => {
    const { received, delivery } = await start();
    delivery.faults.configure(faults({ duplicate: 1 }));
    delivery.enqueue(webhook(1));
    await delivery.drainedTo(0);
    expect(received).toHaveLength(2);
    expect(received[0]?.headers["x-shopify-webhook-id"]).toBe(received[1]?.headers["x-shopify-webhook-id"]);
  });

  test("disorder: later webhooks overtake; without any the held one goes out by itself", async () => {
    const { received, delivery } = await start();
    delivery.faults.configure(faults({ next: { disorder: 1 } }));
    for (let number = 1; number <= 8; number += 1) {
      delivery.enqueue(webhook(number));
      await delivery.drainedTo(number <= 6 ? 1 : 0);
    }
    await delivery.drainedTo(0);
    expect(numbers(received).indexOf(1)).toBeGreaterThan(0);
    expect(new Set(numbers(received)).size).toBe(8);

    delivery.faults.configure(faults({ next: { disorder: 1 } }));
    delivery.enqueue(webhook(9));
    await delivery.drainedTo(0);
    expect(numbers(received)).toContain(9);
  });

  test("delay: late by the sandbox's clock", async () => {
    const { received, delivery, clock } = await start();
    delivery.faults.configure(faults({ next: { delay: 1 }, delayMs: 86_400_000 }));
    delivery.enqueue(webhook(1));
    delivery.enqueue(webhook(2));
    await delivery.drainedTo(1);
    expect(numbers(received)).toEqual([2]);
    clock.ms += 86_400_000;
    delivery.clockMoved();
    await delivery.drainedTo(0);
    expect(numbers(received)).toEqual([2, 1]);
  });

  test("only the topics named, in the shares asked for, the same from the same seed", async () => {
    const { delivery } = await start();
    const lostWith = (seed: number) => {
      delivery.faults.configure(faults({ loss: 0.3, seed, topics: ["orders/paid"] }));
      return Array.from({ length: 1_000 }, () => delivery.faults.draw("orders/paid").has("loss"));
    };
    const lost = lostWith(5);
    expect(lost.filter(Boolean).length).toBeGreaterThan(240);
    expect(lost.filter(Boolean).length).toBeLessThan(360);
    expect(lostWith(5)).toEqual(lost);
    expect(lostWith(6)).not.toEqual(lost);
    expect(delivery.faults.draw("orders/create").size).toBe(0);
  });
});

test("what was not delivered can be handed to the next run; an uninstalled shop's is dropped", async () => {
  const { delivery } = await start(() => 500);
  delivery.enqueue(webhook(1));
  delivery.enqueue({ ...webhook(2), shop: "nordlicht.myshopify.com" });
  await expect.poll(() => delivery.counts()).toMatchObject({ waiting: 2, sending: 0 });
  expect(
    delivery
      .unfinished()
      .map(({ eventId }) => eventId)
      .sort(),
  ).toEqual(["event-1", "event-2"]);
  delivery.dropUndelivered("nordlicht.myshopify.com");
  expect(delivery.unfinished().map(({ eventId }) => eventId)).toEqual(["event-1"]);
});

test("by hand: any body under any topic, headers replaced or left out, a wrong signature, no answer", async () => {
  const { received, delivery } = await start(({ headers }) => (headers["x-shopify-topic"] === "hang/up" ? null : 200));
  const base = { shop: "morgenrot.myshopify.com", topic: "orders/create", body: "not json", headers: {}, badHmac: false };
  expect(
    await delivery.deliverNow({ ...base, headers: { "X-Shopify-Event-Id": "mine", "x-shopify-webhook-id": "" } }),
  ).toMatchObject({ status: 200, error: null });
  expect(received[0]?.headers["x-shopify-event-id"]).toBe("mine");
  expect(received[0]?.headers["x-shopify-webhook-id"]).toBeUndefined();
  await delivery.deliverNow({ ...base, badHmac: true });
  expect(received[1]?.headers["x-shopify-hmac-sha256"]).not.toBe(received[0]?.headers["x-shopify-hmac-sha256"]);
  const hung = await delivery.deliverNow({ ...base, topic: "hang/up" });
  expect(hung.status).toBeNull();
  expect(hung.error).not.toBeNull();
});
