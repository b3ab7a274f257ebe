import { randomUUID } from "node:crypto";
import type { OutgoingHttpHeaders } from "node:http";

import type { SandboxClock, WebhookEvent } from "../world/types.ts";
import { createFaults, type FaultInjector } from "./faults.ts";
import { createAgent, post, webhookHeaders, type Answer } from "./request.ts";
import { isOver, retryDelayMs, startWait, type Wait } from "./schedule.ts";

export type DeliveryState = "waiting" | "sending" | "delivered" | "lost" | "failed";

export type DeliveryRecord = {
  id: number;
  shop: string;
  topic: string;
  webhookId: string;
  eventId: string;
  triggeredAt: Date;
  body: string;
  state: DeliveryState;
  attempts: number;
  status: number | null;
  error: string | null;
  faults: string[];
};

export type Delivery = {
  /** Takes a webhook over: it is signed, posted, tried again on Shopify's schedule, and subject to the faults. */
  readonly enqueue: (event: WebhookEvent) => void;
  /** Posts once, now, past the queue and the faults, and tells what the app answered. */
  readonly deliverNow: (webhook: ManualWebhook) => Promise<Answer & { webhookId: string; eventId: string }>;
  /** Webhooks that are queued, on their way or waiting for a retry. */
  readonly undelivered: () => number;
  /** Resolves when at most `count` webhooks are undelivered. */
  readonly drainedTo: (count: number) => Promise<void>;
  /** The sandbox's clock has moved: waits may be over. */
  readonly clockMoved: () => void;
  readonly faults: FaultInjector;
  /** The latest deliveries, newest first. */
  readonly records: () => DeliveryRecord[];
  readonly counts: () => Record<DeliveryState, number>;
  readonly dropUndelivered: (shop: string) => void;
  /** What must survive a restart. */
  readonly unfinished: () => WebhookEvent[];
  readonly stop: () => void;
};

export type ManualWebhook = {
  shop: string;
  topic: string;
  body: string;
  headers: OutgoingHttpHeaders;
  badHmac: boolean;
};

type Job = { record: DeliveryRecord; wait: Wait | null; overtakers: number };

const KEPT_RECORDS = 3_000;
const LOOK_EVERY_MS = 50;
/** A disordered webhook that nothing overtakes still goes out, after this much sandbox time (a quarter of a second of real time). */
const DISORDER_MS = 30_000;

