import { dropOldTouches } from "../affiliates/people/clicks.server.ts";
import { listOpenBatches } from "../batches/batches.server.ts";
import { findCampaign } from "../campaigns/campaigns.server.ts";
import { listOverdue } from "../campaigns/watch.server.ts";
import { now } from "../clock.server.ts";
import { dropOldCheckouts } from "../checkouts/checkouts.server.ts";
import { dropOldExports } from "../customers/privacy/privacy.server.ts";
import { db } from "../db.server.ts";
import { dropDoneTags } from "../sync/customers/segment-tags.server.ts";
import { tagCustomer } from "../sync/customers/customer-tags.server.ts";
import { listOldVolumes, workOutVolume } from "../flows/forecast/kept/volumes.server.ts";
import { workOutKept } from "../flows/forecast/kept/kept.server.ts";
import { repairGoals } from "../flows/goal/reached.server.ts";
import { syncTimers } from "../flows/sync.server.ts";
import { workOutOutcomes } from "../insights/campaigns/outcomes.server.ts";
import { workOutAndVerify } from "../insights/figures/kept/prove.server.ts";
import { workOutFigures } from "../insights/figures/kept/work-out.server.ts";
import { compared } from "../insights/figures/period.ts";
import { workOutResults } from "../insights/lift/results.server.ts";
import { workOutRecommendations } from "../insights/recommendations/work-out.server.ts";
import { listDueSummaries, sendSummary } from "../insights/summary/send.server.ts";
import { log } from "../log.server.ts";
import { workOutForecast } from "../points/expiry/forecast.server.ts";
import type { JobData, JobName } from "../queue/jobs.ts";
import { enqueue } from "../queue/queue.server.ts";
import { listShopsToTell } from "../refill/supply/fields.server.ts";
import { lookAtSupplies } from "../sync/supply/look.server.ts";
import { tellSupplies } from "../sync/supply/tell.server.ts";
import { learnIntervals } from "../refill/supply/intervals.server.ts";
import { recount, verifyCounts } from "../lib/counts.server.ts";
import { listDueShops } from "../mirrors/mirrors.server.ts";
import { inTurn } from "../segments/editing/store.server.ts";
import { readMirrors } from "../sync/mirrors/read.server.ts";
import { settleMirrors } from "../sync/mirrors/wanted.server.ts";
import { keepDays } from "../segments/history/days.server.ts";
import { markWall } from "../reviews/wall/wall.server.ts";
import type { Shop } from "../shops/shop.ts";
import { findShop, listInstalled } from "../shops/shops.server.ts";
import { listUnfinished, planBackfill, readBulk, startBackfill } from "../sync/history/backfill.server.ts";
import { readUnknownCollections, syncCollections } from "../sync/collections/collections.server.ts";
import { subscribeToOptional } from "../sync/subscribe.server.ts";
import { readOrders } from "../sync/history/fetch-orders.server.ts";
import { readCustomers } from "../sync/reconciliation/customers.server.ts";
import { reconcile } from "../sync/reconciliation/reconcile.server.ts";
import { NIGHTLY_MS } from "../sync/reconciliation/spans.ts";
import { ensureReconciliations, listDue, openWideForAll } from "../sync/reconciliation/state.server.ts";
import { repair } from "../sync/theme/metafields.server.ts";
import { repairReviews } from "../sync/theme/reviews/sync.server.ts";
import { publishProgram } from "../sync/theme/program-metafield.server.ts";
import { dropOldRequests } from "../keys/requests.server.ts";
import { dropOldDeliveries } from "../deliveries/log.server.ts";
import { sealAll } from "./seal-all.server.ts";
import { cleanUpEvents } from "../messages/outcomes/store.server.ts";
import { dropUnconfirmed } from "../messages/sign-ups/sign-ups.server.ts";
import { dropOldContents } from "../messages/sent/contents.server.ts";
import { dropOldVisits } from "../visits/look.server.ts";
import * as inbox from "../webhooks/inbox.server.ts";
import { followAccountSettings } from "../sync/credit-use.server.ts";
import { workRun } from "./runs/batches.server.ts";
import { carryOutAgain } from "./runs/program-versions.server.ts";
import { followRefills, tellOfRefills } from "./runs/refills.server.ts";
import { followDrift, rebuildSegments, scoreShop } from "./runs/segments.server.ts";

export type Job<Name extends JobName> = {
  handler: (data: JobData<Name>) => Promise<void>;
  /** How many a process works on side by side; one unless told otherwise. */
  atOnce?: number;
};

