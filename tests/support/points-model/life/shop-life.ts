import { sql } from "kysely";

import type { Fact } from "../../../../app/facts/fact.ts";
import type { Db, Tx } from "../../../../app/db.server.ts";
import { batchParts } from "../../../../app/jobs/runs/batch-parts.server.ts";
import { stringifyJson } from "../../../../app/lib/json.ts";
import * as pipeline from "../../pipeline.ts";
import type { Program } from "../../../../app/program/rules/rules.ts";
import { createReward } from "../../../../app/rewards/rewards.server.ts";
import { rewardTermsSchema } from "../../../../app/rewards/reward.ts";
import type { Shop } from "../../../../app/shops/shop.ts";
import { createEarningShop } from "../../earning-shop.ts";
import { nextId } from "./commerce.ts";
import { Counter } from "../means.ts";
import { hear, type Word } from "../model/hearing.ts";
import { Model } from "../model/model.ts";
import { DAY, snapshotOf, type Order } from "../orders.ts";
import type { Person } from "../model/people.ts";
import { factOf, someone } from "./people.ts";
import { PRODUCTS, someRules } from "./programs.ts";
import type { Random } from "./random.ts";
import { Shopify } from "../shopify.ts";

/** One sequence: a handful of customers with whom nobody else has to do. */
export type World = {
  /** Those whom the app knows as such, and how they are. */
  customers: bigint[];
  people: Map<bigint, Person>;
  /** Somebody who buys before the app knows them; null once it does. */
  stranger: { id: bigint; person: Person } | null;
  /** Every state that each order has had, the newest last. */
  orders: Map<bigint, Order[]>;
  /** Orders whose newest state the app has not been told. */
  untold: Set<bigint>;
  /** Everything that was to be said of people, told or not. */
  words: Word[];
  intents: { intent: string; customer: bigint; rewardId: number }[];
};

export type Reward = {
  rewardId: number;
  /** What a shopper chooses to spend; null where there is nothing to choose. */
  price: (random: Random) => number | null;
  cost: (points: number | null) => number;
  validDays: number | null;
  paidOut: boolean;
};

/** A shop that lives through random rounds, beside the model of its points. */
export class ShopLife {
  readonly random: Random;
  readonly db: Db;
  readonly shop: Shop;
  readonly model: Model;
  readonly shopify: Shopify;
  readonly counter: Counter;
  readonly worlds: World[] = [];
  readonly rewards: Reward[] = [];
  readonly imports: { importId: number; rows: { customer: bigint; points: number }[]; undone: boolean }[] = [];
  now: number;
  private runs = 0n;

  private constructor(random: Random, db: Db, shop: Shop, programs: Program[], now: number) {
    this.random = random;
    this.db = db;
    this.shop = shop;
    this.now = now;
    this.model = new Model(programs, shop.installedAt.getTime(), PRODUCTS);
    this.shopify = new Shopify(
      (code) => this.truth().flatMap((order) => (order.codes.includes(code) ? [order.id] : [])),
      () => random.chance(60),
    );
    this.counter = new Counter(shop, () => this.date());
  }

  static async open(random: Random, db: Db, worlds: number, now: number, domain?: string): Promise<ShopLife> {
    const programs: Program[] = [{ version: 1, effectiveFrom: new Date(0), rules: someRules(random, now) }];
    const installed = await createEarningShop(db, {
      installedAt: new Date(now),
      programs,
      ...(domain === undefined ? {} : { domain }),
    });
    await sql`update shops set time_zone = 'UTC' where shop_id = ${installed.shopId}`.execute(db);
    const life = new ShopLife(random, db, { ...installed, timeZone: "UTC" }, programs, now);
    await life.furnish(worlds);
    return life;
  }

  date(): Date {
    return new Date(this.now);
  }

  truth(): Order[] {
    return this.worlds.flatMap(({ orders }) =>
      [...orders.values()].map((states) => states[states.length - 1]).filter((order) => order !== undefined),
    );
  }

  inShop<Result>(work: (tx: Tx) => Promise<Result>): Promise<Result> {
    return pipeline.inShop(this.shop.shopId, work);
  }

