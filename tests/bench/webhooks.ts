import { join } from "node:path";

import { createClock } from "../sandbox/clock.ts";
import { planHistory } from "../sandbox/history/plan.ts";
import { createPlayer } from "../sandbox/history/play.ts";
import { openShop } from "../sandbox/history/shops.ts";
import { readRegistration } from "../sandbox/process/subscriptions.ts";
import type { WebhookEvent } from "../sandbox/world/types.ts";
import { createWorld } from "../sandbox/world/world.ts";
import { NOW } from "./stage.ts";

const SEED = 5;
const START = new Date("2025-06-01T00:00:00Z");

/**
 * All webhooks of sixteen months in a made-up shop with so many customers, in the order in which they were sent: orders with everything that
 * Shopify puts into them (9 kB on average), payments, refunds, consents, edits, a merge. About 15 for each customer; the same every time.
 */
export function renderWebhooks(domain: string, customers: number, folder: string): WebhookEvent[] {
  const { topics } = readRegistration(process.cwd());
  const events: WebhookEvent[] = [];
  const clock = createClock(join(folder, "clock"));
  const world = createWorld(clock, (event) => {
    if (topics.has(event.topic)) events.push(event);
  });
  const shop = openShop(world, clock, { domain, name: "Bench", email: "shop@bench.example" }, START);
  shop.installed = true;
  createPlayer(world, clock, shop, planHistory({ seed: SEED, start: START, end: NOW, customers, demo: false })).playUntil(NOW);
  return events;
}
