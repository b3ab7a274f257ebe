import { sql } from "kysely";
import { describe, expect, it } from "vitest";

import { fireDue } from "../../app/flows/runs/fire.server.ts";
import { react } from "../../app/flows/runs/react.server.ts";
import { DAY_MS, plusMs } from "../../app/lib/time.ts";
import { buys, messagesOf, stageCustomer, stageShop } from "../messages/stage.ts";
import { useDatabase } from "../support/database.ts";
import { addFlow, oneEmail } from "../support/flows.ts";
import { days, due, start, useFlows } from "./flow-stage.ts";

const database = useDatabase();
const stage = useFlows(database);

describe("firing", () => {
  async function lapsing(count: number): Promise<void> {
    for (let id = 1n; id <= BigInt(count); id += 1n) await stageCustomer(database.db, stage.shop, id, { lastOrderAt: start });
    await stage.switchOn();
  }

  it("from several processes at once sends one email each", async () => {
    await lapsing(60);
    await Promise.all(Array.from({ length: 8 }, () => fireDue(database.db, due, 10)));
    while ((await fireDue(database.db, due, 10)) > 0);
    const { rows } = await sql<{ customer_id: bigint; count: number }>`
      select customer_id, count(*)::int as count from messages where shop_id = ${stage.shop.shopId} group by 1
    `.execute(database.db);
    expect(rows).toHaveLength(60);
    expect(rows.every(({ count }) => count === 1)).toBe(true);
  });

  it("takes several batches at once, and deals with each customer once (issue 9, speed)", async () => {
    await lapsing(25);
    expect(await fireDue(database.db, due, 10)).toBe(25);
    expect((await messagesOf(database.db, stage.shop)).map(({ state }) => state)).toEqual(
      Array.from({ length: 25 }, () => "queued"),
    );
    expect(await fireDue(database.db, due, 10)).toBe(0);
  });

  it("beside orders that arrive: each customer either gets the email or has bought, never a deadlock", async () => {
    await lapsing(60);
    const buyers = Array.from({ length: 60 }, (_, index) => BigInt(index + 1)).filter((id) => id % 2n === 0n);
    const events = buyers.map((id) =>
      database.db.transaction().execute(async (tx) => {
        await buys(tx, stage.shop, id, due);
        await react(tx, stage.shop, [id], due);
      }),
    );
    await Promise.all([...events, ...Array.from({ length: 6 }, () => fireDue(database.db, due, 10))]);
    while ((await fireDue(database.db, due, 10)) > 0);
    const queued = (await messagesOf(database.db, stage.shop)).filter(({ state }) => state === "queued");
    expect(queued).toHaveLength(30);
    for (const id of buyers) expect((await stage.runsOf(id)).at(-1)).toMatchObject({ state: "waiting", since: due });
  });

  it("leaves alone customers that another transaction is changing, and comes back to them", async () => {
    await lapsing(2);
    await database.db.transaction().execute(async (tx) => {
      await sql`select 1 from customers where shop_id = ${stage.shop.shopId} and customer_id = 1 for update`.execute(tx);
      expect(await fireDue(database.db, due, 10)).toBe(1);
    });
    expect(await fireDue(database.db, due, 10)).toBe(1);
  });

  it("waits with the timers of a shop that has uninstalled", async () => {
    await lapsing(1);
    await sql`update shops set status = 'uninstalled' where shop_id = ${stage.shop.shopId}`.execute(database.db);
    expect(await fireDue(database.db, due, 10)).toBe(1);
    expect(await fireDue(database.db, due, 10)).toBe(0);
    expect(await messagesOf(database.db, stage.shop)).toEqual([]);
    await sql`update shops set status = 'installed' where shop_id = ${stage.shop.shopId}`.execute(database.db);
    expect(await fireDue(database.db, plusMs(due, DAY_MS), 10)).toBe(1);
    expect(await messagesOf(database.db, stage.shop)).toHaveLength(1);
  });

  it("is not held up by a timer that fails", async () => {
    await lapsing(3);
    await sql`create function refuse() returns trigger language plpgsql as $$ begin if new.customer_id = 2 then raise exception 'broken'; end if; return new; end $$`.execute(
      database.db,
    );
    await sql`create trigger refuse before insert on messages for each row execute function refuse()`.execute(database.db);
    expect(await fireDue(database.db, due, 10)).toBe(3);
    await sql`drop trigger refuse on messages`.execute(database.db);
    expect(await messagesOf(database.db, stage.shop)).toHaveLength(2);
    const { rows } =
      await sql`select customer_id, attempts, last_error like '%broken%' as told from flow_timers where shop_id = ${stage.shop.shopId}`.execute(
        database.db,
      );
    expect(rows).toEqual([{ customer_id: 2n, attempts: 1, told: true }]);
    await fireDue(database.db, plusMs(due, DAY_MS), 10);
    expect(await messagesOf(database.db, stage.shop)).toHaveLength(3);
  });

  it("touches no other shop", async () => {
    const other = await stageShop(database.db, days(-400));
    await addFlow(database.db, other, oneEmail, start);
    await stageCustomer(database.db, other, 1n, { lastOrderAt: start });
    await lapsing(1);
    while ((await fireDue(database.db, due, 10)) > 0);
    expect(await messagesOf(database.db, stage.shop)).toHaveLength(1);
    expect(await messagesOf(database.db, other)).toEqual([]);
  });
});
