import { z } from "zod";

import { adjustPoints } from "../actions/merchant/adjust-points.server.ts";
import { giveReward } from "../actions/merchant/give-reward.server.ts";
import { tagCustomerOf } from "../actions/tag-customer.server.ts";
import { tellOfEvent } from "../actions/tell-event.server.ts";
import { EVENT_NAME } from "../events/event-name.ts";
import { cleanText, gidField, idField } from "../lib/fields.ts";
import { ADJUSTMENT_LIMIT, REASON_LIMIT } from "../points/adjusting/adjustment-form.ts";
import type { Shop } from "../shops/shop.ts";

/** Who acts, in ledger and timeline. */
const ACTOR = "shopify-flow";

/** Whole numbers, which Flow may write as text. */
const whole = z.union([
  z.int(),
  z
    .string()
    .regex(/^-?\d{1,9}$/)
    .transform(Number),
]);
/** As a step of a flow may: tags at once, and letters of one, which is as many as Shopify takes. */
const MOST_TAGS = 10;
const MOST_LETTERS = 255;
/** What PostgreSQL counts rewards with ends there. */
const REWARD_MOST = 2_147_483_647;
/** Tags with commas between them, as Shopify has them. */
const tagList = z
  .string()
  .transform((text) => [...new Set(text.split(",").flatMap((tag) => cleanText(tag).trim() || []))])
  .pipe(z.array(z.string().max(MOST_LETTERS)).min(1).max(MOST_TAGS));
/** The customer whom the workflow is about. Flow's documents show ids in both spellings. */
const customer = { customer_id: z.union([idField, gidField("Customer")]) };

/** `key`: names the run among all of the shop's. */
type Doing<Shape extends z.ZodObject> = {
  properties: Shape;
  /** @returns why not; null: it is done */
  run: (shop: Shop, asked: z.output<Shape>, customerId: bigint, key: string, now: Date) => Promise<string | null>;
};

function doing<Shape extends z.ZodObject>(deed: Doing<Shape>) {
  return deed as unknown as Doing<z.ZodObject<typeof customer>>;
}

/** What Flow can have done, by the handles of the extensions in `extensions/flow-action-…`. Fields that an extension has later are ignored by what runs before. */
export const deeds = {
  "adjust-points": doing({
    properties: z.object({
      ...customer,
      points: whole.refine((points) => points !== 0 && Math.abs(points) <= Number(ADJUSTMENT_LIMIT), "is out of range"),
      reason: z
        .string()
        .trim()
        .min(1)
        .max(REASON_LIMIT)
        .transform((reason) => cleanText(reason)),
    }),
    run: async (shop, { points, reason }, customerId, key) => {
      const adjusted = await adjustPoints(shop, { customerId, points: BigInt(points), reason, key, actor: ACTOR });
      if (adjusted.ok) return null;
      return adjusted.reason === "another-posted" ? "another-body" : adjusted.reason;
    },
  }),
  "give-reward": doing({
    properties: z.object({ ...customer, reward: whole.refine((reward) => reward > 0 && reward <= REWARD_MOST, "is no reward") }),
    run: async (shop, { reward }, customerId, key) => {
      const given = await giveReward(shop, { customerId, rewardId: reward, intent: key });
      return given.ok ? null : given.reason;
    },
  }),
  "start-flow": doing({
    properties: z.object({ ...customer, event: z.string().trim().regex(EVENT_NAME, "is no name of an event") }),
    run: async (shop, { event }, customerId, key, now) => {
      const told = await tellOfEvent(shop, { id: key, name: event, customer: { id: customerId }, occurredAt: now, data: {} });
      return told === "unknown-customer" ? told : null;
    },
  }),
  "tag-customer": doing({
    properties: z.object({
      ...customer,
      tags: tagList,
      change: z
        .string()
        .trim()
        .toLowerCase()
        .pipe(z.enum(["add", "remove"])),
    }),
    run: async (shop, { tags, change }, customerId) => {
      await tagCustomerOf(shop, { customerId, add: change === "add" ? tags : [], remove: change === "remove" ? tags : [] });
      return null;
    },
  }),
};

export type DeedHandle = keyof typeof deeds;
