import { liveCustomer } from "../../points/ledger.server.ts";
import { awaited, type Awaits } from "../../points/per-order/awaited.ts";
import { readPointsOfOrder, type PointsOfOrder } from "../../points/per-order/per-order.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { dayOf } from "../../sync/theme/theme-values.ts";
import { accountViewIn, atOnce, runningFor, type AccountView } from "./account.server.ts";

/** What an order brings the shopper who placed it. */
export type OrderView = {
  /** Whether the program runs for who asks. */
  running: AccountView["running"];
  /** Null for who is not known yet, or not logged in. */
  account: AccountView | null;
  /** Null while it has not reached us, and for an order that is not theirs: nobody learns that such an order exists. */
  order: OrderPoints | null;
};

export type OrderPoints = {
  /** What the ledger has for it now, bonuses that it brought included. */
  points: number;
  /** What of that cannot be spent yet, and until when, as a day of the shop. */
  pending: number;
  available_on: string | null;
  /** What it waits for before it brings points, and how many those will be. */
  awaits: Awaits | null;
  expected: number;
};

/** @param asked null: nobody is logged in @param orderId null: none that can be one */
export async function readOrderView(shop: Shop, asked: bigint | null, orderId: bigint | null, now: Date): Promise<OrderView> {
  return atOnce(async (tx) => {
    const customerId = asked === null ? null : await liveCustomer(tx, shop.shopId, asked);
    const found = customerId === null || orderId === null ? null : await readPointsOfOrder(tx, shop, orderId, now);
    const account = asked === null ? null : await accountViewIn(tx, shop, asked, now, customerId);
    return {
      running: account?.running ?? (await runningFor(tx, shop, customerId, now)),
      account,
      order: found !== null && found.customerId === customerId ? orderPoints(found, shop, now) : null,
    };
  });
}

function orderPoints({ order, program, earning, left, posted }: PointsOfOrder, shop: Shop, now: Date): OrderPoints {
  const pending = sum(posted.map((entry) => entry.pending));
  const until = posted.filter((entry) => entry.pending > 0n).map(({ availableAt }) => availableAt.getTime());
  const later = left === null ? awaited(order, program, earning, now) : null;
  return {
    points: Number(sum(posted.map(({ points }) => points))),
    pending: Number(pending),
    available_on: until.length === 0 ? null : dayOf(new Date(Math.max(...until)), shop.timeZone),
    awaits: later?.awaits ?? null,
    expected: Number(later?.points ?? 0n),
  };
}

function sum(parts: readonly bigint[]): bigint {
  return parts.reduce((total, part) => total + part, 0n);
}
