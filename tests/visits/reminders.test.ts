import fc from "fast-check";
import { sql } from "kysely";
import { beforeEach, describe, expect, it } from "vitest";

import { flowPresets } from "../../app/flows/presets/series.ts";
import { fireDue } from "../../app/flows/runs/fire.server.ts";
import type { Happening } from "../../app/flows/triggers/events.ts";
import { HOUR_MS, plusMs } from "../../app/lib/time.ts";
import { start as flowStart, useFlows } from "../flows/flow-stage.ts";
import { factsOf, flowOf } from "../flows/planner-stage.ts";
import { plan } from "../../app/flows/planner/plan.ts";
import { messagesOf, stageCustomer } from "../messages/stage.ts";
import { useDatabase } from "../support/database.ts";
import { addFlow, email } from "../support/flows.ts";
import { switchOn } from "../../app/flows/switch.server.ts";
import { began, hours, look, minutes, put, runPixel, start, viewed, visits } from "./stage.ts";

const database = useDatabase();
const { trigger, exits, reentry } = flowPresets["viewed-products"];
const stage = useFlows(database, { trigger, exits: [...exits], reentry, steps: [email("again")] });
const ANNA = 901n;

beforeEach(async () => {
  expect(start).toEqual(flowStart);
  await sql`delete from visit_events`.execute(database.db);
  await runPixel(database, stage.shop);
  await stageCustomer(database.db, stage.shop, ANNA, { email: "anna@example.com" });
  await stage.switchOn();
});

const does = (
  at: Date,
  ...events: Parameters<typeof visits> extends [unknown, unknown, unknown, unknown, ...infer E] ? E : never
) => visits(database, stage.shop, ANNA, at, ...events);
async function wait(until: Date): Promise<void> {
  await look(until);
  await fireDue(database.db, until, 100);
}
const sent = async () => (await messagesOf(database.db, stage.shop)).map(({ state }) => state);

describe("who looked at something and did not buy", () => {
  it("is reminded four hours after the last of it, with what it was", async () => {
    await does(start, viewed(11n));
    await wait(minutes(2));
    await does(minutes(20), viewed(12n));
    await wait(minutes(22));
    await wait(plusMs(minutes(20), 4 * HOUR_MS - 1));
    expect(await sent()).toEqual([]);
    await wait(plusMs(minutes(20), 4 * HOUR_MS));
    expect(await sent()).toEqual(["queued"]);
    const { rows } = await sql<{ data: unknown }>`select data from messages where shop_id = ${stage.shop.shopId}`.execute(
      database.db,
    );
    expect(rows).toMatchObject([{ data: { productIds: ["12", "11"], lines: [] } }]);
  });

  it("is not when they buy first", async () => {
    await does(start, viewed(11n));
    await wait(minutes(2));
    await stage.order(ANNA, hours(1));
    await wait(hours(5));
    expect(await sent()).toEqual([]);
    expect(await stage.runsOf(ANNA)).toMatchObject([{ state: "ended", end_reason: "purchase" }]);
  });

  it("is reminded of the later visit when they come back before, and once in two weeks", async () => {
    await does(start, viewed(11n));
    await wait(minutes(2));
    await does(hours(3), viewed(12n));
    await wait(plusMs(hours(3), 120_000));
    await wait(hours(5));
    expect(await sent()).toEqual([]);
    await wait(hours(7));
    expect(await sent()).toEqual(["queued"]);
    await does(hours(30), viewed(13n));
    await wait(plusMs(hours(30), 120_000));
    await wait(hours(40));
    expect(await sent()).toEqual(["queued"]);
  });

  it("is left to the other reminders once something is in the cart, or the checkout begun", async () => {
    const { trigger: left } = flowPresets["left-cart"];
    const cart = await addFlow(database.db, stage.shop, { trigger: left, steps: [email("still")] }, start);
    await switchOn(database.db, stage.shop, cart, { mode: "nobody" }, start);
    await does(start, viewed(11n));
    await wait(minutes(2));
    await does(minutes(10), put(12n, 121n, 3));
    await wait(minutes(12));
    await wait(hours(5));
    const { rows } = await sql<{ flow_id: number; data: unknown }>`
      select flow_id, data from messages where shop_id = ${stage.shop.shopId}`.execute(database.db);
    expect(rows).toMatchObject([{ flow_id: cart, data: { productIds: ["12"], lines: [{ variantId: "121", quantity: 3 }] } }]);
  });

  it("is not once they have gone to the checkout, which has reminders of its own", async () => {
    await does(start, viewed(11n));
    await wait(minutes(2));
    await does(minutes(10), began());
    await wait(minutes(12));
    await wait(hours(5));
    expect(await sent()).toEqual([]);
  });
});

describe("the planner, for any visits", () => {
  const visit = fc.record({
    after: fc.integer({ min: 31, max: 600 }),
    products: fc.constantFrom("", "1", "1,2", "1,2,3"),
    lines: fc.constantFrom("", "11:1"),
    checkout: fc.boolean(),
  });

  it("begins no earlier than the hours say after the last visit that counts, and none at the checkout", () => {
    fc.assert(
      fc.property(
        fc.array(visit, { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 1, max: 48 }),
        fc.integer({ min: 1, max: 3 }),
        (found, wait, views) => {
          let at = 0;
          const happenings = found.map(({ after, ...data }, index): Happening => {
            at += after;
            const when = minutes(at);
            return { kind: "visit.made", key: `visit:${index}`, at: when, data: { ...data, from: when.toISOString() } };
          });
          const flow = flowOf({ trigger: { kind: "event", event: "product-viewed", hours: wait, views }, steps: [email("a")] });
          const now = minutes(at);
          const begun = plan(flow, [], [], factsOf({ happenings }), now).flatMap((one) =>
            one.kind === "forget" ? [] : [one.run],
          );
          for (const run of begun) {
            const own = happenings.find(({ key }) => key === run.occasion);
            expect(own?.data).toMatchObject({ lines: "", checkout: false });
            expect(String(own?.data["products"]).split(",").length).toBeGreaterThanOrEqual(views);
            const until = plusMs(run.since, wait * HOUR_MS);
            const between = happenings.filter((other) => other.at > run.since && other.at <= until);
            expect(between.every(({ data }) => data["products"] === "" && data["checkout"] === false)).toBe(true);
          }
          // The last one that fits is never lost, unless its hours are long over.
          const fitting = happenings.findLast(
            ({ data }) =>
              data["lines"] === "" &&
              data["checkout"] === false &&
              String(data["products"]).split(",").length >= views &&
              data["products"] !== "",
          );
          const later = happenings.slice(fitting === undefined ? 0 : happenings.indexOf(fitting) + 1);
          if (fitting !== undefined && later.length === 0) expect(begun.map(({ occasion }) => occasion)).toContain(fitting.key);
        },
      ),
    );
  });
});
