import { sql } from "kysely";
import { describe, expect, it } from "vitest";

import { definitionSchema } from "../../app/flows/definition/definition.ts";
import { countDueAtOnce } from "../../app/flows/due-at-once.server.ts";
import { findFlow } from "../../app/flows/flows.server.ts";
import { readMoving } from "../../app/flows/move.server.ts";
import { publish, saveDraft, type Inside } from "../../app/flows/publish.server.ts";
import { fireDue } from "../../app/flows/runs/fire.server.ts";
import { readDefinitions } from "../../app/flows/runs/read-flows.server.ts";
import { syncTimers } from "../../app/flows/sync.server.ts";
import { DAY_MS, plusMs } from "../../app/lib/time.ts";
import { stageCustomer } from "../messages/stage.ts";
import { addFlow, email } from "../support/flows.ts";
import { useDatabase } from "../support/database.ts";
import { due, start, useFlows } from "./flow-stage.ts";

const database = useDatabase();
const stage = useFlows(database);
const lapse = { kind: "lapsed" as const, days: 90 };
const waiting = (days: number) => ({
  trigger: lapse,
  steps: [email("one"), { kind: "wait" as const, id: "w", wait: { days } }, email("two")],
});
const day = plusMs(due, DAY_MS);
/** More than a switch works out at once. */
const MANY = 2_100;

async function stageMany(): Promise<void> {
  stage.flowId = await addFlow(database.db, stage.shop, waiting(15), start);
  await sql`
    insert into customers (shop_id, customer_id, email, locale, country_code, email_consent, created_at, orders_count, first_order_at, last_order_at)
    select ${stage.shop.shopId}, id, 'c' || id || '@example.com', 'de', 'DE', 'subscribed', ${start}, 1, ${start}, ${start} from generate_series(1, ${MANY}::int) id
  `.execute(database.db);
  await stage.switchOn();
  while ((await fireDue(database.db, due, 1_000)) > 0);
}

describe("moving whoever is inside to a new version (flows 35)", () => {
  it("goes on where it was interrupted, however many there are, and takes along who was moved before", async () => {
    await stageMany();
    const { shop, flowId } = stage;
    let later = 0;
    const change = async (days: number, inside: Inside) => {
      const seen = (await findFlow(shop.shopId, flowId))?.draftRevision ?? 0;
      await saveDraft(shop.shopId, flowId, { draft: waiting(days), seen }, "test", day);
      const call = () => Promise.resolve(void (later += 1));
      await publish(database.db, shop, flowId, { seen: seen + 1, inside }, "test", day, call);
    };
    const standing = async () => {
      const { rows } = await sql<{ version: number; runs: number }>`
        select version, count(*)::int as runs from flow_runs where shop_id = ${shop.shopId} group by 1 order by 1
      `.execute(database.db);
      return [rows.map(({ version, runs }) => [version, runs]), await readMoving(database.db, shop.shopId, flowId)];
    };
    // Whoever publishes does not wait for it.
    await change(20, { mode: "move", spreadDays: 1 });
    expect([later, await standing()]).toEqual([1, [[[1, MANY]], MANY]]);

    // A worker that is ended in its second part.
    await sql`
      create function ends() returns trigger language plpgsql as $$ begin raise exception 'ended'; end $$
    `.execute(database.db);
    await sql`
      create trigger ends before update on flow_runs for each row when (old.customer_id > 700) execute function ends()
    `.execute(database.db);
    await expect(syncTimers(database.db, shop, day)).rejects.toThrow("ended");
    await sql`drop trigger ends on flow_runs`.execute(database.db);
    const half = [
      [1, MANY - 500],
      [2, 500],
    ];
    expect(await standing()).toEqual([half, MANY - 500]);

    // A version for who comes from now on leaves those inside on their way.
    await change(25, { mode: "keep" });
    expect(await standing()).toEqual([half, MANY - 500]);
    await Promise.all([syncTimers(database.db, shop, day), syncTimers(database.db, shop, day)]);
    expect(await standing()).toEqual([[[2, MANY]], null]);

    await change(30, { mode: "move", spreadDays: 1 });
    expect(await standing()).toEqual([[[2, MANY]], MANY]);
    await syncTimers(database.db, shop, day);
    expect(await standing()).toEqual([[[4, MANY]], null]);
    const { rows } = await sql<{ due: Date }>`
      select distinct due_at as due from flow_timers where shop_id = ${shop.shopId}
    `.execute(database.db);
    expect(rows).toEqual([{ due: plusMs(due, 30 * DAY_MS) }]);
  }, 120_000);

  it("is counted beforehand on an even share of many", async () => {
    await stageMany();
    const count = (days: number, lookedAt?: number) =>
      countDueAtOnce(
        database.db,
        stage.shop,
        stage.flowId,
        definitionSchema.parse(waiting(days)),
        plusMs(due, 6 * DAY_MS),
        lookedAt,
      );
    expect(await count(5)).toEqual({ inside: MANY, due: MANY, isEstimate: false });
    expect(await count(7)).toEqual({ inside: MANY, due: 0, isEstimate: false });
    const about = await count(5, 300);
    expect(about).toMatchObject({ inside: MANY, isEstimate: true });
    expect(Math.abs((about?.due ?? 0) - MANY)).toBeLessThan(MANY / 4);
  }, 120_000);

  it("leaves who began by something else where they are, and counts none of them", async () => {
    const { shop } = stage;
    stage.flowId = await addFlow(database.db, shop, waiting(15), start);
    await stageCustomer(database.db, shop, 1n, { lastOrderAt: start });
    await stage.switchOn();
    await fireDue(database.db, due, 10);
    const paid = { ...waiting(1), trigger: { kind: "event" as const, event: "order-paid" as const } };
    const at = plusMs(due, 5 * DAY_MS);
    const told = await countDueAtOnce(database.db, shop, stage.flowId, definitionSchema.parse(paid), at);
    expect(told).toEqual({ inside: 1, due: 0, isEstimate: false });
    const seen = (await findFlow(shop.shopId, stage.flowId))?.draftRevision ?? 0;
    await saveDraft(shop.shopId, stage.flowId, { draft: paid, seen }, "test", at);
    await publish(database.db, shop, stage.flowId, { seen: seen + 1, inside: { mode: "move", spreadDays: 1 } }, "test", at);
    expect(await readMoving(database.db, shop.shopId, stage.flowId)).toBeNull();
    // They finish what they began, and do not wait for an order's payment for ever.
    expect(await fireDue(database.db, plusMs(due, 15 * DAY_MS), 10)).toBe(1);
    expect(await stage.runsOf(1n)).toMatchObject([{ state: "ended", end_reason: "completed" }]);
  });

  it("reads the versions of who is inside also when many others were read before", async () => {
    const { shop, flowId } = stage;
    await sql`
      insert into flow_versions (shop_id, flow_id, version, definition, created_at, created_by)
      select shop_id, flow_id, n, definition, created_at, 'test' from flow_versions, generate_series(2, 2002) n
      where shop_id = ${shop.shopId} and flow_id = ${flowId}
    `.execute(database.db);
    const other = await addFlow(database.db, shop, waiting(15), start);
    await readDefinitions(database.db, shop.shopId, [{ flowId, version: 1 }]);
    const definitionOf = await readDefinitions(database.db, shop.shopId, [
      { flowId, version: 1 },
      { flowId: other, version: 1 },
    ]);
    expect([definitionOf(flowId, 1), definitionOf(other, 1)].map((one) => one?.steps.length)).toEqual([1, 3]);
  });
});