export function createDelivery(options: {
  url: string;
  secret: string;
  apiVersion: string;
  clock: SandboxClock;
  concurrency?: number;
  /** How long an answer may take, when not as long as Shopify waits. */
  timeoutMs?: number;
}): Delivery {
  const { secret, apiVersion, clock, timeoutMs } = options;
  const url = new URL(options.url);
  const concurrency = options.concurrency ?? 32;
  const agent = createAgent(concurrency);
  const faults = createFaults();
  const kept: DeliveryRecord[] = [];
  const counts: Record<DeliveryState, number> = { waiting: 0, sending: 0, delivered: 0, lost: 0, failed: 0 };
  let queue: Job[] = [];
  let head = 0;
  let waiting: Job[] = [];
  const onTheWay = new Set<Job>();
  let listeners: { count: number; resolve: () => void }[] = [];
  let ids = 0;
  let stopped = false;

  const looker = setInterval(() => release(), LOOK_EVERY_MS);
  looker.unref();

  const undelivered = () => counts.waiting + counts.sending;

  function move(record: DeliveryRecord, state: DeliveryState): void {
    counts[record.state] -= 1;
    record.state = state;
    counts[state] += 1;
  }

  function keep(record: DeliveryRecord): void {
    kept.push(record);
    if (kept.length > 2 * KEPT_RECORDS) kept.splice(0, kept.length - KEPT_RECORDS);
  }

  function admit(event: WebhookEvent, webhookId: string, drawn: Set<string>): void {
    const record: DeliveryRecord = {
      id: (ids += 1),
      ...event,
      webhookId,
      state: "waiting",
      attempts: 0,
      status: null,
      error: null,
      faults: [...drawn],
    };
    counts.waiting += 1;
    keep(record);
    if (drawn.has("loss")) {
      move(record, "lost");
      return;
    }
    const delay = drawn.has("delay") ? faults.current().delayMs : drawn.has("disorder") ? DISORDER_MS : null;
    if (delay === null) queue.push({ record, wait: null, overtakers: 0 });
    else
      waiting.push({
        record,
        wait: startWait(delay, clock.now().getTime(), performance.now()),
        overtakers: drawn.has("delay") ? 0 : faults.overtakers(),
      });
  }

  function enqueue(event: WebhookEvent): void {
    if (stopped) return;
    overtake();
    const drawn = faults.draw(event.topic);
    const webhookId = randomUUID();
    admit(event, webhookId, drawn);
    // Shopify's own duplicates carry the same ids; only loss and delay are drawn for the first copy alone.
    if (drawn.has("duplicate")) admit(event, webhookId, new Set(["duplicate"]));
    pump();
  }

  /** Each newcomer passes the disordered ones; a webhook that enough have passed goes on. */
  function overtake(): void {
    for (const job of waiting) if (job.overtakers > 0 && (job.overtakers -= 1) === 0) job.wait = null;
  }

  function release(): void {
    if (waiting.length === 0 || stopped) return;
    const [sandboxNow, realNow] = [clock.now().getTime(), performance.now()];
    const stays: Job[] = [];
    for (const job of waiting) {
      if (job.wait === null || isOver(job.wait, sandboxNow, realNow)) queue.push({ ...job, wait: null });
      else stays.push(job);
    }
    waiting = stays;
    pump();
  }

  function pump(): void {
    while (!stopped && counts.sending < concurrency) {
      const job = queue[head];
      if (job === undefined) break;
      head += 1;
      void send(job);
    }
    if (head > 1_000 && head * 2 > queue.length) {
      queue = queue.slice(head);
      head = 0;
    }
  }

  async function send(job: Job): Promise<void> {
    const { record } = job;
    move(record, "sending");
    onTheWay.add(job);
    record.attempts += 1;
    const answer = await post(url, webhookHeaders(record, record.body, secret, apiVersion), record.body, agent, timeoutMs);
    onTheWay.delete(job);
    record.status = answer.status;
    record.error = answer.error;
    if (answer.status !== null && answer.status >= 200 && answer.status < 300) move(record, "delivered");
    else retryLater(job);
    tellListeners();
    pump();
  }

  function retryLater({ record }: Job): void {
    const delay = retryDelayMs(record.attempts);
    if (delay === null) {
      move(record, "failed");
      return;
    }
    move(record, "waiting");
    waiting.push({ record, wait: startWait(delay, clock.now().getTime(), performance.now()), overtakers: 0 });
  }

  function tellListeners(): void {
    if (listeners.length === 0) return;
    const ready = listeners.filter(({ count }) => undelivered() <= count);
    if (ready.length === 0) return;
    listeners = listeners.filter((listener) => !ready.includes(listener));
    for (const { resolve } of ready) resolve();
  }

  return {
    enqueue,
    faults,
    undelivered,
    counts: () => ({ ...counts }),
    records: () => kept.slice(-KEPT_RECORDS).reverse(),
    clockMoved: release,
    drainedTo: (count) =>
      new Promise((resolve) => {
        if (undelivered() <= count) resolve();
        else listeners.push({ count, resolve });
      }),
    deliverNow: async (webhook) => {
      const [webhookId, eventId] = [randomUUID(), randomUUID()];
      const headers = webhookHeaders(
        { ...webhook, webhookId, eventId, triggeredAt: clock.now() },
        webhook.body,
        secret,
        apiVersion,
      );
      if (webhook.badHmac) headers["X-Shopify-Hmac-Sha256"] = Buffer.alloc(32, 7).toString("base64");
      const answer = await post(url, mergeHeaders(headers, webhook.headers), webhook.body, agent, timeoutMs);
      return { ...answer, webhookId, eventId };
    },
    dropUndelivered: (shop) => {
      const gone = [...queue.slice(head), ...waiting].filter(({ record }) => record.shop === shop);
      queue = queue.slice(head).filter((job) => !gone.includes(job));
      head = 0;
      waiting = waiting.filter((job) => !gone.includes(job));
      for (const { record } of gone) move(record, "lost");
      tellListeners();
    },
    unfinished: () =>
      [...onTheWay, ...queue.slice(head), ...waiting].map(({ record: { shop, topic, body, eventId, triggeredAt } }) => ({
        ...{ shop, topic, body, eventId, triggeredAt },
      })),
    stop: () => {
      stopped = true;
      clearInterval(looker);
      agent.destroy();
    },
  };
}

/** Given headers win whatever their case; an empty value removes one. */
function mergeHeaders(base: OutgoingHttpHeaders, given: OutgoingHttpHeaders): OutgoingHttpHeaders {
  const merged = new Map(Object.entries(base).map(([name, value]) => [name.toLowerCase(), value]));
  for (const [name, value] of Object.entries(given)) {
    if (value === "") merged.delete(name.toLowerCase());
    else merged.set(name.toLowerCase(), value);
  }
  return Object.fromEntries(merged);
}
