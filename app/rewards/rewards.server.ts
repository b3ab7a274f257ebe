import { sql } from "kysely";

import { prisma, type Db } from "../db.server.ts";
import { currentProgram } from "../program/versions.server.ts";
import { findAccountSettings } from "../shops/accounts/account-settings.server.ts";
import { creditUse } from "../shops/accounts/account-settings.ts";
import { inLockedShop } from "../shops/lock.server.ts";
import type { Shop } from "../shops/shop.ts";
import { canBeUsed, defaultRewards, rewardTermsSchema, type RewardTerms } from "./reward.ts";

/** Active rewards can be redeemed; paused ones come back; archived ones only live on in what was redeemed. */
export type RewardState = "active" | "paused" | "archived";
export type Reward = {
  rewardId: number;
  state: RewardState;
  position: number;
  terms: RewardTerms;
  createdAt: Date;
  updatedAt: Date;
};

type Row = { reward_id: number; state: RewardState; position: number; terms: unknown; created_at: Date; updated_at: Date };

function toReward({ reward_id, state, position, terms, created_at, updated_at }: Row): Reward {
  return {
    rewardId: reward_id,
    state,
    position,
    terms: rewardTermsSchema.parse(terms),
    createdAt: created_at,
    updatedAt: updated_at,
  };
}

/** All rewards of a shop as the merchant ordered them, archived ones included. */
export async function listRewards(db: Db, shopId: number): Promise<Reward[]> {
  const { rows } = await sql<Row>`
    select reward_id, state, position, terms, created_at, updated_at from rewards where shop_id = ${shopId} order by position, reward_id
  `.execute(db);
  return rows.map(toReward);
}

/** What shoppers are offered: the active ones that they could use (`canBeUsed`). */
export async function listOffered(db: Db, shopId: number): Promise<Reward[]> {
  const [rewards, credit] = [await listRewards(db, shopId), creditUse(await findAccountSettings(db, shopId))];
  return rewards.filter(({ state, terms }) => state === "active" && canBeUsed(terms.kind, credit));
}

export async function findReward(db: Db, shopId: number, rewardId: number): Promise<Reward | null> {
  const { rows } = await sql<Row>`
    select reward_id, state, position, terms, created_at, updated_at from rewards where shop_id = ${shopId} and reward_id = ${rewardId}
  `.execute(db);
  return rows[0] === undefined ? null : toReward(rows[0]);
}

/** A new reward, last in the list. The caller lets the theme know (job `publish-program`), here and below. @returns its id */
export async function createReward(
  shopId: number,
  terms: RewardTerms,
  now: Date,
  state: RewardState = "active",
): Promise<number> {
  const last = await prisma().rewards.aggregate({ where: { shop_id: shopId }, _max: { position: true } });
  const position = (last._max.position ?? 0) + 1;
  const created = await prisma().rewards.create({
    data: { shop_id: shopId, state, position, terms: rewardTermsSchema.parse(terms), created_at: now, updated_at: now },
  });
  return created.reward_id;
}

/** The reward in this state that was made with these very terms since an instant: a save whose answer was lost is sent again. */
export async function findTwin(
  shopId: number,
  terms: RewardTerms,
  since: Date,
  state: RewardState = "active",
): Promise<number | null> {
  const twin = await prisma().rewards.findFirst({
    where: { shop_id: shopId, terms: { equals: rewardTermsSchema.parse(terms) }, created_at: { gte: since }, state },
  });
  return twin?.reward_id ?? null;
}

/** Changes what is offered from now on; what has been redeemed keeps its terms. @returns false when there is no such reward */
export async function updateReward(shopId: number, rewardId: number, terms: RewardTerms, now: Date): Promise<boolean> {
  const { count } = await prisma().rewards.updateMany({
    where: { shop_id: shopId, reward_id: rewardId },
    data: { terms: rewardTermsSchema.parse(terms), updated_at: now },
  });
  return count > 0;
}

/** @returns false when there is no such reward */
export async function setRewardState(shopId: number, rewardId: number, state: RewardState, now: Date): Promise<boolean> {
  const { count } = await prisma().rewards.updateMany({
    where: { shop_id: shopId, reward_id: rewardId },
    data: { state, updated_at: now },
  });
  return count > 0;
}

/** Puts rewards into this order; those that are not named keep their place behind them. */
export async function reorder(shopId: number, rewardIds: readonly number[], now: Date): Promise<void> {
  const known = await prisma().rewards.findMany({
    where: { shop_id: shopId },
    orderBy: [{ position: "asc" }, { reward_id: "asc" }],
    select: { reward_id: true },
  });
  const named = [...new Set(rewardIds)].filter((rewardId) => known.some((row) => row.reward_id === rewardId));
  const order = [...named, ...known.map((row) => row.reward_id).filter((rewardId) => !named.includes(rewardId))];
  await prisma().$transaction(
    order.map((rewardId, index) =>
      prisma().rewards.updateMany({
        where: { shop_id: shopId, reward_id: rewardId, position: { not: index + 1 } },
        data: { position: index + 1, updated_at: now },
      }),
    ),
  );
}

/**
 * What a shop starts with. Does nothing in a shop that has, or ever had, rewards. Two installs at once (each page of the admin may begin one) wait for
 * each other: there is no key by which the database could tell the same reward twice.
 */
export async function createDefaultRewards(db: Db, shop: Shop, now: Date): Promise<void> {
  const { rules } = await currentProgram(db, shop.shopId, now);
  await inLockedShop(db, shop.shopId, async () => {
    if ((await prisma().rewards.count({ where: { shop_id: shop.shopId } })) > 0) return;
    await prisma().rewards.createMany({
      data: defaultRewards(shop, rules).map((terms, index) => ({
        ...{ shop_id: shop.shopId, state: "active", position: index + 1, terms, created_at: now, updated_at: now },
      })),
    });
  });
}
