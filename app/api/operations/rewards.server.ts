import { z } from "zod";

import { db } from "../../db.server.ts";
import { textIn } from "../../program/rules/texts.ts";
import { offerOf } from "../../rewards/offer.ts";
import { rewardKinds } from "../../rewards/reward.ts";
import { listRewards } from "../../rewards/rewards.server.ts";
import { operation } from "../operation.ts";
import { money, points } from "../shapes.ts";

const price = z.object({ points, value: money });

const rewardShape = z.object({
  id: z.int(),
  state: z.enum(["active", "paused"]).meta({ description: "Only active ones can be redeemed" }),
  kind: z.enum(rewardKinds),
  title: z.string().meta({ description: "In the shop's language" }),
  points: points.meta({ description: "The price; of a slider the price of each `value`" }),
  steps: z.array(price).meta({ description: "Prices to choose from, where there are some" }),
  slider: z.object({ minPoints: points, maxPoints: points, stepPoints: points }).nullable(),
  value: money.nullable().meta({ description: "null: the order or a product's price decides it" }),
  percent: z.number().nullable(),
  minSpend: money.nullable(),
  validDays: z.int().nullable(),
  tiers: z.array(z.string()).meta({ description: "Keys of the tiers whose members may redeem it; empty: everybody" }),
  segmentId: z.int().nullable().meta({ description: "The segment whose members may redeem it; null: everybody" }),
  stock: z.int().nullable().meta({ description: "Redemptions in all; null: without limit" }),
  offer: z
    .string()
    .meta({ description: "Names price, worth and conditions: sent with a redemption, it is refused when they have changed" }),
});

export const readRewards = operation({
  ...{ id: "listRewards", method: "GET", path: "/rewards", scope: "read:rewards" },
  summary: "What points can be spent on, as the merchant has ordered it.",
  ...{ params: z.strictObject({}), query: z.strictObject({}), body: null, status: 200, named: false },
  answer: z.object({ items: z.array(rewardShape) }),
  problems: [],
  run: async ({ holder: { shop } }) => {
    const rewards = await listRewards(db(), shop.shopId);
    const inShop = (minor: number) => ({ minor, currency: shop.currency });
    return {
      ok: true,
      answer: {
        items: rewards.flatMap(({ rewardId, state, terms }) => {
          if (state === "archived") return [];
          const { kind, title, points, steps = [], slider = null, valueMinor, minSpendMinor } = terms;
          const { percent, validDays, tiers, segmentId, stock } = terms;
          const item = {
            ...{ id: rewardId, state, kind, title: textIn(title, shop.primaryLocale), points, slider, percent, validDays, tiers },
            ...{ segmentId, stock, offer: offerOf(terms, shop.currency) },
            steps: steps.map((step) => ({ points: step.points, value: inShop(step.valueMinor) })),
            value: valueMinor === 0 ? null : inShop(valueMinor),
            minSpend: minSpendMinor === 0 ? null : inShop(minSpendMinor),
          };
          return [item];
        }),
      },
    };
  },
});
