import type { JobData, JobName } from "../queue/jobs.ts";
import { SECOND_MS } from "../lib/time.ts";
import type { OptionalScope } from "../shops/optional-scopes.ts";
import type { Shop } from "../shops/shop.ts";
import type { SortedFacts } from "./sort-facts.ts";

/** A job for the queue. `afterSeconds`: real seconds until it may start. */
export type JobAfter = { [Name in JobName]: { name: Name; data: JobData<Name>; afterSeconds?: number } }[JobName];

/** A webhook is told within the second in which its order changed, or later: by then that second is over, whatever our own clock says. */
const SECOND_OVER_SECONDS = 3;

const PRODUCTS_A_LOOK = 100;

/** Who edits a catalog edits many products, and each look is at the whole shop. */
const RETAGGED_SECONDS = 20;

/** What applying facts has shown to be missing. */
type Learned = {
  /** Refunded or disputed, and never heard of. */
  unknownOrderIds: readonly bigint[];
  /** Of two states of one second nobody can say which is the later. */
  undecidedOrderIds: readonly bigint[];
  /** Customers whose tags decide what an order earns, and are not known. */
  untaggedIds: readonly bigint[];
  /** That the merchant has granted and had not before. */
  scopesGained: readonly string[];
  /** When products were tagged anew, or have other vendors or SKUs, and a segment asks for such things; null: none. */
  retaggedAt: Date | null;
  /** Products that Shopify has told of, in a shop that keeps supplies in them. */
  supplyProductIds: readonly bigint[];
};

/** What facts leave to be done: things to read from Shopify, and what a shop's new settings or rights mean for all of its customers. */
export function jobsAfter(shop: Shop, { reading, shops }: Pick<SortedFacts, "reading" | "shops">, learned: Learned): JobAfter[] {
  const { shopId } = shop;
  const orders = new Set(learned.unknownOrderIds);
  const collections = new Set<bigint>();
  const jobs: JobAfter[] = [];
  let accountsStale = false;
  for (const fact of reading) {
    switch (fact.kind) {
      case "order-stale":
        orders.add(fact.orderId);
        break;
      case "collection-stale":
        collections.add(fact.collectionId);
        break;
      case "bulk-finished":
        jobs.push({ name: "read-bulk", data: { shopId, bulkGid: fact.bulkGid } });
        break;
      case "account-settings-stale":
        accountsStale = true;
        break;
      default:
        fact satisfies never;
    }
  }
  const texts = (found: Iterable<bigint>) => [...found].map(String);
  if (orders.size > 0) jobs.push({ name: "fetch-orders", data: { shopId, orderIds: texts(orders) } });
  if (learned.undecidedOrderIds.length > 0) {
    const data = { shopId, orderIds: texts(learned.undecidedOrderIds) };
    jobs.push({ name: "fetch-orders", data, afterSeconds: SECOND_OVER_SECONDS });
  }
  if (learned.untaggedIds.length > 0)
    jobs.push({ name: "fetch-customers", data: { shopId, customerIds: texts(learned.untaggedIds) } });
  if (collections.size > 0) jobs.push({ name: "sync-collections", data: { shopId, collectionIds: texts(collections) } });
  if (accountsStale) jobs.push({ name: "read-account-settings", data: { shopId } });
  for (let from = 0; from < learned.supplyProductIds.length; from += PRODUCTS_A_LOOK)
    jobs.push({
      ...{
        name: "look-at-supplies",
        data: { shopId, productIds: texts(learned.supplyProductIds.slice(from, from + PRODUCTS_A_LOOK)) },
      },
      afterSeconds: SECOND_OVER_SECONDS,
    });
  if (learned.scopesGained.includes("write_products" satisfies OptionalScope))
    for (const name of ["tell-supplies", "look-at-supplies"] as const) jobs.push({ name, data: { shopId } });
  if (learned.scopesGained.length > 0) jobs.push({ name: "subscribe-optional", data: { shopId } });
  if (learned.scopesGained.includes("read_all_orders" satisfies OptionalScope))
    jobs.push({ name: "read-all-orders", data: { shopId } });
  // One look at the shop for all that is changed within a span, when that is over.
  if (learned.retaggedAt !== null) {
    const span = Math.floor(learned.retaggedAt.getTime() / (RETAGGED_SECONDS * SECOND_MS));
    jobs.push({ name: "follow-catalog", data: { shopId, span }, afterSeconds: RETAGGED_SECONDS });
  }
  // Days and amounts in segments and rules mean the shop's own: a new zone or currency may move anybody.
  if (shops.some((fact) => fact.kind === "shop" && (fact.timeZone !== shop.timeZone || fact.currency !== shop.currency))) {
    for (const name of ["rebuild-segments", "follow-program", "follow-refills"] as const) jobs.push({ name, data: { shopId } });
  }
  return jobs;
}
