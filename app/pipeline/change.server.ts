import { now as clock } from "../clock.server.ts";
import type { Fact } from "../facts/fact.ts";
import { db, type Db, type Tx } from "../db.server.ts";
import type { JobData, JobName } from "../queue/jobs.ts";
import { enqueue } from "../queue/queue.server.ts";
import { inLockedShop, inSharedShop, inShopsIfUnlocked } from "../shops/lock.server.ts";
import type { Shop } from "../shops/shop.ts";
import { apply } from "./apply.server.ts";
import { follow, followMoved, type Moved } from "./follow.server.ts";
import type { JobAfter } from "./jobs-after.ts";
import { passTimeFor } from "./orders-in-turn.server.ts";

/** What a piece of work leaves behind. The rest follows from it, in the same transaction, and is nobody else's business. */
export type Done<Result> = {
  result: Result;
  /** Of whom anything may have changed that tiers, segments or flows look at. */
  touched?: readonly bigint[];
  /** Of whom it is known what changed, and that nothing else did: only what looks at that follows. */
  moved?: Moved;
  /** What the outside says; takes effect after the work. */
  facts?: readonly Fact[];
};

/**
 * The one door to writing about a shop's customers: one transaction at a time changes them, in the order of their coming. Different shops do not wait for
 * each other.
 * @param work gets the instant at which its turn has come. One that was read before may be older than what those before it in the queue have done.
 * @throws as `inLockedShop`, when the shop stays busy
 */
export function change<Result>(shop: Shop, work: (tx: Tx, at: Date) => Promise<Done<Result>>, now = clock): Promise<Result> {
  return inLockedShop(db(), shop.shopId, async (tx) => {
    const at = now();
    return finish(tx, shop, await work(tx, at), at);
  });
}

/** As `change`, for workers, who know a shop by its id and turn to another when it is busy: null then, and nothing has been done. */
export async function changeIfFree<Result>(
  shopId: number,
  work: (tx: Tx, shop: Shop, at: Date) => Promise<Done<Result>>,
  now = clock,
): Promise<Result | null> {
  const [result = null] = await claimWhereFree(
    [shopId],
    () => Promise.resolve(),
    (tx, shop, _, at) => work(tx, shop, at),
    now,
  );
  return result;
}

/**
 * As `changeIfFree`, of several shops in one transaction, which share their end (`inShopsIfUnlocked`).
 * @param claim asks for the work together with the turn: a statement in which `hasTurn` stands
 */
export function claimWhereFree<Claimed, Result>(
  shopIds: readonly number[],
  claim: (tx: Tx, shopId: number, now: Date) => Promise<Claimed>,
  work: (tx: Tx, shop: Shop, claimed: Claimed, at: Date) => Promise<Done<Result>>,
  now = clock,
): Promise<(Result | null)[]> {
  return inShopsIfUnlocked(
    db(),
    shopIds,
    (tx, shopId) => claim(tx, shopId, now()),
    async (tx, shop, claimed) => {
      const at = now();
      return finish(tx, shop, await work(tx, shop, claimed, at), at);
    },
  );
}

/** Gives facts their effects, in a change of their own. */
export async function receive(shop: Shop, facts: readonly Fact[], now = clock): Promise<void> {
  if (facts.length > 0) await change(shop, () => Promise.resolve({ result: null, facts }), now);
}

/** For work that changes no balance and no membership: side by side with others of its kind, never beside a change. */
export function sideBySide<Result>(shopId: number, work: (tx: Tx) => Promise<Result>): Promise<Result> {
  return inSharedShop(db(), shopId, work);
}

/** Lets what time has done to customers and nobody has looked at yet take effect, before the work of a change goes on with them. */
export async function catchUp(tx: Db, shop: Shop, customerIds: readonly bigint[], at: Date): Promise<void> {
  await passTimeFor(tx, shop, customerIds, at);
  await follow(tx, shop, customerIds, at);
}

async function finish<Result>(tx: Tx, shop: Shop, done: Done<Result>, at: Date): Promise<Result> {
  const { result, touched = [], moved = {}, facts = [] } = done;
  const jobs = facts.length > 0 ? await apply(tx, shop, facts, at) : [];
  await follow(tx, shop, [...new Set(touched)], at);
  await followMoved(tx, shop, moved, at);
  for (const job of jobs) await queue(tx, job);
  return result;
}

/** Joins the transaction: the job exists if and only if that commits. */
function queue<Name extends JobName>(tx: Db, { name, data, afterSeconds }: JobAfter & { name: Name }): Promise<void> {
  return enqueue(name, [data as JobData<Name>], { db: tx, ...(afterSeconds === undefined ? {} : { afterSeconds }) });
}
