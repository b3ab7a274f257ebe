import { DAY_MS, HOUR_MS, MINUTE_MS } from "../lib/time.ts";
import type { Random } from "../random.ts";
import { basketMinor, drawAfterthought, drawBasket, type Basket, type Taste } from "./baskets.ts";
import type { Person } from "./people.ts";
import type { Plan, PlannedOrder, PlannedRefund } from "./plan-types.ts";

type Occasion = { customer: number | null; person: Person; taste: Taste; at: Date; first: boolean; plain?: boolean };

const FREE_SHIPPING_FROM = 4_900n;
const REFUND_SHARE = 0.06;
const CANCEL_SHARE = 0.02;
const EDIT_SHARE = 0.006;
const TIP_SHARE = 0.008;
/** Payment in advance by bank transfer is still common in Germany. */
const TRANSFER_SHARE = 0.06;

/** Adds one order and what becomes of it: paid at once or later, sent, edited, refunded, cancelled. `plain` orders are just paid and sent. */
export function planOrder(plan: Plan, random: Random, { customer, person, taste, at, first, plain }: Occasion): number {
  const lines = drawBasket(random, taste, first);
  const order = plan.orders.length;
  const transfer = plain !== true && person.locale === "de" && random.chance(TRANSFER_SHARE);
  plan.orders.push({
    ...{ customer, email: person.email, locale: person.locale, countryCode: person.countryCode, lines },
    currency: person.countryCode === "CH" ? "CHF" : "EUR",
    discount: drawDiscount(random, at, first),
    freeShipping: basketMinor(lines) >= FREE_SHIPPING_FROM,
    tipMinor: random.chance(TIP_SHARE) ? BigInt(random.between(1, 5) * 100) : 0n,
    test: plain !== true && random.chance(0.0006),
    paid: !transfer,
  });
  plan.events.push({ kind: "order", order, at });
  const after = (low: number, high: number, unit: number) =>
    new Date(at.getTime() + low * unit + Math.floor(random.unit() * (high - low) * unit));

  if (plain !== true && random.chance(CANCEL_SHARE)) {
    plan.events.push({ kind: "cancel", order, refund: !transfer, at: after(20, 600, MINUTE_MS) });
    return order;
  }
  // One transfer in twelve never comes; the order stays open until the shop gives up on it.
  if (transfer && random.chance(0.08)) {
    plan.events.push({ kind: "cancel", order, refund: false, at: after(10, 14, DAY_MS) });
    return order;
  }
  const paidAfterDays = transfer ? 1 + random.unit() * 3 : 0;
  if (transfer) plan.events.push({ kind: "pay", order, at: new Date(at.getTime() + paidAfterDays * DAY_MS) });
  if (plain !== true && random.chance(EDIT_SHARE))
    plan.events.push({ kind: "edit", order, add: drawAfterthought(random), at: after(10, 50, MINUTE_MS) });
  const sentAt = new Date(at.getTime() + paidAfterDays * DAY_MS + random.between(14, 52) * HOUR_MS);
  plan.events.push({ kind: "fulfil", order, at: sentAt });
  const hours = transitHours(order, person.countryCode);
  if (hours !== null) plan.events.push({ kind: "deliver", order, at: new Date(sentAt.getTime() + hours * HOUR_MS) });
  if (plain !== true && random.chance(REFUND_SHARE)) {
    plan.events.push({ kind: "refund", order, refund: drawRefund(random, lines), at: after(6, 24, DAY_MS) });
  }
  return order;
}

/**
 * How long the parcel takes; null where its carrier does not tell Shopify of the delivery. By the order's number instead of chance, so that the rest of the
 * year stays what it was.
 */
function transitHours(order: number, countryCode: string): number | null {
  const turn = (order * 37) % 100;
  if (turn % 8 === 7) return null;
  return countryCode === "DE" ? 20 + (turn % 60) : 70 + turn;
}

function drawDiscount(random: Random, at: Date, first: boolean): PlannedOrder["discount"] {
  const [month, day] = [at.getUTCMonth() + 1, at.getUTCDate()];
  if (month === 11 && day >= 23 && day <= 30) return random.chance(0.8) ? { code: "BLACKFRIDAY15", percent: 15 } : null;
  if (first && random.chance(0.3)) return { code: "WILLKOMMEN10", percent: 10 };
  return random.chance(0.04) ? { code: "FREUNDE5", percent: 5 } : null;
}

function drawRefund(random: Random, lines: Basket): PlannedRefund {
  const line = random.between(0, lines.length - 1);
  const kind = random.weighted([
    ["full", 5],
    ["items", 3],
    ["goodwill", 1.3],
    ["restock", 0.7],
  ] as const);
  switch (kind) {
    case "full":
      return { kind };
    case "items":
      return { kind, line, quantity: random.between(1, lines[line]?.quantity ?? 1) };
    case "goodwill":
      return { kind, share: 0.1 + 0.3 * random.unit() };
    case "restock":
      return { kind, line };
  }
}
