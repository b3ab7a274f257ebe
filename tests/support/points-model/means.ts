import type { Db } from "../../../app/db.server.ts";
import * as pipeline from "../pipeline.ts";
import type { Changed, Means } from "../../../app/rewards/redemptions/means.server.ts";
import type { Shop } from "../../../app/shops/shop.ts";
import type { Fault } from "./faults.ts";
import type { Shopify } from "./shopify.ts";

type Waiting = {
  work: (tx: Db, at: Date) => Promise<Changed<unknown>>;
  resolve: (result: unknown) => void;
  reject: (error: unknown) => void;
};

/** Does what many sagas want of one shop at the same moment in one transaction, as a busy worker's connection would one after the other. */
export class Counter {
  private waiting: Waiting[] = [];
  private busy = false;
  private readonly shop: Shop;
  readonly now: () => Date;
  constructor(shop: Shop, now: () => Date) {
    this.shop = shop;
    this.now = now;
  }

  serve<Result>(work: (tx: Db, at: Date) => Promise<Changed<Result>>): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ work, resolve: (result) => resolve(result as Result), reject });
      if (!this.busy) {
        this.busy = true;
        setImmediate(() => void this.open());
      }
    });
  }

  private async open(): Promise<void> {
    while (this.waiting.length > 0) {
      const batch = this.waiting.splice(0);
      try {
        const serveAll = async (tx: Db, at: Date) => {
          const changed: Changed<unknown>[] = [];
          for (const { work } of batch) changed.push(await work(tx, at));
          const customerIds = [...new Set(changed.flatMap((one) => one.customerIds))];
          await pipeline.followMoved(tx, this.shop, { spent: customerIds }, at);
          return changed;
        };
        const results = await pipeline.inShop(this.shop.shopId, serveAll, this.now);
        batch.forEach(({ resolve }, index) => resolve(results[index]?.result));
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.busy = false;
  }
}

export type Place = { shop: Shop; shopify: Shopify; counter: Counter };

/** The saga's means for a run that may meet a fault at any of its boundaries. */
export function meansWith(
  db: Db,
  placeOf: (shop: Shop) => Place,
  fault: Fault,
  fetchOrders: (shop: Shop, orderIds: readonly bigint[]) => Promise<void>,
): Means {
  return {
    db: () => {
      fault.check();
      return db;
    },
    admin: <Data>(shop: Shop, document: string, variables?: Record<string, unknown>) => {
      fault.pass();
      const answer = placeOf(shop).shopify.answer(document, variables);
      fault.pass();
      return Promise.resolve(answer as Data);
    },
    inShop: async (shop, work) => {
      fault.pass();
      const result = await placeOf(shop).counter.serve(work);
      fault.pass();
      return result;
    },
    sideBySide: async (shop, work) => {
      fault.pass();
      const result = await placeOf(shop).counter.serve(async (tx) => ({ result: await work(tx), customerIds: [] }));
      fault.pass();
      return result;
    },
    catchUp: (tx, shop, customerId, at) => pipeline.passTimeFor(tx, shop, [customerId], at),
    fetchOrders: async (shop, orderIds) => {
      fault.pass();
      await fetchOrders(shop, orderIds);
      fault.pass();
    },
    pause: () => Promise.resolve(),
    patiently: (step) => step,
  };
}
