import type { Db } from "../../db.server.ts";
import type { Shop } from "../../shops/shop.ts";

/** What a change of a shop's redemptions leaves behind: whose points or codes are others now. */
export type Changed<Result> = { result: Result; customerIds: readonly bigint[] };

/** What the saga works with. Whatever it does to the world goes through one of these, so that a test can let the process end between any two. */
export type Means = {
  db: () => Db;
  /** One Admin API operation. @see adminGraphql @throws DeniedError | Shopify's errors */
  admin: <Data>(shop: Shop, document: string, variables?: Record<string, unknown>) => Promise<Data>;
  /**
   * One transaction that moves points or codes of the shop's customers, and what follows for those whose points moved (`change`). `at` is when
   * its turn has come.
   */
  inShop: <Result>(shop: Shop, work: (tx: Db, at: Date) => Promise<Changed<Result>>) => Promise<Result>;
  /** One transaction that changes neither points nor whose anything is: others of its kind run beside it, none of `inShop` does. */
  sideBySide: <Result>(shop: Shop, work: (tx: Db) => Promise<Result>) => Promise<Result>;
  /** Lets what time has done to a customer and nobody has looked at yet take effect, their tier above all. Inside `inShop`. */
  catchUp: (tx: Db, shop: Shop, customerId: bigint, at: Date) => Promise<void>;
  /** Reads orders from Shopify and gives them their effects. */
  fetchOrders: (shop: Shop, orderIds: readonly bigint[]) => Promise<void>;
  /** Waits that long, in real time. */
  pause: (ms: number) => Promise<void>;
  /** Waits for a step for as long as a shopper would; when that is over, the step goes on by itself, and the answer is null. */
  patiently: <Result>(step: Promise<Result>) => Promise<Result | null>;
};

/** Shopify will not do it, now or later: the points go back. */
export class RefusedError extends Error {
  override name = "RefusedError";
}

/** Nobody can say whether Shopify has done it: the answer was lost, or said nothing. */
export class UnclearError extends Error {
  override name = "UnclearError";
}

/** Shopify is not done yet, or another worker prepares the same: to be tried again soon, and no failure. */
export class NotYetError extends Error {
  override name = "NotYetError";
}

/** The merchant has not given the app the scope for it: this request did nothing. */
export class DeniedError extends Error {
  override name = "DeniedError";
}
