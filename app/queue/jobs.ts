import { z } from "zod";

/** `recent`: what has changed since the last comparison with Shopify. `wide`: several days. */
export const spans = ["recent", "wide"] as const;

const shopId = z.object({ shopId: z.number().int() });
const digits = z.string().regex(/^\d+$/);

/** Every job and what it is told: ids only. */
export const jobSchemas = {
  "start-backfill": shopId,
  "read-all-orders": shopId,
  "read-bulk": shopId.extend({ bulkGid: z.string() }),
  "watch-backfills": z.object({}),
  "fetch-orders": shopId.extend({ orderIds: z.array(digits) }),
  "fetch-customers": shopId.extend({ customerIds: z.array(digits) }),
  reconcile: shopId.extend({ span: z.enum(spans) }),
  "watch-reconciliations": z.object({}),
  "check-shopify": z.object({}),
  "subscribe-optional": shopId,
  "publish-program": shopId,
  "read-account-settings": shopId,
  "follow-program": shopId,
  /** All that rules name, unless told which of them. */
  "sync-collections": shopId.extend({ collectionIds: z.array(digits).optional() }),
  "check-collections": z.object({}),
  "read-mirrors": shopId,
  "check-mirrors": z.object({}),
  "tell-supplies": shopId,
  /** Of the whole shop, unless told of which products. */
  "look-at-supplies": shopId.extend({ productIds: z.array(digits).max(250).optional() }),
  "watch-supplies": z.object({}),
  "check-supplies": z.object({}),
  "rebuild-segments": shopId,
  /** `span`: in which the catalog was changed; there is one such job for each. */
  "follow-catalog": shopId.extend({ span: z.number().int() }),
  "sync-flows": shopId,
  "measure-flows": shopId,
  "measure-campaign": shopId.extend({ campaignId: z.number().int() }),
  "forecast-flow": shopId.extend({ flowId: z.number().int(), kind: z.enum(["ahead", "before"]) }),
  "expect-emails": shopId.extend({ flowId: z.number().int() }),
  "check-volumes": z.object({}),
  "tag-customer": shopId.extend({ customerId: digits, add: z.array(z.string()), remove: z.array(z.string()) }),
  "check-segments": z.object({}),
  "learn-repeats": shopId,
  "check-repeats": z.object({}),
  "follow-refills": shopId,
  "tell-of-refills": shopId,
  "check-refills": z.object({}),
  "check-flows": z.object({}),
  "check-metafields": z.object({}),
  "repair-metafields": shopId.extend({ after: digits.optional() }),
  "work-batch": shopId.extend({ runId: digits }),
  "watch-batches": z.object({}),
  "watch-campaigns": z.object({}),
  "forecast-points": shopId,
  /** `refit`: learn what predictions rest on anew, however fresh it is. */
  "score-customers": shopId.extend({ refit: z.boolean().optional() }),
  "check-scores": z.object({}),
  "find-recommendations": shopId,
  "check-recommendations": z.object({}),
  /** All that stands, unless told of a period: days since 1970. */
  "work-out-figures": shopId.extend({ first: z.number().int().optional(), last: z.number().int().optional() }),
  "prove-figures": shopId,
  "check-figures": z.object({}),
  "send-summary": shopId,
  "check-summaries": z.object({}),
  "check-forecasts": z.object({}),
  recount: shopId,
  "check-counts": z.object({}),
  "clean-up": z.object({}),
} as const;

export type JobName = keyof typeof jobSchemas;
export type JobData<Name extends JobName> = z.infer<(typeof jobSchemas)[Name]>;

/** What there is no use in doing twice at once: while such a job waits or runs, another of the same key is not taken into the queue. */
export const exclusiveKeys: { [Name in JobName]?: (data: JobData<Name>) => string } = {
  "start-backfill": ({ shopId: shop }) => String(shop),
  "read-bulk": ({ bulkGid }) => bulkGid,
  "read-mirrors": ({ shopId: shop }) => String(shop),
  "tell-supplies": ({ shopId: shop }) => String(shop),
  "follow-catalog": ({ shopId: shop, span }) => `${shop}:${span}`,
  "forecast-points": ({ shopId: shop }) => String(shop),
  "learn-repeats": ({ shopId: shop }) => String(shop),
  "tell-of-refills": ({ shopId: shop }) => String(shop),
  "score-customers": ({ shopId: shop, refit }) => `${shop}${refit === true ? ":refit" : ""}`,
  "find-recommendations": ({ shopId: shop }) => String(shop),
  "work-out-figures": ({ shopId: shop, first, last }) => [shop, first, last].filter((part) => part !== undefined).join(":"),
  "prove-figures": ({ shopId: shop }) => String(shop),
  "send-summary": ({ shopId: shop }) => String(shop),
  "measure-flows": ({ shopId: shop }) => String(shop),
  "measure-campaign": ({ shopId: shop, campaignId }) => `${shop}:${campaignId}`,
  "forecast-flow": ({ shopId: shop, flowId, kind }) => `${shop}:${flowId}:${kind}`,
  "expect-emails": ({ shopId: shop, flowId }) => `${shop}:${flowId}`,
  reconcile: ({ shopId: shop, span }) => `${shop}:${span}`,
  "work-batch": ({ shopId: shop, runId }) => `${shop}:${runId}`,
};
