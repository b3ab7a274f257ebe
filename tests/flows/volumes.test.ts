import { sql } from "kysely";
import { beforeEach, describe, expect, it } from "vitest";

import { expectedFrom } from "../../app/insights/campaigns/expected.ts";
import { readCalendar, type CalendarDayEntry } from "../../app/insights/campaigns/calendar.server.ts";
import { dayKey, monthDays } from "../../app/insights/campaigns/month.ts";
import { forecast } from "../../app/flows/forecast/forecast.server.ts";
import { listOldVolumes, readVolumes, workOutVolume } from "../../app/flows/forecast/kept/volumes.server.ts";
import { fireDue } from "../../app/flows/runs/fire.server.ts";
import { readFlows } from "../../app/flows/runs/read-flows.server.ts";
import { DAY_MS, dayIn, HOUR_MS, plusMs } from "../../app/lib/time.ts";
import { exclusiveKeys } from "../../app/queue/jobs.ts";
import { stageCustomer, stageShop } from "../messages/stage.ts";
import { addFlow, email, publishDraft } from "../support/flows.ts";
import { useDatabase } from "../support/database.ts";
import { due, start, useFlows } from "./flow-stage.ts";

const database = useDatabase();
const wait = { kind: "wait" as const, id: "w", wait: { days: 3 } };
const stage = useFlows(database, { trigger: { kind: "lapsed", days: 90 }, steps: [email("one"), wait, email("two")], exits: [] });
/** Seven in the morning in Berlin, three hours before the first email is due. */
const morning = plusMs(due, -3 * HOUR_MS);
const dayOf = (at: Date) => dayKey(dayIn(at, "Europe/Berlin"));
const [today, later] = [dayOf(due), dayOf(plusMs(due, 3 * DAY_MS))];

const workOut = (now: Date, flowId = stage.flowId) => workOutVolume(database.db, stage.shop, flowId, () => now);
/** May ends with a Sunday: June shows none of its days. */
const months = [5, 6].map((month) => monthDays({ year: 2026, month }, "Europe/Berlin"));
async function calendar(now: Date): Promise<Map<string, CalendarDayEntry>> {
  const each = await Promise.all(months.map((month) => readCalendar(database.db, stage.shop, month, now)));
  return new Map(each.flatMap(({ days }) => [...days]));
}

/** What the calendar tells of flows. */
async function shown(now: Date): Promise<Record<string, number[]>> {
  const days = [...(await calendar(now))].filter(([, { flows }]) => flows.length > 0);
  return Object.fromEntries(days.map(([day, { flows }]) => [day, flows.map(({ emails }) => emails)]));
}

