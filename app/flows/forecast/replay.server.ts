import { sql } from "kysely";

import { countedOrder } from "../../customers/orders/counted-orders.server.ts";
import type { Db, Tx } from "../../db.server.ts";
import { ids } from "../../lib/rows.server.ts";
import { DAY_MS, plusMs } from "../../lib/time.ts";
import type { Shop } from "../../shops/shop.ts";
import { readReached } from "../goal/reached.server.ts";
import type { Flow } from "../planner/flow.ts";
import type { Foreseen } from "../simulation/foreseen.ts";
import { simulate } from "../simulation/simulate.ts";
import { nothingStanding } from "../simulation/world.ts";
import { concernedBefore } from "./concerned.server.ts";
import { readPast } from "./expected.server.ts";
import { greatestCost, type GreatestCost } from "./greatest-cost.server.ts";
import { inBatches, inTurns, type Progress } from "./in-batches.server.ts";
import { worldBefore } from "../simulation/past-world.ts";
import { count, figuresOf, newTally, type Figures } from "./tally.ts";
import { readViews } from "./views.server.ts";

const REPLAY_DAYS = 365;
/** Days within which people are looked at after an email that they did not get. */
const AFTER_DAYS = [30, 60, 90] as const;

/** Of those who would have got an email so long ago that the days are over: how many ordered within them, all on their own. */
export type BaseRate = { days: number; customers: number; ordered: number };
export type Replay = Omit<Figures, "cost"> & {
  cost: GreatestCost;
  /** By email step. Consent, addresses, segments and limits are those of today; orders and events those of then. */
  baseRates: { stepId: string; rates: BaseRate[] }[];
  /** Of the first email: how many reached the flow's goal. Nobody, where that cannot be told without a run. */
  goalRates: BaseRate[];
};

/** What a flow would have done had it been on for the last 365 days, and what people did without it. Writes nothing. */
export async function replay(db: Db, shop: Shop, flow: Flow, now: Date, progress: Progress = {}): Promise<Replay> {
  const tally = newTally(flow.definition);
  const rates = new Map<string, BaseRate[]>();
  const goals = new Map<string, BaseRate[]>();
  const { goal } = flow.definition;
  await inBatches(
    db,
    concernedBefore(flow, shop, spanBefore(now)),
    async (tx, customerIds) => {
      const reached = goal.kind === "order" ? null : await readReached(tx, shop.shopId, goal, customerIds, spanBefore(now));
      await relive(tx, shop, flow, customerIds, now, (foreseen, orders, customerId) => {
        count(tally, foreseen, shop.timeZone);
        for (const one of foreseen) {
          if (one.kind !== "sent") continue;
          follow(rates, one.stepId, one.at, orders, now);
          if (reached !== null) follow(goals, one.stepId, one.at, reached.get(customerId) ?? [], now);
        }
      });
    },
    progress,
  );
  const figures = figuresOf(tally);
  const emails = figures.steps.filter(({ kind }) => kind === "email");
  const cost = await greatestCost(db, shop, figures.cost, now);
  const baseRates = emails.map(({ stepId }) => ({ stepId, rates: rates.get(stepId) ?? noRates() }));
  const ofGoal = goal.kind === "order" ? rates : goals;
  const isTold = goal.kind !== "same-product" && emails[0] !== undefined;
  const goalRates = (isTold ? ofGoal.get(emails[0]?.stepId ?? "") : undefined) ?? noRates();
  return { ...figures, cost, baseRates, goalRates };
}

/** What would have become of these customers, one by one. @param tell is told of each in turn, and when they really ordered */
export async function relive(
  tx: Tx,
  shop: Shop,
  flow: Flow,
  customerIds: readonly bigint[],
  now: Date,
  tell: (foreseen: Foreseen[], orders: readonly Date[], customerId: bigint) => void,
): Promise<void> {
  const span = spanBefore(now);
  const before: Flow = { ...flow, state: "live", liveSince: span.from, catchUp: { mode: "nobody" } };
  const seen = await readViews(tx, shop, [before.definition], new Map(), customerIds, now, span.from);
  const past = await readPast(tx, shop, before, customerIds, span);
  const orders = await readOrders(tx, shop.shopId, customerIds);
  await inTurns(seen, ({ view }, customerId) => {
    const own = orders.get(customerId) ?? [];
    const world = worldBefore(view, own, past.get(customerId) ?? []);
    tell(simulate([before], world, nothingStanding, span), own, customerId);
  });
}

export function spanBefore(now: Date): { from: Date; until: Date } {
  return { from: plusMs(now, -REPLAY_DAYS * DAY_MS), until: now };
}

const noRates = (): BaseRate[] => AFTER_DAYS.map((days) => ({ days, customers: 0, ordered: 0 }));

function follow(rates: Map<string, BaseRate[]>, stepId: string, at: Date, orders: readonly Date[], now: Date): void {
  let own = rates.get(stepId);
  if (own === undefined) rates.set(stepId, (own = noRates()));
  const next = orders.find((order) => order > at);
  for (const rate of own) {
    const end = plusMs(at, rate.days * DAY_MS);
    if (end > now) continue;
    rate.customers += 1;
    if (next !== undefined && next <= end) rate.ordered += 1;
  }
}

/** The orders that count today, the oldest first. */
async function readOrders(tx: Tx, shopId: number, customerIds: readonly bigint[]): Promise<Map<bigint, Date[]>> {
  const { rows } = await sql<{ customerId: bigint; at: Date }>`
    select o.customer_id as "customerId", o.processed_at as at
    from orders o where o.shop_id = ${shopId} and o.customer_id = any(${ids(customerIds)}) and ${countedOrder}
    order by o.processed_at
  `.execute(tx);
  const byCustomer = Map.groupBy(rows, ({ customerId }) => customerId);
  return new Map([...byCustomer].map(([customerId, own]) => [customerId, own.map(({ at }) => at)]));
}
