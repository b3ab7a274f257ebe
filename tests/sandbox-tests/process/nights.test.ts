import { sql } from "kysely";
import { afterAll, describe, expect, it } from "vitest";

import { stopEngine } from "../../../app/queue/engine.server.ts";
import { databaseEnv } from "../../../app/env.server.ts";
import { createQueues } from "../../../app/jobs/work.server.ts";
import { useDatabase } from "../../support/database.ts";
import type { MovableClock } from "../../sandbox/clock.ts";
import type { Delivery } from "../../sandbox/delivery/delivery.ts";
import type { Idleness } from "../../sandbox/process/idle.ts";
import { createNights, nextNight, nightsBetween } from "../../sandbox/process/nights.ts";
import { travel } from "../../sandbox/process/time-travel.ts";

const database = useDatabase();
afterAll(() => stopEngine());

const at = (day: number, hour: number, minute = 0) => new Date(Date.UTC(2026, 4, day, hour, minute));
const NIGHT = [
  ...[
    "check-shopify",
    "check-scores",
    "check-figures",
    "check-recommendations",
    "check-collections",
    "check-metafields",
    "clean-up",
    "check-segments",
    "check-supplies",
    "check-repeats",
  ],
  ...["check-flows", "check-counts", "check-forecasts"],
];

describe("nights of the sandbox's clock (points 6)", () => {
  it("are over when the last of their jobs is due", () => {
    expect(nextNight(at(1, 12))).toEqual(at(2, 4, 20));
    expect(nextNight(at(2, 4, 19))).toEqual(at(2, 4, 20));
    expect(nextNight(at(2, 4, 20))).toEqual(at(3, 4, 20));
  });

  it("run all of a night's jobs in the order of their hours, night by night", () => {
    expect(nightsBetween(at(1, 12), at(1, 23))).toEqual([]);
    expect(nightsBetween(at(1, 12), at(3, 4, 20))).toEqual([NIGHT, NIGHT]);
    expect(nightsBetween(at(3, 4, 20), at(3, 12))).toEqual([]);
  });

  it("pass one after the other on a journey, each to its end before the next", async () => {
    let now = at(1, 12);
    const story: string[] = [];
    const clock = { now: () => now, advance: (ms: number) => (now = new Date(now.getTime() + ms)) } as unknown as MovableClock;
    const delivery = { clockMoved: () => undefined } as unknown as Delivery;
    const idleness = {
      nextDue: () => Promise.resolve(null),
      nightsPassed: (from: Date, to: Date) => {
        for (const jobs of nightsBetween(from, to)) story.push(`${jobs.length} jobs on ${to.toISOString().slice(0, 16)}`);
        return Promise.resolve();
      },
      waitForIdle: () => (story.push("quiet"), Promise.resolve(null)),
    } as unknown as Idleness;
    await travel(clock, delivery, idleness, at(3, 12));
    const all = `${NIGHT.length} jobs`;
    expect(story).toEqual([`${all} on 2026-05-02T04:20`, "quiet", `${all} on 2026-05-03T04:20`, "quiet", "quiet"]);
  });

  it("of a long journey's last week alone are spent, or it would take all day", async () => {
    let now = at(1, 12);
    let spent = 0;
    const clock = { now: () => now, advance: (ms: number) => (now = new Date(now.getTime() + ms)) } as unknown as MovableClock;
    const idleness = {
      nextDue: () => Promise.resolve(null),
      nightsPassed: (from: Date, to: Date) => Promise.resolve((spent += nightsBetween(from, to).length)),
      waitForIdle: () => Promise.resolve(null),
    } as unknown as Idleness;
    const { steps } = await travel(clock, { clockMoved: () => undefined } as unknown as Delivery, idleness, at(31, 12));
    expect([spent, steps]).toEqual([7, 31]);
  });

  it("put the app's own jobs into its queues, where everybody who waits for quiet sees them", async () => {
    await createQueues();
    const nights = createNights(databaseEnv().DATABASE_URL);
    await nights.run(nightsBetween(at(1, 12), at(2, 12))[0] ?? []);
    await nights.stop();
    const { rows } = await sql<{ name: string }>`
      select name from pgboss.job where state = 'created' and name not like '\\_\\_pgboss%' order by created_on, name
    `.execute(database.db);
    expect(rows.map(({ name }) => name).sort()).toEqual([...NIGHT].sort());
  });
});