describe("what a flow is expected to send (issue 9, calendar)", () => {
  beforeEach(async () => {
    for (const id of [1n, 2n, 3n]) await stageCustomer(database.db, stage.shop, id, { lastOrderAt: start });
    await stage.switchOn(start);
    await sql`update customers set email_consent = 'unsubscribed' where shop_id = ${stage.shop.shopId} and customer_id = 3`.execute(
      database.db,
    );
  });

  it("is each email of the days ahead, later steps too, as the forecast of its page says", async () => {
    await workOut(morning);
    expect(await shown(morning)).toEqual({ [today]: [2], [later]: [2] });
    const [flow] = await readFlows(database.db, stage.shop.shopId);
    if (flow === undefined) throw new Error("It is live");
    const foreseen = await forecast(database.db, stage.shop, flow, morning);
    const [volume] = await readVolumes(database.db, stage.shop.shopId);
    expect(volume).toMatchObject({ asOf: morning, sentSince: 0 });
    expect(Object.entries(volume?.days ?? {})).toEqual(foreseen.days.map(({ day, emails }) => [day, emails]));
    // Another shop knows nothing of it, and has its own.
    const other = await stageShop(database.db, start);
    expect(await readVolumes(database.db, other.shopId)).toEqual([]);
    await workOutVolume(database.db, other, stage.flowId, () => morning);
    expect(await readVolumes(database.db, stage.shop.shopId)).toHaveLength(1);
  });

  it("does not count what has left today once more", async () => {
    await workOut(morning);
    await fireDue(database.db, due, 100);
    await sql`
      update messages set state = 'sent', sent_at = ${due} where message_id = (select min(message_id) from messages where shop_id = ${stage.shop.shopId} and customer_id < 3)
    `.execute(database.db);
    const at = plusMs(due, HOUR_MS);
    expect(await shown(at)).toEqual({ [today]: [1], [later]: [2] });
    expect((await calendar(at)).get(today)).toMatchObject({ sent: 1 });
    await sql`update messages set state = 'sent', sent_at = ${due} where shop_id = ${stage.shop.shopId} and customer_id < 3`.execute(
      database.db,
    );
    expect(await shown(at)).toEqual({ [later]: [2] });
    // Worked out anew in the afternoon, today has nothing left either.
    await workOut(at);
    expect(await shown(at)).toEqual({ [later]: [2] });
  });

  it("is gone with a pause or the archive, and waits for a new look after a change", async () => {
    await workOut(morning);
    await stage.switchOff("paused", morning);
    expect(await readVolumes(database.db, stage.shop.shopId)).toEqual([]);
    expect((await sql`select from flow_volumes where shop_id = ${stage.shop.shopId}`.execute(database.db)).rows).toEqual([]);
    // A job that was late.
    await workOut(morning);
    expect((await sql`select from flow_volumes where shop_id = ${stage.shop.shopId}`.execute(database.db)).rows).toEqual([]);
    await stage.switchOn(plusMs(morning, 60_000));
    const asked = monthDays({ year: 2026, month: 6 }, stage.shop.timeZone);
    expect(await readCalendar(database.db, stage.shop, asked, due)).toMatchObject({ asOf: null });
    await workOut(plusMs(morning, 120_000));
    expect(await readCalendar(database.db, stage.shop, asked, due)).toMatchObject({
      asOf: plusMs(morning, 120_000),
    });
    await sql`update flows set draft = ${JSON.stringify({ trigger: { kind: "lapsed", days: 90 }, steps: [email("one")] })}::jsonb
      where shop_id = ${stage.shop.shopId} and flow_id = ${stage.flowId}`.execute(database.db);
    await publishDraft(database.db, stage.shop, stage.flowId, { mode: "keep" }, plusMs(morning, 180_000));
    expect(await readCalendar(database.db, stage.shop, asked, due)).toMatchObject({ asOf: null });
    await stage.switchOff("archived", due);
    expect(await readVolumes(database.db, stage.shop.shopId)).toEqual([]);
  });

  it("looks again where the flow was changed meanwhile, and keeps nothing of the version before", async () => {
    const draft = JSON.stringify({ trigger: { kind: "lapsed", days: 90 }, steps: [email("one")] });
    const change = async () => {
      await sql`update flows set draft = ${draft}::jsonb where shop_id = ${stage.shop.shopId} and flow_id = ${stage.flowId}`.execute(
        database.db,
      );
      await publishDraft(database.db, stage.shop, stage.flowId, { mode: "keep" }, morning);
    };
    // The change is under way while the first look reads.
    const changes: Promise<void>[] = [];
    await workOutVolume(database.db, stage.shop, stage.flowId, () => {
      if (changes.length === 0) changes.push(change());
      return morning;
    });
    await Promise.all(changes);
    const [volume] = await readVolumes(database.db, stage.shop.shopId);
    // Either the first look was over before, or its answer was not kept: never one of the version before.
    if (volume?.asOf !== null) expect(volume?.days).toEqual({ [today]: 2 });
    await workOut(plusMs(morning, HOUR_MS));
    expect((await readVolumes(database.db, stage.shop.shopId))[0]?.days).toEqual({ [today]: 2 });
  });

  it("of a flow that sends no email is not worked out, and no flow is worked out twice at once", async () => {
    const tags = { kind: "tag" as const, id: "t", add: ["lapsed"], remove: [] };
    const silent = await addFlow(
      database.db,
      stage.shop,
      { trigger: { kind: "birthday" }, steps: [tags, { ...email("x"), off: true }] },
      start,
    );
    await sql`update flows set state = 'live', live_since = ${start} where shop_id = ${stage.shop.shopId} and flow_id = ${silent}`.execute(
      database.db,
    );
    await workOut(morning, silent);
    expect(await listOldVolumes(database.db, stage.shop, morning)).toEqual([{ shopId: stage.shop.shopId, flowId: stage.flowId }]);
    await workOut(morning);
    expect(await listOldVolumes(database.db, stage.shop, due)).toEqual([]);
    // The next day of the shop.
    expect(await listOldVolumes(database.db, stage.shop, plusMs(due, 15 * HOUR_MS))).toHaveLength(1);
    const key = exclusiveKeys["expect-emails"];
    expect([key?.({ shopId: 1, flowId: 2 }), key?.({ shopId: 1, flowId: 3 }), key?.({ shopId: 2, flowId: 2 })]).toEqual([
      "1:2",
      "1:3",
      "2:2",
    ]);
  });
});

describe("what is left of today (issue 9, calendar)", () => {
  const days = { "2026-05-30": 5, "2026-05-31": 10, "2026-06-01": 7 };
  it.each<[number, string, [string, number][]]>([
    [
      0,
      "2026-05-30",
      [
        ["2026-05-30", 5],
        ["2026-05-31", 10],
        ["2026-06-01", 7],
      ],
    ],
    [
      5,
      "2026-05-30",
      [
        ["2026-05-31", 10],
        ["2026-06-01", 7],
      ],
    ],
    // Worked out yesterday: what has not left since is not expected of today on top.
    [
      0,
      "2026-05-31",
      [
        ["2026-05-31", 10],
        ["2026-06-01", 7],
      ],
    ],
    [
      9,
      "2026-05-31",
      [
        ["2026-05-31", 6],
        ["2026-06-01", 7],
      ],
    ],
    [99, "2026-05-31", [["2026-06-01", 7]]],
    [0, "2026-06-02", []],
  ])("after %d emails, on %s", (sent, day, left) => {
    expect([...expectedFrom(days, day, sent)]).toEqual(left);
  });
});
