import { Router, text as textBody } from "express";
import { z } from "zod";

import { DAY_MS } from "../lib/time.ts";
import type { MovableClock } from "../clock.ts";
import type { SandboxConfig } from "../config.ts";
import type { Delivery } from "../delivery/delivery.ts";
import type { Mailbox } from "../mailbox/mailbox.ts";
import { describePending, type Idleness } from "../process/idle.ts";
import { travel, type Journey } from "../process/time-travel.ts";
import type { World } from "../world/types.ts";
import { collectionRoutes } from "./collections.ts";
import { customerRoutes } from "./customers.ts";
import { discountRoutes } from "./discounts.ts";
import { answerErrors, check, ControlError, handle, invalid, notFound, read, reply } from "./errors.ts";
import { instant } from "./fields.ts";
import { orderRoutes } from "./orders.ts";
import { productRoutes } from "./products.ts";
import { shopRoutes, type ShopLife } from "./shops.ts";
import { webhookRoutes } from "./webhooks.ts";

export type ControlParts = {
  world: World;
  clock: MovableClock;
  config: SandboxConfig;
  delivery: Delivery;
  idleness: Idleness;
  mailbox: Mailbox;
  shopLife: ShopLife;
  app: () => { pid: number | null; restarts: number };
};

/** More than the app takes, so that its own limit can be tested. */
const MAX_BODY = "8mb";
const MAX_JOURNEY_MS = 3_700 * DAY_MS;

const journeySchema = z.strictObject({
  advanceDays: z.number().min(0).max(3_700).optional(),
  advanceMs: z.number().int().min(0).max(MAX_JOURNEY_MS).optional(),
  to: instant.optional(),
});
const idleSchema = z.strictObject({ timeoutMs: z.number().int().min(0).max(600_000).default(60_000) });
const mailSchema = z.object({
  to: z.string().max(320).optional(),
  limit: z.coerce.number().int().min(1).max(2_000).default(200),
});

/** The control API: what tests, demos and outside checks drive the sandbox with. Documented in docs/sandbox.md. */
export function controlApi(parts: ControlParts): Router {
  const { world, clock, config, delivery, idleness, mailbox } = parts;
  const router = Router();
  router.use(textBody({ type: () => true, limit: MAX_BODY }));
  router.use(orderRoutes(world));
  router.use(productRoutes(world, config.clientId));
  router.use(collectionRoutes(world));
  router.use(discountRoutes(world));
  router.use(customerRoutes(world, config.clientId));
  router.use(webhookRoutes(world, delivery, config.faults, mailbox));
  router.use(shopRoutes(world, parts.shopLife));

  const clockView = () => ({ now: clock.now(), offsetMs: clock.offsetMs() });
  let journey: Promise<unknown> = Promise.resolve();
  router.get(
    "/clock",
    handle((_request, response) => reply(response, 200, clockView())),
  );
  router.post(
    "/clock",
    handle(async (request, response) => {
      const input = read(journeySchema, request);
      if (Object.keys(input).length !== 1) throw invalid("name exactly one of advanceDays, advanceMs and to");
      // One journey after the other: two at once would overtake each other's steps.
      const mine: Promise<Journey> = journey.then(() => travel(clock, delivery, idleness, destination(clock.now(), input)));
      journey = mine.catch(() => undefined);
      const travelled = await mine;
      reply(response, 200, { ...clockView(), steps: travelled.steps, pending: travelled.pending });
    }),
  );
  router.post(
    "/idle",
    handle(async (request, response) => {
      const { timeoutMs } = read(idleSchema, request);
      const pending = await idleness.waitForIdle(timeoutMs);
      if (pending !== null) throw new ControlError(408, "busy", `Not idle within ${timeoutMs} ms: ${describePending(pending)}`);
      reply(response, 200, { idle: true, ...clockView() });
    }),
  );

  router.get(
    "/mailbox",
    handle((request, response) => {
      const { to, limit } = check(mailSchema, request.query);
      const wanted = to?.trim().toLowerCase();
      const messages = mailbox
        .messages()
        .filter(({ recipients }) => wanted === undefined || recipients.some((address) => address.toLowerCase() === wanted));
      reply(response, 200, { count: messages.length, messages: messages.slice(0, limit) });
    }),
  );
  router.delete(
    "/mailbox",
    handle((_request, response) => {
      mailbox.clear();
      reply(response, 200, { count: 0, messages: [] });
    }),
  );
  router.get(
    "/state",
    handle(async (_request, response) => {
      const shops = [...world.shops.values()].map((shop) => ({
        ...{
          domain: shop.domain,
          name: shop.name,
          currency: shop.currency,
          installed: shop.installed,
          scopes: shop.installedScopes,
        },
        ...{ customers: shop.customers.size, orders: shop.orders.size, products: shop.products.size },
      }));
      reply(response, 200, {
        clock: clockView(),
        shops,
        deliveries: delivery.counts(),
        pending: await idleness.look(),
        mails: mailbox.messages().length,
        app: parts.app(),
      });
    }),
  );

  router.use((request) => {
    throw notFound(`The control API has no ${request.method} ${request.path.slice(0, 100)}; docs/sandbox.md lists what it has`);
  });
  router.use(answerErrors);
  return router;
}

function destination(now: Date, { advanceDays, advanceMs, to }: z.output<typeof journeySchema>): Date {
  const wanted = to ?? new Date(now.getTime() + (advanceMs ?? 0) + Math.round((advanceDays ?? 0) * DAY_MS));
  if (Math.abs(wanted.getTime() - now.getTime()) > MAX_JOURNEY_MS) throw invalid("to: is more than ten years away");
  return wanted;
}