/** What runs in the background, besides the claim loops. A job may run twice and must then change nothing. */
export const jobs: { [Name in JobName]: Job<Name> } = {
  "start-backfill": { handler: ({ shopId }) => forInstalled(shopId, (shop) => startBackfill(shop, now())) },
  // The merchant has given leave to read orders of any age.
  "read-all-orders": {
    handler: ({ shopId }) =>
      forInstalled(shopId, async () => {
        await planBackfill(db(), shopId, ["orders"]);
        await enqueue("start-backfill", [{ shopId }]);
      }),
  },
  "read-bulk": {
    handler: ({ shopId, bulkGid }) =>
      forInstalled(shopId, async (shop) => {
        await readBulk(shop, bulkGid);
      }),
  },
  // The message that a bulk operation has finished can be lost like any webhook, and all that is on the way to it can fail.
  "watch-backfills": {
    handler: async () => {
      const unfinished = await listUnfinished(now());
      await enqueue(
        "start-backfill",
        unfinished.flatMap(({ shopId, start }) => (start ? [{ shopId }] : [])),
      );
      await enqueue(
        "read-bulk",
        unfinished.flatMap(({ shopId, bulkGids }) => bulkGids.map((bulkGid) => ({ shopId, bulkGid }))),
      );
    },
  },
  "fetch-orders": {
    handler: ({ shopId, orderIds }) => forInstalled(shopId, (shop) => readOrders(shop, orderIds.map(BigInt), now)),
  },
  "fetch-customers": {
    handler: ({ shopId, customerIds }) => forInstalled(shopId, (shop) => readCustomers(shop, customerIds.map(BigInt), now)),
  },
  // Each shop has its own ten minutes, and rests after a failure: the table says who is due.
  "watch-reconciliations": {
    handler: async () => {
      await ensureReconciliations(db(), now());
      await enqueue("reconcile", await listDue(db(), now()));
    },
  },
  // Mostly waiting for Shopify; thirty days of a large shop must not keep the others from their ten minutes.
  reconcile: {
    atOnce: 4,
    handler: ({ shopId, span }) =>
      forInstalled(shopId, async (shop) => {
        // Settings have no history to compare: a night, or a merchant who asks, reads them.
        if (span === "wide") await enqueue("read-account-settings", [{ shopId }]);
        await reconcile(shop, span, now);
      }),
  },
  // Shopify's search may learn of a change long after it happened, and says nothing of customers and orders that are gone.
  "check-shopify": { handler: () => openWideForAll(db(), NIGHTLY_MS, now()) },
  "subscribe-optional": { handler: ({ shopId }) => forInstalled(shopId, subscribeToOptional) },
  "read-account-settings": { handler: ({ shopId }) => forInstalled(shopId, followAccountSettings) },
  "publish-program": { handler: ({ shopId }) => forInstalled(shopId, publishProgram) },
  "follow-program": { handler: ({ shopId }) => forInstalled(shopId, (shop) => carryOutAgain(shop, now())) },
  "sync-collections": {
    handler: ({ shopId, collectionIds }) =>
      forInstalled(shopId, async (shop) => {
        if (await syncCollections(shop, collectionIds?.map(BigInt))) await followDrift(shop, "catalog");
      }),
  },
  // Shopify does not tell of every product that a rule of its own puts into a collection.
  "check-collections": {
    handler: async () => {
      const shops = await listInstalled(db());
      await enqueue(
        "sync-collections",
        shops.map(({ shopId }) => ({ shopId })),
      );
    },
  },
  // Mostly waiting for Shopify, page by page.
  "read-mirrors": { atOnce: 4, handler: ({ shopId }) => forInstalled(shopId, readMirrors) },
  "check-mirrors": {
    handler: async () => {
      const due = await listDueShops(db(), now());
      await enqueue(
        "read-mirrors",
        due.map((shopId) => ({ shopId })),
      );
    },
  },
  "tell-supplies": {
    atOnce: 2,
    handler: ({ shopId }) =>
      forInstalled(shopId, async (shop) => {
        await tellSupplies(shop);
      }),
  },
  "look-at-supplies": {
    atOnce: 2,
    handler: ({ shopId, productIds }) =>
      forInstalled(shopId, async (shop) => {
        await lookAtSupplies(shop, productIds?.map(BigInt) ?? null);
      }),
  },
  // What failed, and what the merchant has granted since.
  "watch-supplies": {
    handler: async () => {
      const shops = await listShopsToTell(db(), now());
      await enqueue(
        "tell-supplies",
        shops.map((shopId) => ({ shopId })),
      );
    },
  },
  // A webhook about a product can be lost as any other.
  "check-supplies": {
    handler: async () => {
      const shops = await listInstalled(db());
      await enqueue(
        "look-at-supplies",
        shops.map(({ shopId }) => ({ shopId })),
      );
    },
  },
  "rebuild-segments": {
    handler: ({ shopId }) =>
      forInstalled(shopId, async (shop) => {
        await inTurn(db(), shopId, (tx) => settleMirrors(tx, shopId, now()));
        await readUnknownCollections(shop, null);
        await rebuildSegments(shop);
        await keepDays(db(), shop, now());
        await dropDoneTags(shopId, now());
      }),
  },
  "follow-catalog": {
    handler: ({ shopId }) =>
      forInstalled(shopId, async (shop) => {
        await followDrift(shop, "catalog");
      }),
  },
  "forecast-flow": {
    handler: ({ shopId, flowId, kind }) => forInstalled(shopId, (shop) => workOutKept(db(), shop, flowId, kind)),
  },
  // A large shop takes a minute a flow, and must not keep others waiting.
  "expect-emails": {
    atOnce: 2,
    handler: ({ shopId, flowId }) => forInstalled(shopId, (shop) => workOutVolume(db(), shop, flowId, now)),
  },
  "check-volumes": {
    handler: async () => {
      for (const shop of await listInstalled(db())) await enqueue("expect-emails", await listOldVolumes(db(), shop, now()));
    },
  },
  "measure-flows": { handler: ({ shopId }) => forInstalled(shopId, (shop) => workOutResults(db(), shop, now())) },
  "measure-campaign": {
    handler: ({ shopId, campaignId }) =>
      forInstalled(shopId, async (shop) => {
        const campaign = await findCampaign(db(), shopId, campaignId);
        if (campaign !== null) await workOutOutcomes(db(), shop, campaign, now());
      }),
  },
  "sync-flows": {
    handler: ({ shopId }) =>
      forInstalled(shopId, async (shop) => {
        await readUnknownCollections(shop, null);
        await syncTimers(db(), shop, now());
      }),
  },
  "tag-customer": {
    handler: ({ shopId, customerId, add, remove }) =>
      forInstalled(shopId, (shop) => tagCustomer(shop, BigInt(customerId), { add, remove })),
  },
  // Memberships are kept with every event; this finds whatever should have slipped through.
  "check-segments": {
    handler: async () => {
      const shops = await listInstalled(db());
      await enqueue(
        "rebuild-segments",
        shops.map(({ shopId }) => ({ shopId })),
      );
    },
  },
  "learn-repeats": {
    handler: ({ shopId }) =>
      forInstalled(shopId, async (shop) => {
        await learnIntervals(db(), shopId, now());
        await followRefills(shop);
        await tellOfRefills(shop);
      }),
  },
  "follow-refills": {
    handler: ({ shopId }) =>
      forInstalled(shopId, async (shop) => {
        await followRefills(shop);
      }),
  },
  "tell-of-refills": { handler: ({ shopId }) => forInstalled(shopId, (shop) => tellOfRefills(shop)) },
  // In each hour a day begins for some customers.
  "check-refills": {
    handler: async () => {
      const shops = await listInstalled(db());
      await enqueue(
        "tell-of-refills",
        shops.map(({ shopId }) => ({ shopId })),
      );
    },
  },
  // Before the timers, which follow it.
  "check-repeats": {
    handler: async () => {
      const shops = await listInstalled(db());
      await enqueue(
        "learn-repeats",
        shops.map(({ shopId }) => ({ shopId })),
      );
    },
  },
  // Runs and timers too are kept with every event.
  "check-flows": {
    handler: async () => {
      const shops = await listInstalled(db());
      await enqueue(
        "sync-flows",
        shops.map(({ shopId }) => ({ shopId })),
      );
    },
  },
  "check-metafields": {
    handler: async () => {
      const shops = await listInstalled(db());
      await enqueue(
        "repair-metafields",
        shops.map(({ shopId }) => ({ shopId })),
      );
      // What has come back into stock since, and whatever publishing missed.
      await enqueue(
        "publish-program",
        shops.map(({ shopId }) => ({ shopId })),
      );
    },
  },
  // A part at a time, so that a large shop holds up no other and a failure repeats little.
  "repair-metafields": {
    handler: ({ shopId, after }) =>
      forInstalled(shopId, async () => {
        const { next } = await repair(shopId, now(), BigInt(after ?? 0));
        if (next === null) {
          await repairReviews(shopId, now());
          await markWall(db(), shopId, now());
        } else await enqueue("repair-metafields", [{ shopId, after: next.toString() }]);
      }),
  },
  "work-batch": { handler: ({ shopId, runId }) => forInstalled(shopId, (shop) => workRun(shop, BigInt(runId))) },
  // A run whose job was lost or gave up goes on; one that is being worked on is not taken into the queue again.
  "watch-batches": {
    handler: async () => {
      const open = await listOpenBatches(db());
      await enqueue(
        "work-batch",
        open.map(({ shopId, runId }) => ({ shopId, runId: runId.toString() })),
      );
    },
  },
  // Their loop is a worker's; this is another engine's eye on it.
  "watch-campaigns": {
    handler: async () => {
      for (const { shopId, campaignId, dueAt } of await listOverdue(db(), now()))
        log().error({ shopId, campaignId, dueAt }, "a campaign is overdue");
    },
  },
  "forecast-points": { handler: ({ shopId }) => forInstalled(shopId, (shop) => workOutForecast(db(), shop, now())) },
  // Time alone moves what will expire and what counts as old.
  "check-forecasts": {
    handler: async () => {
      const shops = await listInstalled(db());
      await enqueue(
        "forecast-points",
        shops.map(({ shopId }) => ({ shopId })),
      );
    },
  },
  "score-customers": {
    handler: ({ shopId, refit }) => forInstalled(shopId, (shop) => scoreShop(shop, { refit: refit === true })),
  },
  // Time alone moves predictions. Before the segments, which may ask for what is scored.
  "check-scores": {
    handler: async () => {
      const shops = await listInstalled(db());
      await enqueue(
        "score-customers",
        shops.map(({ shopId }) => ({ shopId })),
      );
    },
  },
  "find-recommendations": { handler: ({ shopId }) => forInstalled(shopId, (shop) => workOutRecommendations(db(), shop, now())) },
  "check-recommendations": {
    handler: async () => {
      const shops = await listInstalled(db());
      await enqueue(
        "find-recommendations",
        shops.map(({ shopId }) => ({ shopId })),
      );
    },
  },
  "work-out-figures": {
    handler: ({ shopId, first, last }) =>
      forInstalled(shopId, async (shop) => {
        if (first !== undefined && last !== undefined) return workOutFigures(db(), shop, now(), compared({ first, last }));
        // Lift is of goals.
        await repairGoals(db(), shop);
        return workOutFigures(db(), shop, now(), null);
      }),
  },
  "prove-figures": {
    handler: ({ shopId }) =>
      forInstalled(shopId, async (shop) => {
        const wrong = await workOutAndVerify(db(), shop, now());
        if (wrong.length > 0) log().error({ shopId, wrong: wrong.slice(0, 20) }, "figures are not what orders say");
      }),
  },
  // A day has ended, and figures go up to the last one that has.
  "check-figures": {
    handler: async () => {
      const shops = await listInstalled(db());
      await enqueue(
        "prove-figures",
        shops.map(({ shopId }) => ({ shopId })),
      );
    },
  },
  "send-summary": {
    handler: ({ shopId }) =>
      forInstalled(shopId, async (shop) => {
        await sendSummary(db(), shop, now());
      }),
  },
  // Merchants who want it are told of last month on the morning of the first.
  "check-summaries": {
    handler: async () => {
      const shops = await listDueSummaries(db(), now());
      await enqueue(
        "send-summary",
        shops.map(({ shopId }) => ({ shopId })),
      );
    },
  },
  recount: {
    handler: ({ shopId }) =>
      forInstalled(shopId, async () => {
        const wrong = await verifyCounts(db(), shopId);
        if (wrong.length === 0) return;
        log().error({ shopId, wrong: wrong.slice(0, 20) }, "counts were wrong and are counted anew");
        await recount(db(), shopId);
      }),
  },
  // The database keeps counts with the rows that they count; this finds whatever should have slipped through.
  "check-counts": {
    handler: async () => {
      const shops = await listInstalled(db());
      await enqueue(
        "recount",
        shops.map(({ shopId }) => ({ shopId })),
      );
    },
  },
  // What many rows end in is deleted in parts, until nothing is left: some of it was promised to be gone by then.
  "clean-up": {
    handler: async () => {
      await dropOldExports(db(), now());
      await cleanUpEvents(db(), now());
      await dropUnconfirmed(db(), now());
      const drops = [inbox.cleanUp, dropOldCheckouts, dropOldVisits, dropOldTouches, dropOldContents, dropOldRequests];
      for (const drop of [...drops, dropOldDeliveries]) while ((await drop(db(), now())) > 0);
      await sealAll();
    },
  },
};

async function forInstalled(shopId: number, work: (shop: Shop) => Promise<void>): Promise<void> {
  const shop = await findShop(db(), shopId);
  if (shop?.status === "installed") await work(shop);
}
