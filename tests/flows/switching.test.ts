import { sql } from "kysely";
import { describe, expect, it } from "vitest";

import { LARGE } from "../../app/flows/sync.server.ts";
import { listFlows } from "../../app/flows/flows.server.ts";
import { switchOff, switchOn } from "../../app/flows/switch.server.ts";
import { fireDue } from "../../app/flows/runs/fire.server.ts";
import { syncTimers } from "../../app/flows/sync.server.ts";
import { factSources } from "../../app/jobs/loops/fact-sources.server.ts";
import { sendDue } from "../../app/messages/sending/send-due.server.ts";
import { plusMs } from "../../app/lib/time.ts";
import { messagesOf, stageCustomer } from "../messages/stage.ts";
import { useDatabase } from "../support/database.ts";
import { emailsBy } from "../support/transports.ts";
import { days, start, useFlows } from "./flow-stage.ts";

const database = useDatabase();
const stage = useFlows(database);

/** Sends what is due. @returns to whom */
async function send(at: Date): Promise<string[]> {
  const sent: string[] = [];
  const channel = {
    send: (email: { to: string }) => {
      sent.push(email.to);
      return Promise.resolve({ kind: "accepted" as const });
    },
    close: () => undefined,
  };
  await sendDue(database.db, () => at, 100, factSources, emailsBy(channel));
  return sent;
}

describe("switching a flow", () => {
  it("on: timers for all who may still lapse, nothing for those who have", async () => {
    await stageCustomer(database.db, stage.shop, 1n, { lastOrderAt: days(-10) });
    await stageCustomer(database.db, stage.shop, 2n, { lastOrderAt: days(-200) });
    await stageCustomer(database.db, stage.shop, 3n);
    await stage.switchOn();
    expect(await stage.runsOf(1n)).toMatchObject([{ state: "waiting", since: days(-10) }]);
    expect(await stage.runsOf(2n)).toEqual([]);
    expect(await stage.runsOf(3n)).toEqual([]);
    expect(await listFlows(database.db, stage.shop.shopId)).toMatchObject([
      { preset: "win-back", state: "live", liveSince: start, waiting: 1, active: 0, sent: 0 },
    ]);
  });

  it("on twice: the first time counts", async () => {
    await stageCustomer(database.db, stage.shop, 1n, { lastOrderAt: days(-10) });
    await stage.switchOn();
    const before = await stage.runsOf(1n);
    await stage.switchOn(days(5));
    expect(await listFlows(database.db, stage.shop.shopId)).toMatchObject([{ liveSince: start }]);
    expect(await stage.runsOf(1n)).toEqual(before);
  });

  it("off: no timers, no runs, and what waits in the outbox stays there", async () => {
    await stageCustomer(database.db, stage.shop, 1n, { lastOrderAt: days(-88) });
    await stageCustomer(database.db, stage.shop, 2n, { lastOrderAt: days(-10) });
    await stage.switchOn();
    await fireDue(database.db, days(3), 100);
    expect(await messagesOf(database.db, stage.shop)).toMatchObject([{ state: "queued" }]);
    await stage.switchOff("archived", days(3));
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
    await stage.switchOff("paused", days(1));
    expect(await fireDue(database.db, days(10), 100)).toBe(1);
    expect(await messagesOf(database.db, stage.shop)).toEqual([]);
    await stage.switchOn(days(30));
    expect(await stage.runsOf(1n)).toEqual([]);
    expect(await stage.runsOf(2n)).toMatchObject([{ state: "waiting" }]);
  });

  it("paused: what has not left waits, and leaves when it goes on", async () => {
    await stageCustomer(database.db, stage.shop, 1n, { lastOrderAt: days(-88) });
    await stage.switchOn();
    await fireDue(database.db, days(3), 100);
    await stage.switchOff("paused", days(3));
    const sent = await send(days(3));
    expect(sent).toEqual([]);
    expect(await messagesOf(database.db, stage.shop)).toMatchObject([{ state: "queued", reason: "flow-paused" }]);
    await stage.switchOn(plusMs(days(3), 60_000));
    expect(await send(plusMs(days(3), 60_000))).toEqual(["c1@example.com"]);
  });

  it("off counts at once: what waits in the outbox stays there even if nobody took it back", async () => {
    await stageCustomer(database.db, stage.shop, 1n, { lastOrderAt: days(-88) });
    await stage.switchOn();
    await fireDue(database.db, days(3), 100);
    await sql`update flows set state = 'archived' where shop_id = ${stage.shop.shopId}`.execute(database.db);
    expect(await send(days(3))).toEqual([]);
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
    await switchOn(database.db, stage.shop, stage.flowId, { mode: "nobody" }, start, later);
    expect(asked).toBe(0);
    await switchOff(database.db, stage.shop, stage.flowId, "paused", start, later);
    await sql`
      insert into customers (shop_id, customer_id, created_at, orders_count, first_order_at, last_order_at)
      select ${stage.shop.shopId}, id, ${days(-10)}, 1, ${days(-10)}, ${days(-10)} from generate_series(1, ${LARGE}) as id
    `.execute(database.db);
    await switchOn(database.db, stage.shop, stage.flowId, { mode: "nobody" }, start, later);
    expect(asked).toBe(1);
    expect(await listFlows(database.db, stage.shop.shopId)).toMatchObject([{ state: "live", waiting: 1 }]);
    await syncTimers(database.db, stage.shop, days(1));
    expect(await listFlows(database.db, stage.shop.shopId)).toMatchObject([{ waiting: LARGE + 1 }]);
    await switchOff(database.db, stage.shop, stage.flowId, "archived", days(1), later);
    expect(asked).toBe(2);
    await syncTimers(database.db, stage.shop, days(1));
    expect(await listFlows(database.db, stage.shop.shopId)).toMatchObject([{ state: "archived", waiting: 0 }]);
  });

  it("says so when there is no such flow", async () => {
    const none = { ok: false, reason: "unknown-flow" };
    expect(await switchOn(database.db, stage.shop, 999, { mode: "nobody" }, start)).toEqual(none);
    expect(await switchOff(database.db, stage.shop, 999, "paused", start)).toEqual(none);
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
});
