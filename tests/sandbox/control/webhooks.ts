import { Router } from "express";
import { z } from "zod";

import type { Delivery, DeliveryState } from "../delivery/delivery.ts";
import { faultsSchema } from "../delivery/faults.ts";
import type { AdminFaults } from "../config.ts";
import type { Mailbox } from "../mailbox/mailbox.ts";
import { check, exactJson, handle, invalid, read, reply } from "./errors.ts";
import { email, shopName, text } from "./fields.ts";
import type { World } from "../world/types.ts";
import { findShop } from "./find.ts";

const header = z
  .string()
  .max(2_000)
  .regex(/^[\t\x20-\x7e\x80-\xff]*$/, "must be a header value in one line");
const headers = z.record(z.string().regex(/^[A-Za-z0-9-]{1,80}$/, "must be a header name"), header);
const deliverSchema = z.strictObject({
  /** A domain that we know by name, or any other to see how the app takes it. */
  shop: text(255).optional(),
  topic: header.min(1),
  /** A string goes out as it is; anything else as its JSON. */
  body: z.unknown(),
  /** Replace Shopify's headers; an empty value leaves one out. */
  headers: headers.default({}),
  hmac: z.enum(["good", "bad"]).default("good"),
});

const rate = z.number().min(0).max(1);
const adminFaultsSchema = z.strictObject({
  graphqlErrorRate: rate.default(0),
  throttleNext: z.number().int().min(0).max(100_000).default(0),
  dropNext: z.number().int().min(0).max(100_000).default(0),
  delayMs: z.number().int().min(0).max(60_000).default(0),
  codesDelayMs: z.number().int().min(0).max(600_000).default(20),
  discountCustomers: z.number().int().min(0).max(100_000).default(0),
  fullDiscount: z.enum(["invalid", "exceeded-max"]).default("invalid"),
  lastCode: z.enum(["goes", "refused", "stays"]).default("goes"),
  refuseConsent: z.enum(["never", "internal-error", "invalid", "inclusion", "missing-argument"]).default("never"),
  searchLagMs: z
    .number()
    .int()
    .min(0)
    .max(7 * 86_400_000)
    .default(0),
});
const mailFaultsSchema = z.strictObject({
  rejectNext: z.number().int().min(0).max(100_000).default(0),
  kind: z.enum(["temporary", "permanent"]).default("temporary"),
  recipient: email.optional(),
});
const setFaultsSchema = z.strictObject({
  webhooks: faultsSchema.optional(),
  admin: adminFaultsSchema.optional(),
  mail: mailFaultsSchema.optional(),
});

const listSchema = z.object({
  topic: z.string().max(100).optional(),
  shop: shopName,
  state: z.enum(["waiting", "sending", "delivered", "lost", "failed"] satisfies DeliveryState[]).optional(),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
});

/** Delivering by hand, the record of deliveries, and what goes wrong on the way. */
export function webhookRoutes(world: World, delivery: Delivery, adminFaults: AdminFaults, mailbox: Mailbox): Router {
  const router = Router();
  router.post(
    "/webhooks",
    handle(async (request, response) => {
      const input = read(deliverSchema, request);
      if (input.body === undefined) throw invalid("body: must be given; null, a string or any JSON will do");
      const known = input.shop === undefined || /^[a-z0-9-]+$/.test(input.shop);
      const shop = known ? findShop(world, input.shop).domain : check(header, input.shop);
      const body = typeof input.body === "string" ? input.body : exactJson(input.body);
      const answer = await delivery.deliverNow({
        shop,
        topic: input.topic,
        body,
        headers: input.headers,
        badHmac: input.hmac === "bad",
      });
      reply(response, 200, answer);
    }),
  );
  router.get(
    "/deliveries",
    handle((request, response) => {
      const { topic, shop, state, limit } = check(listSchema, request.query);
      const domain = shop === undefined ? undefined : findShop(world, shop).domain;
      const found = delivery
        .records()
        .filter(
          (record) =>
            (topic ?? record.topic) === record.topic &&
            (state ?? record.state) === record.state &&
            (domain ?? record.shop) === record.shop,
        );
      const shown = found.slice(0, limit).map(({ body, ...record }) => ({ ...record, bytes: Buffer.byteLength(body) }));
      reply(response, 200, { counts: delivery.counts(), deliveries: shown });
    }),
  );
  router.get(
    "/deliveries/:id",
    handle((request, response) => {
      const record = delivery.records().find(({ id }) => String(id) === request.params["id"]);
      if (record === undefined) throw invalid("there is no such delivery, or it is too long ago");
      reply(response, 200, record);
    }),
  );

  const current = () => ({ webhooks: delivery.faults.current(), admin: { ...adminFaults } });
  router.get(
    "/faults",
    handle((_request, response) => reply(response, 200, current())),
  );
  router.post(
    "/faults",
    handle((request, response) => {
      const input = read(setFaultsSchema, request);
      delivery.faults.configure(input.webhooks ?? faultsSchema.parse({}));
      Object.assign(adminFaults, input.admin ?? adminFaultsSchema.parse({}));
      mailbox.clearRejections();
      if (input.mail !== undefined && input.mail.rejectNext > 0)
        mailbox.rejectNext(input.mail.rejectNext, input.mail.kind, input.mail.recipient);
      reply(response, 200, current());
    }),
  );
  return router;
}