  /** Customers, products and what points can be spent on. */
  private async furnish(worlds: number): Promise<void> {
    const facts: Fact[] = [...PRODUCTS].map(([productId, tags]) => ({
      kind: "product",
      product: {
        ...{ productId, title: "Coffee", handle: `coffee-${productId}`, productType: null, vendor: null, status: "active" },
        ...{ tags: [...tags], imageUrl: null, variants: [], updatedAt: this.date() },
        ...{ published: true, stock: { counted: null, noneLeft: false }, giftCard: null },
      },
    }));
    for (let index = 0; index < worlds; index += 1) this.worlds.push(this.settleIn());
    await this.inShop((tx) => pipeline.apply(tx, this.shop, facts, this.date()));
    await this.tell(
      [],
      this.worlds.flatMap(({ words }) => words),
    );
    const add = async (
      terms: { kind: string; points: number; validDays?: number; [name: string]: unknown },
      price?: Reward["price"],
    ) => {
      const parsed = rewardTermsSchema.parse({ title: { en: "Reward" }, ...terms });
      const rewardId = await createReward(this.shop.shopId, parsed, this.date());
      this.rewards.push({
        ...{ rewardId, price: price ?? (() => null), cost: (points) => points ?? terms.points },
        ...{ validDays: terms.validDays ?? null, paidOut: terms.kind === "store-credit" },
      });
    };
    await add({ kind: "amount", points: 40, valueMinor: 100, validDays: 10 });
    const slider = { minPoints: 20, maxPoints: 200, stepPoints: 20 };
    await add({ kind: "slider", points: 20, valueMinor: 50, slider, validDays: 60 }, (random) => 20 * (1 + random.below(10)));
    await add({ kind: "free-shipping", points: 30 });
    await add({ kind: "store-credit", points: 50, valueMinor: 500, validDays: 365 });
  }

  private settleIn(): World {
    const { random, now } = this;
    const [a, b, c] = [nextId(), nextId(), nextId()];
    for (const id of [a, b, c]) this.model.join(id);
    const first = someone(random, a, random.chance(70) ? now : now - 100 * DAY, null);
    const second = someone(random, b, now, first);
    const words = [
      { customer: a, person: first },
      { customer: b, person: second },
    ];
    return {
      ...{ customers: [a, b], people: new Map(words.map(({ customer, person }) => [customer, person])), words },
      ...{ stranger: { id: c, person: someone(random, c, now, first) }, orders: new Map(), untold: new Set(), intents: [] },
    };
  }

  /**
   * Tells the app of orders and people as they were, all at once, and the model with it.
   * @param facts other news, which the model hears separately
   */
  async tell(orders: readonly Order[], words: readonly Word[], facts: readonly Fact[] = []): Promise<void> {
    const news: Fact[] = [
      ...orders.map((order) => ({ kind: "order" as const, order: snapshotOf(order), announced: order.announced })),
      ...words.map(factOf),
      ...facts,
    ];
    if (news.length === 0) return;
    if (this.random.chance(10)) {
      // The process ends before it commits.
      const ended = this.inShop(async (tx) => {
        await pipeline.apply(tx, this.shop, news, this.date());
        throw new Error("ended");
      });
      await ended.catch((error: unknown) => {
        if (!(error instanceof Error) || error.message !== "ended") throw error;
      });
    }
    await this.inShop((tx) => pipeline.apply(tx, this.shop, news, this.date()));
    hear(this.model, orders, words, this.now);
  }

  /** Runs a long work to its end, part by part; now and then a part ends before it commits and is done again. */
  async work(kind: keyof typeof batchParts, spec: object): Promise<unknown> {
    let batch: { cursor: bigint; done: number; finished: boolean; result: unknown } = {
      ...{ cursor: 0n, done: 0, finished: false, result: {} },
    };
    const runId = (this.runs += 1n);
    while (!batch.finished) {
      const { cursor, result } = batch;
      const rest = { runId, kind, spec, state: "running" as const, total: 0, error: null, createdBy: "merchant:1" };
      const part = async (tx: Tx) => {
        const answer = await batchParts[kind](
          tx,
          this.shop,
          { ...rest, cursor, done: batch.done, result, createdAt: this.date(), finishedAt: null },
          this.date(),
        );
        await pipeline.follow(tx, this.shop, answer.changed, this.date());
        return answer;
      };
      if (this.random.chance(20)) {
        const ended = this.inShop(async (tx) => {
          await part(tx);
          throw new Error("ended");
        });
        await ended.catch((error: unknown) => {
          if (!(error instanceof Error) || error.message !== "ended") throw error;
        });
      }
      const done = await this.inShop(part);
      batch = { ...done, result: JSON.parse(stringifyJson(done.result)) };
    }
    return batch.result;
  }
}
