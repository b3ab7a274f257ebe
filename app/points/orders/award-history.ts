import { z } from "zod";

/** Who would get or got most: shown as a table. */
const TOP_CUSTOMERS = 20;

const digits = z
  .string()
  .regex(/^-?\d+$/)
  .transform(BigInt);

/** What an award of past orders is told. */
export const awardSpecSchema = z.object({
  /** Does everything and takes it back: what is left are the numbers. */
  dryRun: z.boolean(),
  /** Orders placed at or after this instant; null: all. */
  since: z.iso.datetime().nullable(),
  /** Whether points can be spent at once, or after the waiting period counted from the order. */
  waiting: z.enum(["none", "from-order"]),
  /** The version that awards, current when the run started. */
  programVersion: z.number().int(),
});

export const awardResultSchema = z.object({
  /** Orders that bring points, and whose. */
  orders: z.number().int().default(0),
  customers: z.number().int().default(0),
  available: digits.default(0n),
  pending: digits.default(0n),
  /** By the month of the order in the shop's zone, `2026-03`. */
  months: z.record(z.string(), z.object({ orders: z.number().int(), points: digits })).default({}),
  top: z.array(z.object({ customerId: digits, orders: z.number().int(), points: digits })).default([]),
});

export type AwardSpec = z.infer<typeof awardSpecSchema>;
export type AwardResult = z.infer<typeof awardResultSchema>;

/** What was posted for one order. */
export type Awarded = { customerId: bigint; month: string; available: bigint; pending: bigint };

/** Adds what a part awarded. A customer's orders all come in one part. */
export function addAwarded(result: AwardResult, awarded: readonly Awarded[]): AwardResult {
  const months = { ...result.months };
  const people = new Map<bigint, { orders: number; points: bigint }>();
  let { available, pending } = result;
  for (const order of awarded) {
    const points = order.available + order.pending;
    const month = months[order.month] ?? { orders: 0, points: 0n };
    months[order.month] = { orders: month.orders + 1, points: month.points + points };
    const person = people.get(order.customerId) ?? { orders: 0, points: 0n };
    people.set(order.customerId, { orders: person.orders + 1, points: person.points + points });
    available += order.available;
    pending += order.pending;
  }
  const top = [...result.top, ...[...people].map(([customerId, person]) => ({ customerId, ...person }))]
    .sort((a, b) => Number(b.points - a.points) || Number(a.customerId - b.customerId))
    .slice(0, TOP_CUSTOMERS);
  return {
    orders: result.orders + awarded.length,
    customers: result.customers + people.size,
    ...{ available, pending, months, top },
  };
}
