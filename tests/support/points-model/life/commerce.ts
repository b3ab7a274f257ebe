import { DAY, moneyBack, netOfOrder, totalOf, type Order } from "../orders.ts";
import { PRODUCTS } from "./programs.ts";
import type { Random } from "./random.ts";

let lastId = 1_000n;
export const nextId = () => (lastId += 1n);

/** Whoever buys: a customer, or somebody who only leaves an address. */
export type Buyer = { customer: bigint | null; email: string | null };

export function place(random: Random, buyer: Buyer, now: number, codes: string[]): Order {
  const lines = Array.from({ length: 1 + random.below(2) }, () => {
    const units = 1 + random.below(3);
    return { id: nextId(), product: random.pick([...PRODUCTS.keys()]), units, left: units, unitMinor: 300 + random.below(4_000) };
  });
  return {
    ...{ id: nextId(), ...buyer, announced: true, placed: now, updated: now, paid: random.chance(85), cancelled: null },
    company: random.chance(10),
    ...{ fulfilled: random.chance(50) ? now : null, shipping: random.chance(50) ? 490 : 0, lines, refunds: [], codes },
  };
}

/** An order from before the install, as the shop's history has it. */
export function placeBefore(random: Random, buyer: Buyer, installed: number): Order {
  const placed = installed - (1 + random.below(300)) * DAY;
  const order = place(random, buyer, placed, []);
  return { ...order, announced: false, paid: random.chance(65), fulfilled: random.chance(80) ? placed : null };
}

/** What may happen to an order next, as Shopify would have it; null where it would not. */
export function carryOn(random: Random, order: Order, now: number): Order | null {
  if (order.cancelled !== null) return null;
  const next: Order = {
    ...order,
    updated: now,
    announced: false,
    lines: order.lines.map((line) => ({ ...line })),
    refunds: [...order.refunds],
  };
  const line = next.lines.find(({ left }) => left > 0);
  const due = totalOf(order) - moneyBack(order);
  switch (random.pick(["pay", "fulfil", "units", "units", "all", "half", "goodwill", "restock", "remove", "add", "cancel"])) {
    case "pay":
      return { ...next, paid: true, announced: !order.paid };
    case "fulfil":
      return { ...next, fulfilled: next.fulfilled ?? now };
    case "cancel":
      return { ...next, cancelled: now };
    case "add":
      next.lines.push({
        id: nextId(),
        product: random.pick([...PRODUCTS.keys()]),
        units: 1,
        left: 1,
        unitMinor: 300 + random.below(2_000),
      });
      return next;
    case "remove":
      if (line === undefined) return null;
      line.left -= 1;
      if (order.paid && random.chance(50) && line.unitMinor <= due)
        next.refunds.push({ id: nextId(), at: now, money: line.unitMinor, lines: [] });
      return next;
    case "restock":
      return line === undefined || !order.paid ? null : takeBack(next, [{ id: line.id, units: 1 }], 0, now);
    case "units":
      if (line === undefined || !order.paid || line.unitMinor > due) return null;
      return takeBack(next, [{ id: line.id, units: 1 }], line.unitMinor, now);
    case "half":
      if (line === undefined || !order.paid || line.unitMinor > due) return null;
      return takeBack(next, [{ id: line.id, units: 1 }], Math.floor(line.unitMinor / 2), now);
    case "goodwill": {
      const money = 50 + random.below(400);
      if (!order.paid || money > Math.min(due, netOfOrder(order))) return null;
      next.refunds.push({ id: nextId(), at: now, money, lines: [] });
      return next;
    }
    case "all": {
      const lines = next.lines.filter(({ left }) => left > 0).map(({ id, left }) => ({ id, units: left }));
      const money = next.lines.reduce((sum, { left, unitMinor }) => sum + left * unitMinor, 0);
      return lines.length === 0 || !order.paid || money > due ? null : takeBack(next, lines, money, now);
    }
    default:
      return null;
  }
}

function takeBack(order: Order, lines: { id: bigint; units: number }[], money: number, now: number): Order {
  for (const { id, units } of lines) {
    const line = order.lines.find((candidate) => candidate.id === id);
    if (line !== undefined) line.left -= units;
  }
  order.refunds.push({ id: nextId(), at: now, money, lines });
  return order;
}
