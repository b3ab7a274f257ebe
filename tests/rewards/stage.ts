import { setTimeout as sleep } from "node:timers/promises";

import { Kind, parse, type SelectionSetNode } from "graphql";
import { sql } from "kysely";

import { db, type Db } from "../../app/db.server.ts";
import { parseJson } from "../../app/lib/json.ts";
import { MINUTE_MS, plusMs } from "../../app/lib/time.ts";
import * as pipeline from "../support/pipeline.ts";
import { readAccount } from "../../app/points/accounts.server.ts";
import { adjust } from "../../app/points/ledger.server.ts";
import type { Means } from "../../app/rewards/redemptions/means.server.ts";
import { redeem, type RedeemRequest, type Redeemed } from "../../app/rewards/redemptions/redemptions.server.ts";
import { expireDue } from "../../app/rewards/redemptions/release/due.server.ts";
import { issueDue } from "../../app/rewards/redemptions/issue.server.ts";
import { releaseDue } from "../../app/rewards/redemptions/release/release.server.ts";
import { findRedemption, type Redemption } from "../../app/rewards/redemptions/rows.server.ts";
import { rewardTermsSchema, type RewardTerms } from "../../app/rewards/reward.ts";
import { createReward } from "../../app/rewards/rewards.server.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { interpretBytes } from "../../app/webhooks/interpret.ts";
import { answer } from "../sandbox/admin-api/answer.ts";
import { createThrottle } from "../sandbox/admin-api/throttle.ts";
import { createConfig, type SandboxConfig } from "../sandbox/config.ts";
import { createCustomer } from "../sandbox/world/commerce.ts";
import { orderBody } from "../sandbox/world/order-body.ts";
import { productBody } from "../sandbox/world/product-body.ts";
import { renderJson } from "../sandbox/world/json.ts";
import { SAMPLE_SCOPES, sampleShop, type Sample } from "../support/sample-shop.ts";
import { createEarningShop } from "../support/earning-shop.ts";
import type { Program } from "../../app/program/rules/rules.ts";

/** The process ends here: whatever it would have done next does not happen. */
export class Crash extends Error {
  override name = "Crash";
}

/**
 * What happens to effects on the world, counted from 1: the process ends before one, Shopify's answer to one is lost or says nothing, or something else
 * happens meanwhile.
 */
export type Fault =
  | { kind: "none" }
  | { kind: "crash" | "lost-answer" | "no-answer" | "refused" | "says-nothing"; at: number }
  | { kind: "meanwhile"; at: number; what: () => Promise<void> };

export type Stage = Sample & {
  app: Shop;
  config: SandboxConfig;
  at: () => Date;
  means: (fault?: Fault) => Means & { readonly effects: () => number };
  /** A customer with points, known to app and Shopify alike. */
  someone: (points: bigint, email?: string) => Promise<bigint>;
  reward: (terms: Partial<RewardTerms> & Pick<RewardTerms, "kind">) => Promise<number>;
  redeem: (request: Partial<RedeemRequest> & Pick<RedeemRequest, "customerId" | "rewardId">, fault?: Fault) => Promise<Redeemed>;
  /** Gives the app all webhooks that the stand-in has sent since, in a random-looking but fixed order when told so. */
  deliver: (arrange?: <Item>(items: Item[]) => Item[]) => Promise<void>;
  /** Runs the loops until nothing is due, ten minutes apart. */
  settle: () => Promise<void>;
  available: (customerId: bigint) => Promise<bigint>;
  all: () => Promise<Redemption[]>;
  get: (redemptionId: bigint) => Promise<Redemption>;
  /** Codes in Shopify, as the redemptions have them. */
  codes: () => string[];
};

const REFUSED = [{ field: ["input"], message: "Something went wrong", code: "INTERNAL_ERROR" }];

/** What Shopify answers to a mutation that has done nothing, or says so: every field null but the errors. */
function blank(document: string, userErrors: readonly object[]): unknown {
  const fieldsOf = ({ selectionSet }: { selectionSet?: SelectionSetNode | undefined }) =>
    (selectionSet?.selections ?? []).filter((node) => node.kind === Kind.FIELD);
  const [operation] = parse(document).definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error("No operation");
  return Object.fromEntries(
    fieldsOf(operation).map((root) => {
      const fields = fieldsOf(root).map(({ name }) => [name.value, name.value === "userErrors" ? userErrors : null]);
      return [root.alias?.value ?? root.name.value, Object.fromEntries(fields)];
    }),
  );
}

let counter = 0;

