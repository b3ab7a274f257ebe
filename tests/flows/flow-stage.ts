import { sql } from "kysely";
import { beforeEach } from "vitest";

import type { DefinitionInput } from "../../app/flows/definition/definition.ts";
import { switchOff, switchOn } from "../../app/flows/switch.server.ts";
import type { CatchUp } from "../../app/flows/planner/catch-up.ts";
import { react } from "../../app/flows/runs/react.server.ts";
import { DAY_MS, plusMs } from "../../app/lib/time.ts";
import { createDefaultProgram } from "../../app/program/versions.server.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { buys, stageShop } from "../messages/stage.ts";
import type { TestDatabase } from "../support/database.ts";
import { addFlow, oneEmail } from "../support/flows.ts";

export const start = new Date("2026-03-02T09:00:00Z");
export const days = (count: number): Date => plusMs(start, count * DAY_MS);
/** 10:00 in Berlin, 90 calendar days after an order at `start`. */
export const due = new Date("2026-05-31T08:00:00Z");

export type StagedRun = { state: string; since: Date; end_reason: string | null; due_at: Date | null };

export type FlowStage = {
  shop: Shop;
  flowId: number;
  switchOn: (now?: Date, catchUp?: CatchUp) => Promise<unknown>;
  switchOff: (to: "paused" | "archived", now: Date) => Promise<unknown>;
  /** What the pipeline does after any change. */
  look: (customerIds: bigint[], now: Date) => Promise<void>;
  order: (customerId: bigint, at: Date, now?: Date) => Promise<void>;
  runsOf: (customerId: bigint) => Promise<StagedRun[]>;
};

/** A shop of its own for each test of a file, with a flow of one email (or the one that is given) that is switched off. Call once at the top. */
export function useFlows(database: TestDatabase, definition: DefinitionInput = oneEmail): FlowStage {
  const stage: FlowStage = {
    shop: undefined as unknown as Shop,
    flowId: 0,
    switchOn: (now = start, catchUp = { mode: "nobody" }) => switchOn(database.db, stage.shop, stage.flowId, catchUp, now),
    switchOff: (to, now) => switchOff(database.db, stage.shop, stage.flowId, to, now),
    look: (customerIds, now) => database.db.transaction().execute((tx) => react(tx, stage.shop, customerIds, now)),
    async order(customerId, at, now = at) {
      await buys(database.db, stage.shop, customerId, at);
      await stage.look([customerId], now);
    },
    async runsOf(customerId) {
      const { rows } = await sql<StagedRun>`
        select r.state, r.since, r.end_reason, t.due_at from flow_runs r left join flow_timers t using (shop_id, run_id)
        where r.shop_id = ${stage.shop.shopId} and r.customer_id = ${customerId} order by r.run_id
      `.execute(database.db);
      return rows;
    },
  };
  beforeEach(async () => {
    // Timers fire for all shops: what a test leaves would fire in the next one.
    await sql`delete from flow_timers`.execute(database.db);
    stage.shop = await stageShop(database.db, days(-400));
    await createDefaultProgram(stage.shop.shopId, days(-400));
    stage.flowId = await addFlow(database.db, stage.shop, definition, start);
  });
  return stage;
}
