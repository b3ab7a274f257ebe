import { sql } from "kysely";
import { describe, expect, it } from "vitest";

import { createDefaults, LARGE, listFlows, setEnabled } from "../../app/flows/flows.server.ts";
import { fireDue } from "../../app/flows/runs.server.ts";
import { syncTimers } from "../../app/flows/sync.server.ts";
import { factSources } from "../../app/jobs/loops/fact-sources.server.ts";
import { sendDue } from "../../app/messages/sending/send-due.server.ts";
import { messagesOf, stageCustomer } from "../messages/stage.ts";
import { useDatabase } from "../support/database.ts";
import { emailsBy } from "../support/transports.ts";
import { days, start, useFlows } from "./flow-stage.ts";

const database = useDatabase();
const stage = useFlows(database);

describe("switching a flow", () => {
  it("on: timers for all who may still lapse, nothing for those who have", async () => {
    await stageCustomer(database.db, stage.shop, 1n, { lastOrderAt: days(-10) });
    await stageCustomer(database.db, stage.shop, 2n, { lastOrderAt: days(-200) });
    await stageCustomer(database.db, stage.shop, 3n);
    await stage.switchOn();
    expect(await stage.runsOf(1n)).toMatchObject([{ state: "waiting", anchor_at: days(-10) }]);
    expect(await stage.runsOf(2n)).toEqual([]);
    expect(await stage.runsOf(3n)).toEqual([]);
    expect(await listFlows(database.db, stage.shop.shopId)).toMatchObject([
      { key: "win-back", enabled: true, enabledAt: start, waiting: 1, active: 0, sent: 0 },
    ]);
  });

  it("on twice: the first time counts", async () => {
    await stageCustomer(database.db, stage.shop, 1n, { lastOrderAt: days(-10) });
    await stage.switchOn();
    const before = await stage.runsOf(1n);
    await stage.switchOn(days(5));
    expect(await listFlows(database.db, stage.shop.shopId)).toMatchObject([{ enabledAt: start }]);
    expect(await stage.runsOf(1n)).toEqual(before);
  });

  it("off: no timers, no runs, and what waits in the outbox stays there", async () => {
    await stageCustomer(database.db, stage.shop, 1n, { lastOrderAt: days(-88) });
    await stageCustomer(database.db, stage.shop, 2n, { lastOrderAt: days(-10) });
    await stage.switchOn();
    await fireDue(database.db, days(3), 100);
    expect(await messagesOf(database.db, stage.shop)).toMatchObject([{ state: "queued" }]);
    await setEnabled(database.db, stage.shop, "win-back", false, days(3));
    expect(await messagesOf(database.db, stage.shop)).toMatchObject([{ state: "dropped", reason: "switched-off" }]);
    expect(await stage.runsOf(2n)).toEqual([]);
    expect(await fireDue(database.db, days(200), 100)).toBe(0);
    await stage.order(2n, days(4));
    expect(await stage.runsOf(2n)).toEqual([]);
  });

  it("off and on again: who lapsed in between is left alone", async () => {
    await stageCustomer(database.db, stage.shop, 1n, { lastOrderAt: days(-80) });
    await stageCustomer(database.db, stage.shop, 2n, { lastOrderAt: days(-10) });
    await stage.switchOn();
    await setEnabled(database.db, stage.shop, "win-back", false, days(1));
    await stage.switchOn(days(30));
    expect(await stage.runsOf(1n)).toEqual([]);
    expect(await stage.runsOf(2n)).toMatchObject([{ state: "waiting" }]);
  });

  it("off counts at once: what waits in the outbox stays there even if nobody took it back", async () => {
    await stageCustomer(database.db, stage.shop, 1n, { lastOrderAt: days(-88) });
    await stage.switchOn();
    await fireDue(database.db, days(3), 100);
    await sql`update flows set enabled = false, enabled_at = null where shop_id = ${stage.shop.shopId}`.execute(database.db);
    const sent: string[] = [];
    const channel = {
      send: (email: { to: string }) => {
        sent.push(email.to);
        return Promise.resolve({ kind: "accepted" as const });
      },
      close: () => undefined,
    };
    await sendDue(database.db, () => days(3), 100, factSources, emailsBy(channel));
    expect(sent).toEqual([]);
    expect(await messagesOf(database.db, stage.shop)).toMatchObject([{ state: "dropped", reason: "switched-off" }]);
  });

  it("ends waiting runs of customers who lapsed years ago, whom a repair would otherwise not look at", async () => {
    await stageCustomer(database.db, stage.shop, 1n, { lastOrderAt: days(-10) });
    await stage.switchOn();
    await sql`update customers set last_order_at = ${days(-900)} where shop_id = ${stage.shop.shopId}`.execute(database.db);
    await syncTimers(database.db, stage.shop, days(1));
    expect(await stage.runsOf(1n)).toEqual([]);
  });

  it("leaves many customers to a job, so that the merchant need not wait; few are done at once", async () => {
    let asked = 0;
    const later = () => Promise.resolve(void (asked += 1));
    await stageCustomer(database.db, stage.shop, 1_000_000n, { lastOrderAt: days(-10) });
    await setEnabled(database.db, stage.shop, "win-back", true, start, later);
    expect(asked).toBe(0);
    await setEnabled(database.db, stage.shop, "win-back", false, start, later);
    await sql`
      insert into customers (shop_id, customer_id, created_at, orders_count, first_order_at, last_order_at)
      select ${stage.shop.shopId}, id, ${days(-10)}, 1, ${days(-10)}, ${days(-10)} from generate_series(1, ${LARGE}) as id
    `.execute(database.db);
    await setEnabled(database.db, stage.shop, "win-back", true, start, later);
    expect(asked).toBe(1);
    expect(await listFlows(database.db, stage.shop.shopId)).toMatchObject([{ enabled: true, waiting: 0 }]);
    await syncTimers(database.db, stage.shop, days(1));
    expect(await listFlows(database.db, stage.shop.shopId)).toMatchObject([{ waiting: LARGE + 1 }]);
    await setEnabled(database.db, stage.shop, "win-back", false, days(1), later);
    expect(asked).toBe(2);
    await syncTimers(database.db, stage.shop, days(1));
    expect(await listFlows(database.db, stage.shop.shopId)).toMatchObject([{ enabled: false, waiting: 0 }]);
  });

  it("says so when there is no such flow", async () => {
    expect(await setEnabled(database.db, stage.shop, "no-such-flow", true, start)).toBe(false);
  });

  it("can be repaired at any time: what is missing comes back, what is too much goes", async () => {
    await stageCustomer(database.db, stage.shop, 1n, { lastOrderAt: days(-10) });
    await stageCustomer(database.db, stage.shop, 2n, { lastOrderAt: days(-20) });
    await stage.switchOn();
    const before = [await stage.runsOf(1n), await stage.runsOf(2n)];
    await sql`delete from flow_timers where customer_id = 1`.execute(database.db);
    await sql`delete from flow_runs where customer_id = 2`.execute(database.db);
    await syncTimers(database.db, stage.shop, days(1));
    expect([await stage.runsOf(1n), await stage.runsOf(2n)]).toEqual(before);
    const { rows } = await sql<{
      count: number;
    }>`select count(*)::int as count from flow_timers where shop_id = ${stage.shop.shopId}`.execute(database.db);
    expect(rows).toEqual([{ count: 2 }]);
  });

  it("creates the default flow once, switched off", async () => {
    await createDefaults(stage.shop.shopId, days(1));
    expect(await listFlows(database.db, stage.shop.shopId)).toMatchObject([
      { key: "win-back", enabled: false, enabledAt: null, waiting: 0 },
    ]);
  });
});
