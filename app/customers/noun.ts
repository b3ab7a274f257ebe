import type { Db, Tx } from "../db.server.ts";
import type { Loop } from "../queue/loop.ts";
import type { Shop } from "../shops/shop.ts";
import type { Person } from "./privacy/person.server.ts";

/** Of whom time has changed what, as the pipeline is told of it. */
export type MovedByTime = {
  readonly [
    What in "points" | "achievements" | "referrals" | "tier" | "checkouts" | "visits" | "time" | "messages" | "flows"
  ]?: readonly bigint[];
};

/** What time alone does to customers: looked for across shops, and done in a change of each shop. */
export type ByTime = {
  /** The worker's loop that does it, together with all that names the same, in the order of the nouns. */
  loop: string;
  /** At most `limit` customers who are due, by shop. Reads only. */
  listDue: (db: Db, now: Date, limit: number) => Promise<Map<number, bigint[]>>;
  /** Null: it is enough to look at the customers, what is late is caught up then. */
  work: ((tx: Tx, shop: Shop, customerIds: bigint[], at: Date) => Promise<MovedByTime>) | null;
  /** Lets customers of a shop that fails or is busy rest, so that they hold up no other shop. Null: others are found all the same. */
  rest: ((db: Db, shopId: number, customerIds: bigint[], now: Date, why: "busy" | "failed") => Promise<void>) | null;
};

type Follow = (tx: Db, shop: Shop, customerIds: readonly bigint[], now: Date) => Promise<unknown>;
/** In two parts: what is read first travels with what the noun before asks for, which changes nothing of it. */
type FollowRead = { read: (tx: Db, shop: Shop, customerIds: readonly bigint[]) => Promise<(now: Date) => Promise<unknown>> };

/**
 * What every noun that keeps something of customers must be able to do. Each exports it from its `noun.server.ts`, in whole: what it need not do is null, with
 * the reason beside it. The list of nouns is `pipeline/nouns.server.ts`; tests/architecture/nouns.test.ts finds one that is missing.
 */
export type Noun = {
  /** Erases what says who a person is. A table that is missed fails tests/customers/privacy/every-table.test.ts. */
  forget: (db: Db, shopId: number, person: Person, now: Date) => Promise<void>;
  /** Hands what the customer who is gone had to the kept one. Their orders are together by then, and count. */
  merge: ((tx: Db, shop: Shop, who: { goneId: bigint; keptId: bigint }, now: Date) => Promise<void>) | null;
  /** Follows customers of whom anything may have changed. */
  follow: Follow | FollowRead | null;
  byTime: readonly ByTime[];
  /** What a worker does besides, of whoever it is. */
  loops: readonly Loop[];
};
