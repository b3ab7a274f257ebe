import { weightedNetOf } from "../../../customers/orders/worth/order-net.ts";
import type { OrderLine, OrderSnapshot } from "../../../facts/order-snapshot.ts";
import { floorDiv, maxBig, minBig } from "../../../lib/arithmetic.ts";
import type { RewardTerms } from "../../reward.ts";

/** What is not paid yet has not gone back. */
const GROSS_MERCHANDISE = { shipping: false, tax: true, unpaid: true };

/**
 * How many of the points that were spent on an order come back as it stands now: all when it was cancelled or deleted or all that the reward was for was refunded
 * (shipping that was kept makes no difference), otherwise the share of that value that is gone, rounded down, where the program says so.
 */
export function returnedOf(
  points: bigint,
  order: OrderSnapshot,
  onPartialRefund: boolean,
  reward: Pick<RewardTerms, "kind" | "product">,
): bigint {
  if (
    order.cancelledAt !== null ||
    order.deletedAt !== undefined ||
    order.financialStatus === "voided" ||
    order.financialStatus === "refunded"
  )
    return points;
  const served = servedLines(order, reward);
  const weigh = (it: OrderSnapshot) => weightedNetOf(it, GROSS_MERCHANDISE, ({ lineId }) => (served.has(lineId) ? 1n : 0n), 0n);
  const original = weigh({
    ...order,
    refunds: [],
    lines: order.lines.map((line) => ({ ...line, currentQuantity: line.quantity })),
  });
  // The reward paid for all of it: nothing is left when nothing was kept.
  if (original === 0n) {
    const lines = order.lines.filter(({ lineId }) => served.has(lineId));
    return lines.length > 0 && lines.every((line) => line.currentQuantity === 0) ? points : 0n;
  }
  const left = weigh(order);
  if (left === 0n) return points;
  if (!onPartialRefund) return 0n;
  return minBig(points, floorDiv(points * maxBig(0n, original - left), original));
}

/**
 * The lines that a reward has made cheaper. What a collection's or product's code was not for, and what an edit added later, carries no discount, and
 * whether it goes back makes no difference. Where no line says so, all count.
 */
function servedLines({ lines }: OrderSnapshot, { kind, product }: Pick<RewardTerms, "kind" | "product">): Set<bigint> {
  const is = ({ variantId, discountMinor }: OrderLine) =>
    kind === "product" ? variantId?.toString() === product?.variantId : kind !== "free-shipping" && discountMinor > 0n;
  const served = lines.filter(is);
  return new Set((served.length > 0 ? served : lines).map(({ lineId }) => lineId));
}
