import { floorDiv, minBig, roundDiv } from "../../../lib/arithmetic.ts";
import type { OrderLine } from "../../../facts/order-snapshot.ts";

/**
 * What of an order counts. Gift cards and tips never do. `discounts`: merchandise counts as if there had been none. `unpaid`: what has not been paid for
 * yet counts, too.
 */
export type NetBase = { shipping: boolean; tax: boolean; discounts?: boolean; unpaid?: boolean };

/** How often a line counts. */
export type Factor = (line: OrderLine) => bigint;

/** What units are worth: as the order counts them, that times their factor, and as they were paid with tax. */
export type Loss = { value: bigint; weighted: bigint; gross: bigint };

export const NO_LOSS: Loss = { value: 0n, weighted: 0n, gross: 0n };

export function counts(line: OrderLine): boolean {
  return !line.giftCard && !line.tip;
}

/** What units `from` to `to` of a line are worth. */
export function lossOf(line: OrderLine, base: NetBase, factor: Factor, from: number, to: number): Loss {
  const value = counts(line) ? share(lineValue(line, base), line, from, to) : 0n;
  return { value, weighted: value * factor(line), gross: share(lineGross(line), line, from, to) };
}

export function totalOf(losses: readonly Loss[]): Loss {
  return losses.reduce(
    (total, loss) => ({
      value: total.value + loss.value,
      weighted: total.weighted + loss.weighted,
      gross: total.gross + loss.gross,
    }),
    NO_LOSS,
  );
}

/** Part of a whole's weighted value: the same part that `value` is of the whole's value. */
export function weightedPart(value: bigint, whole: Loss): bigint {
  return whole.value === 0n ? 0n : roundDiv(value * whole.weighted, whole.value);
}

/** The weighted value of what `unpaid` (gross) does not pay for, units that were added last first: what was there before was paid first. */
export function unpaidPart(left: readonly Loss[], unpaid: bigint): { weighted: bigint; beyond: bigint } {
  let open = unpaid;
  let weighted = 0n;
  for (const loss of [...left].reverse()) {
    if (open === 0n) break;
    const part = minBig(open, loss.gross);
    open -= part;
    // Rounded so that nothing counts of which a part is unpaid.
    const paidFor = loss.gross === 0n ? 0n : floorDiv(loss.value * (loss.gross - part), loss.gross);
    weighted += part === loss.gross ? loss.weighted : weightedPart(loss.value - paidFor, loss);
  }
  return { weighted, beyond: open };
}

function lineValue(line: OrderLine, base: NetBase): bigint {
  const net = base.discounts === true ? line.netMinor + line.discountMinor : line.netMinor;
  if (!base.tax) return net;
  return line.netMinor === 0n ? net + line.taxMinor : roundDiv(net * lineGross(line), line.netMinor);
}

function lineGross(line: OrderLine): bigint {
  return line.netMinor + line.taxMinor;
}

/** The part of a line's amount that units `from` to `to` carry; parts of one line always add up to the whole. */
function share(amount: bigint, line: OrderLine, from: number, to: number): bigint {
  const units = BigInt(Math.max(1, line.quantity));
  return roundDiv(amount * BigInt(to), units) - roundDiv(amount * BigInt(from), units);
}