/** A shop of its own in the stand-in and in the app. Call `useDatabase` first. */
export async function rewardStage(programs?: readonly Program[]): Promise<Stage> {
  counter += 1;
  const domain = `rewards-${counter}.myshopify.com`;
  const sample = sampleShop({ domain }, SAMPLE_SCOPES);
  const config = createConfig({ clientId: "c", clientSecret: "s", appUrl: "http://127.0.0.1:1", origin: "http://127.0.0.1:1" });
  config.faults.codesDelayMs = 0;
  const throttle = createThrottle({ throttle: { maximumAvailable: 1_000_000_000, restoreRate: 1_000_000 } });
  const app = await createEarningShop(db(), { domain, ...(programs === undefined ? {} : { programs }) });
  const at = () => sample.world.clock.now();

  const deliver: Stage["deliver"] = async (arrange = (items) => items) => {
    const facts = arrange(sample.events.splice(0)).flatMap(({ topic, body, triggeredAt }) => {
      const meaning = interpretBytes(topic, Buffer.from(body), { shop: app, triggeredAt });
      return meaning.ok ? meaning.facts : [];
    });
    await pipeline.inShop(app.shopId, (tx) => pipeline.apply(tx, app, facts, at()));
  };

  const means: Stage["means"] = (fault = { kind: "none" }) => {
    let effects = 0;
    let dead = false;
    const before = () => {
      effects += 1;
      if (fault.kind === "crash" && fault.at === effects) dead = true;
      if (dead) throw new Crash();
    };
    const meanwhile = async () => {
      before();
      if (fault.kind === "meanwhile" && fault.at === effects) await fault.what();
    };
    return {
      effects: () => effects,
      db: () => {
        before();
        return db();
      },
      admin: async <Data>(_shop: Shop, document: string, variables: Record<string, unknown> = {}) => {
        await meanwhile();
        const mine = fault.kind !== "none" && fault.at === effects ? fault.kind : "none";
        if (mine === "no-answer") throw new Error("connect ECONNREFUSED");
        if (mine === "refused" && document.includes("mutation")) return blank(document, REFUSED) as Data;
        const request = {
          query: document,
          variables: parseJson(JSON.stringify(variables)) as Record<string, unknown>,
          operationName: null,
        };
        const { data, errors } = await answer(sample.world, sample.shop, config, throttle, request);
        if (mine === "lost-answer") throw new Error("socket hang up");
        if (mine === "says-nothing" && document.includes("mutation")) return blank(document, []) as Data;
        if (errors !== undefined) throw new Error(JSON.stringify(errors));
        return JSON.parse(JSON.stringify(data)) as Data;
      },
      inShop: async (shop, work) => {
        await meanwhile();
        const spend = async (tx: Db, now: Date) => {
          const { result, customerIds } = await work(tx, now);
          await pipeline.followMoved(tx, shop, { spent: customerIds }, now);
          return result;
        };
        return pipeline.inShop(shop.shopId, spend, at);
      },
      sideBySide: async (shop, work) => {
        await meanwhile();
        return pipeline.sideBySide(shop.shopId, work);
      },
      catchUp: async (tx, shop, customerId, now) => {
        await pipeline.passTimeFor(tx, shop, [customerId], now);
        await pipeline.follow(tx, shop, [customerId], now);
      },
      fetchOrders: async (shop, orderIds) => {
        before();
        const facts = orderIds.flatMap((orderId) => {
          const order = sample.shop.orders.get(orderId);
          if (order === undefined) return [];
          const meaning = interpretBytes("orders/updated", Buffer.from(renderJson(orderBody(sample.shop, order))), {
            shop,
            triggeredAt: at(),
          });
          return meaning.ok ? meaning.facts : [];
        });
        await pipeline.inShop(shop.shopId, (tx) => pipeline.apply(tx, shop, facts, at()));
      },
      pause: () => sleep(5),
      patiently: (step) => step,
    };
  };

  const all: Stage["all"] = async () => {
    const { rows } = await sql<{ redemption_id: bigint }>`
      select redemption_id from redemptions where shop_id = ${app.shopId} order by redemption_id
    `.execute(db());
    const found = await Promise.all(rows.map(({ redemption_id }) => findRedemption(db(), app.shopId, redemption_id)));
    return found.filter((redemption) => redemption !== null);
  };

  return {
    ...sample,
    ...{ app, config, at, deliver, means, all },
    someone: async (points, email = `${crypto.randomUUID()}@example.com`) => {
      const { id } = createCustomer(sample.world, sample.shop, { email });
      await deliver();
      const adjustment = { customerId: id, points, reason: "test", actor: "system", key: `start:${id}` };
      if (points > 0n) await pipeline.inShop(app.shopId, (tx) => adjust(tx, app, adjustment, at()));
      return id;
    },
    reward: async (terms) => {
      const product = sample.product;
      const body = renderJson(productBody(sample.shop, product, "https://cdn.example"));
      const meaning = interpretBytes("products/update", Buffer.from(body), { shop: app, triggeredAt: at() });
      await pipeline.inShop(app.shopId, (tx) => pipeline.apply(tx, app, meaning.ok ? meaning.facts : [], at()));
      const full = rewardTermsSchema.parse({ title: { en: "Thanks", de: "Danke" }, points: 500, ...terms });
      return createReward(app.shopId, full, at());
    },
    redeem: (request, fault) =>
      redeem(means(fault), app, { points: null, intent: crypto.randomUUID(), actor: "shopper", ...request }),
    settle: async () => {
      for (let round = 0; round < 40; round += 1) {
        const worker = means();
        const [expired, issued, released] = [
          await expireDue(worker, at(), 100),
          await issueDue(worker, at(), 100),
          await releaseDue(worker, at(), 100),
        ];
        await deliver();
        const { rows } = await sql`
          select 1 from redemptions where shop_id = ${app.shopId} and (next_attempt_at is not null or state in ('reserved', 'releasing'))
        `.execute(db());
        if (expired + issued + released === 0 && rows.length === 0) return;
        sample.world.clock.set(plusMs(at(), 10 * MINUTE_MS));
      }
      throw new Error("The redemptions do not come to rest");
    },
    available: async (customerId) => (await readAccount(db(), app, customerId, at())).available,
    get: async (redemptionId) => {
      const found = await findRedemption(db(), app.shopId, redemptionId);
      if (found === null) throw new Error(`There is no redemption ${redemptionId}`);
      return found;
    },
    codes: () => [...sample.shop.discounts.values()].flatMap(({ codes }) => codes.map(({ code }) => code)),
  };
}

/** @throws Error for a redemption that was refused */
export function idOf(redeemed: Redeemed): bigint {
  if (!redeemed.ok) throw new Error(`Refused: ${redeemed.reason}`);
  return redeemed.redemption.redemptionId;
}
