import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { canMove, stepsMoved } from "../../app/flows/definition/moved.ts";
import type { Facts } from "../../app/flows/planner/facts.ts";
import type { Flow } from "../../app/flows/planner/flow.ts";
import { specOf, triggerEventNames } from "../../app/flows/triggers/events.ts";
import { DAY_MS, HOUR_MS, plusMs } from "../../app/lib/time.ts";
import { at, factsOf, flowOf, Life } from "./planner-stage.ts";
import { flowsFor } from "./simulation/random-flows.ts";

const start = at("2026-01-01T00:00:00Z");
/** Somebody to whom everything happens within a month that a flow can begin with. */
const eventful: Facts = factsOf({
  ...{ ordersCount: 2, firstOrderAt: at("2025-01-20T12:00:00Z"), lastOrderAt: at("2026-01-05T12:00:00Z") },
  ...{ birthday: { month: 1, day: 25 }, pointsExpireAt: at("2026-01-28T23:00:00Z"), tierEndsAt: at("2026-01-29T23:00:00Z") },
  graceDays: 30,
  happenings: triggerEventNames.map((event, index) => {
    const { kind } = specOf(event);
    const data = { orderId: "1", channel: "email", to: "subscribed", tier: "gold", reason: "earned", points: 5, segmentId: "1" };
    return { kind, key: `${kind}:${index}`, at: plusMs(start, (index + 6) * DAY_MS), data };
  }),
});

/** Looks, some minutes or up to a year apart; the flow is on, or paused, or goes on. */
const looks = fc.array(
  fc.record({
    after: fc.oneof(
      { weight: 6, arbitrary: fc.integer({ min: 1, max: 72 }) },
      { weight: 1, arbitrary: fc.constantFrom(24 * 40, 24 * 365) },
    ),
    paused: fc.constantFrom(false, false, false, true),
  }),
  { minLength: 4, maxLength: 40 },
);
const flow = fc.integer({ min: 0, max: 79 }).chain((turn) => flowsFor(turn).map(([one]) => one));

describe("a flow that is paused and goes on, for minutes or a year", () => {
  it("does nothing meanwhile; afterwards each step once, of several emails the latest, and none that is too old", () => {
    let entered = 0;
    fc.assert(
      fc.property(flow, looks, (drawn, turns) => {
        if (drawn === undefined) return;
        const { giveUpAfterDays } = drawn.definition;
        const life = new Life(flowOf(drawn.definition, { catchUp: drawn.catchUp, liveSince: start }));
        const done = new Set<string>();
        let [now, state, liveSince] = [plusMs(start, 5 * DAY_MS), "live" as Flow["state"], start];
        for (const { after, paused } of [...turns, { after: 24 * 400, paused: false }, { after: 24 * 4_000, paused: false }]) {
          now = plusMs(now, after * HOUR_MS);
          if (!paused && state === "paused") liveSince = now;
          state = paused ? "paused" : "live";
          const planned = life.look(eventful, now, { ...life.flow, state, liveSince: paused ? null : liveSince });
          if (paused) expect(planned).toEqual([]);
          for (const one of planned) {
            if (one.kind === "forget") continue;
            if (one.entered) entered += 1;
            const emails = one.acts.filter(({ step }) => step.kind === "email");
            expect(emails.length).toBeLessThanOrEqual(1);
            for (const { step, dueAt } of one.acts) {
              const name = `${one.run.occasion} ${step.id}`;
              expect(done).not.toContain(name);
              done.add(name);
              // Who is let in late is told of what fits their age, however long ago it was due.
              if (step.kind === "email" && !one.entered)
                expect(dueAt.getTime()).toBeGreaterThan(plusMs(now, -(giveUpAfterDays + 1) * DAY_MS).getTime());
            }
          }
        }
        // A day that comes every year may have begun with the last look.
        const isOver = ({ run }: Life["runs"][number]) => run.phase !== "active" || run.enteredAt?.getTime() === now.getTime();
        expect(life.runs.filter((going) => !isOver(going))).toEqual([]);
      }),
      { numRuns: 400 },
    );
    expect(entered).toBeGreaterThan(50);
  });

  it("moved to any version that begins alike, comes to its end", () => {
    fc.assert(
      fc.property(flow, flow, fc.integer({ min: 1, max: 30 * 24 }), (drawn, other, hours) => {
        if (drawn === undefined || other === undefined || !canMove(drawn.definition, other.definition)) return;
        const life = new Life(flowOf(drawn.definition, { liveSince: start }));
        life.live(eventful, start, plusMs(start, hours * HOUR_MS));
        const moved = stepsMoved(drawn.definition, other.definition);
        life.runs = life.runs.map(({ run, definition }) =>
          run.phase === "active" && run.stepId !== null
            ? { run: { ...run, stepId: moved.get(run.stepId) ?? null }, definition: other.definition }
            : { run, definition },
        );
        const next = { ...life.flow, definition: other.definition };
        for (const days of [1, 30, 400, 4_000]) life.look(eventful, plusMs(start, hours * HOUR_MS + days * DAY_MS), next);
        expect(life.runs.filter(({ run }) => run.phase === "active")).toEqual([]);
      }),
      { numRuns: 1_000 },
    );
  });
});
