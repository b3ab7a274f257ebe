import fc from "fast-check";
import { sql } from "kysely";
import { beforeAll, expect, it } from "vitest";

import "../support/seed.ts";
import { changeConsent } from "../../app/customers/consent/consent.server.ts";
import { claimPush, dropPush, retryPush, settlePush, type PendingPush } from "../../app/customers/consent/pushes.server.ts";
import { DAY_MS, MINUTE_MS, plusMs, SECOND_MS } from "../../app/lib/time.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { stageCustomer, stageShop } from "../messages/stage.ts";
import { useDatabase } from "../support/database.ts";

const database = useDatabase();
const START = new Date("2026-06-01T00:00:00Z");
let shop: Shop;
let customerId = 0n;
let acts = 0;

beforeAll(async () => {
  shop = await stageShop(database.db, START);
});

const step = fc.oneof(
  fc.constantFrom("give" as const, "withdraw" as const, "claim" as const, "claim" as const),
  fc.record({ end: fc.constantFrom("taken" as const, "refused" as const), afterMinutes: fc.integer({ min: 0, max: 9 }) }),
);

it("whoever works on it, Shopify hears of consents in their order, and of the last one in the end (real-store B10)", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
      customerId += 1n;
      await stageCustomer(database.db, shop, customerId);
      let now = plusMs(START, DAY_MS);
      const said: Date[] = [];
      const taken: Date[] = [];
      const underWay: PendingPush[] = [];

      const say = async (state: "subscribed" | "unsubscribed") => {
        now = plusMs(now, SECOND_MS);
        acts += 1;
        const change = { customerId, channel: "email" as const, state, optInLevel: null, source: "merchant", key: `a${acts}` };
        await database.db.transaction().execute((tx) => changeConsent(tx, shop, change, now));
        said.push(now);
      };
      const claim = async () => {
        const push = await claimPush(database.db, shop.shopId, now);
        if (push?.moot === true) await dropPush(database.db, push, now);
        else if (push !== null) underWay.push(push);
      };
      const end = async (push: PendingPush, how: "taken" | "refused") => {
        const at = plusMs(now, 2 * MINUTE_MS);
        if (how === "refused") return retryPush(database.db, push, { problem: "refused", answer: "no", at }, now);
        taken.push(push.occurredAt);
        await settlePush(database.db, push, now);
      };

      for (const what of steps) {
        if (what === "give") await say("subscribed");
        else if (what === "withdraw") await say("unsubscribed");
        else if (what === "claim") await claim();
        else {
          // A call ends before its lease does.
          now = plusMs(now, what.afterMinutes * MINUTE_MS);
          const [push] = underWay.splice(0, 1);
          if (push !== undefined) await end(push, push.claimedUntil > now ? what.end : "refused");
        }
        expect(underWay.filter(({ claimedUntil }) => claimedUntil > now).length).toBeLessThanOrEqual(1);
      }
      now = plusMs(now, DAY_MS);
      while (said.length > 0) {
        const push = await claimPush(database.db, shop.shopId, now);
        if (push === null) break;
        await (push.moot ? dropPush(database.db, push, now) : end(push, "taken"));
      }
      expect(taken.map(Number)).toEqual(taken.map(Number).sort((a, b) => a - b));
      expect(taken.at(-1)).toEqual(said.at(-1));
      const { rows } = await sql`select 1 from consent_pushes`.execute(database.db);
      expect(rows).toEqual([]);
    }),
    { numRuns: 60 },
  );
});
