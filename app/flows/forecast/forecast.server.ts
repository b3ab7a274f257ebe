import type { Db } from "../../db.server.ts";
import { DAY_MS, plusMs } from "../../lib/time.ts";
import type { Shop } from "../../shops/shop.ts";
import { horizonDays } from "../definition/horizon.ts";
import type { Bought } from "../planner/facts.ts";
import type { Flow } from "../planner/flow.ts";
import { isTimed } from "../triggers/schema.ts";
import { simulate } from "../simulation/simulate.ts";
import type { Foreseen } from "../simulation/foreseen.ts";
import { changingAt, unchanging, type World } from "../simulation/world.ts";
import type { Happening } from "../triggers/events.ts";
import { concernedAhead } from "./concerned.server.ts";
import { again, readPast } from "./expected.server.ts";
import { greatestCost, type GreatestCost } from "./greatest-cost.server.ts";
import { inBatches, inTurns, type Progress } from "./in-batches.server.ts";
import { count, figuresOf, newTally, type Figures } from "./tally.ts";
import { readSeen, type Seen } from "./views.server.ts";

export const FORECAST_DAYS = 30;

/**
 * What it rests on. "nobody-buys": time alone goes on, so that figures are the most that can come. "as-lately": what happened in the last 30 days happens once
 * more, for a flow whose occasions only happen.
 */
export type Assumption = "nobody-buys" | "nothing-happens" | "as-lately";
export type Forecast = Omit<Figures, "cost"> & { assumption: Assumption; cost: GreatestCost; holdout: HoldoutPlan };

/** How customers will be compared: percent held out, for how many days each is looked at, and how many enter in a week. */
export type HoldoutPlan = { percent: number; horizonDays: number; perWeek: number };

function assumptionOf({ definition }: Flow): Assumption {
  const { trigger, exits } = definition;
  if (!isTimed(trigger)) return "as-lately";
  // Only of these it can be said that more cannot come: who has not lapsed within the days, does not.
  return trigger.kind === "lapsed" && exits.includes("purchase") ? "nobody-buys" : "nothing-happens";
}

/** What a flow would do in the next 30 days: one that is live, or one that would be switched on now (`liveSince` is now). Writes nothing. */
export async function forecast(db: Db, shop: Shop, flow: Flow, now: Date, progress: Progress = {}): Promise<Forecast> {
  const tally = newTally(flow.definition);
  await inBatches(
    db,
    concernedAhead(flow, shop, now, spanAhead(now)),
    (tx, customerIds) =>
      foresee(tx, shop, flow, customerIds, now, (foreseen) => {
        count(tally, foreseen, shop.timeZone);
      }),
    progress,
  );
  const figures = figuresOf(tally);
  const { holdout } = flow.definition;
  return {
    ...{ ...figures, assumption: assumptionOf(flow), cost: await greatestCost(db, shop, figures.cost, now) },
    holdout: { percent: holdout, horizonDays: horizonDays(flow.definition), perWeek: (figures.entered * 7) / FORECAST_DAYS },
  };
}

/** What would become of these customers, one by one. @param tell is told of each in turn: of a thousand nothing is held */
export async function foresee(
  tx: Parameters<typeof readSeen>[0],
  shop: Shop,
  flow: Flow,
  customerIds: readonly bigint[],
  now: Date,
  tell: (foreseen: Foreseen[], customerId: bigint) => void,
): Promise<void> {
  const span = spanAhead(now);
  const before = { from: plusMs(now, now.getTime() - span.until.getTime()), until: now };
  const seen = await readSeen(tx, shop, flow, customerIds, now, before.from);
  const lately = assumptionOf(flow) === "as-lately" ? await readPast(tx, shop, flow, customerIds, before) : null;
  await inTurns(seen, (one, customerId) => {
    const expected = again(lately?.get(customerId) ?? [], span.until.getTime() - now.getTime());
    tell(simulate([flow], worldAhead(one, expected), one.standing, span), customerId);
  });
}

export function spanAhead(now: Date): { from: Date; until: Date } {
  return { from: now, until: plusMs(now, FORECAST_DAYS * DAY_MS) };
}

/** The customer of today, to whom only this happens. */
function worldAhead({ view }: Seen, expected: readonly Happening[]): World {
  if (expected.length === 0) return unchanging(view);
  const { facts, policy } = view;
  return changingAt(
    expected.map(({ at }) => at),
    (now) => {
      const known = expected.filter(({ at }) => at <= now);
      const orders = known.filter(({ kind }) => kind === "order.placed");
      const lastOrderAt = orders.at(-1)?.at ?? facts.lastOrderAt;
      return {
        policy: { ...policy, recipient: { ...policy.recipient, lastOrderAt } },
        facts: {
          ...{ ...facts, lastOrderAt, firstOrderAt: facts.firstOrderAt ?? lastOrderAt },
          ordersCount: facts.ordersCount + orders.length,
          bought: [...facts.bought, ...orders.flatMap((order) => sameAgain(order, facts.bought))],
          happenings: [...facts.happenings, ...known],
        },
      };
    },
  );
}

/** What is expected to be ordered again is what was in that order. */
function sameAgain({ at, data }: Happening, bought: readonly Bought[]): Bought[] {
  return bought.filter(({ orderId }) => orderId === String(data["orderId"])).map((order) => ({ ...order, at }));
}
