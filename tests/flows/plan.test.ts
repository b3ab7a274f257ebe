import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { definitionSchema, winBack, type Definition } from "../../app/flows/definition.ts";
import { dueOf, earliestAnchor, plan, type Facts, type Flow, type Run } from "../../app/flows/plan.ts";
import { progress, withdrawal } from "../../app/flows/progress.ts";
import { DAY_MS, HOUR_MS, plusMs, timeIn } from "../../app/lib/time.ts";

const at = (iso: string) => new Date(iso);
const flow: Flow = { definition: winBack, enabledAt: at("2026-01-01T00:00:00Z"), timeZone: "Europe/Berlin" };
const buyer = (lastOrderAt: string | null, more: Partial<Facts> = {}): Facts => ({
  gone: null,
  ordersCount: lastOrderAt === null ? 0 : 1,
  lastOrderAt: lastOrderAt === null ? null : at(lastOrderAt),
  pastAnchors: [],
  ...more,
});

describe("win-back", () => {
  it("waits until 10:00 of the 90th calendar day in the shop's zone, across a change of clocks", () => {
    // 23:30 UTC is already the next day in Berlin; day 90 lies in summer time.
    const decision = plan(flow, null, buyer("2026-01-05T23:30:00Z"), at("2026-02-01T00:00:00Z"));
    expect(decision).toEqual({
      kind: "wait",
      anchorAt: at("2026-01-05T23:30:00Z"),
      step: 0,
      until: at("2026-04-06T08:00:00Z"),
      reason: "not-lapsed",
    });
  });

  it("sends when that instant has come, and not a moment before", () => {
    const facts = buyer("2026-01-05T12:00:00Z");
    const dueAt = at("2026-04-05T08:00:00Z");
    expect(plan(flow, null, facts, plusMs(dueAt, -1)).kind).toBe("wait");
    expect(plan(flow, null, facts, dueAt)).toEqual({ kind: "send", anchorAt: facts.lastOrderAt, step: 0, dueAt, nextStep: null });
  });

  it("gives no discount and has one step", () => {
    expect(winBack.steps).toEqual([{ kind: "message", template: "win-back", afterDays: 0 }]);
  });

  it("leaves out whoever had lapsed before it was switched on, unless the merchant includes them", () => {
    const facts = buyer("2025-09-20T12:00:00Z");
    const now = at("2026-01-01T12:00:00Z");
    expect(plan(flow, null, facts, now)).toEqual({ kind: "ignore", reason: "lapsed-before-start" });
    const including: Flow = { ...flow, definition: { ...winBack, includeAlreadyLapsedDays: 30 } };
    // Lapsed 13 days before: not at midnight on the first of January, when it was switched on, but at the next sending hour.
    expect(plan(including, null, facts, at("2026-01-01T00:00:00Z"))).toMatchObject({
      kind: "wait",
      until: at("2026-01-01T09:00:00Z"),
    });
    expect(plan(including, null, facts, at("2026-01-01T09:00:00Z"))).toMatchObject({ kind: "send", step: 0 });
    expect(plan(including, null, buyer("2025-08-20T12:00:00Z"), now)).toEqual({ kind: "ignore", reason: "lapsed-before-start" });
  });

  it.each([
    [{ gone: "deleted" as const }, "deleted"],
    [{ gone: "redacted" as const }, "redacted"],
    [{ gone: "merged" as const }, "merged"],
    [{ lastOrderAt: null, ordersCount: 0 }, "never-bought"],
    [{ pastAnchors: [at("2026-02-01T12:00:00Z")] }, "had-it-before"],
    [{ pastAnchors: [at("2026-03-01T12:00:00Z")] }, "had-it-before"],
  ])("does nothing for %o and forgets a run that waited", (more, reason) => {
    const facts = buyer("2026-02-01T12:00:00Z", more);
    const waiting: Run = { phase: "waiting", anchorAt: at("2026-02-01T12:00:00Z"), step: 0 };
    expect(plan(flow, null, facts, at("2026-02-02T00:00:00Z"))).toEqual({ kind: "ignore", reason });
    expect(plan(flow, waiting, facts, at("2026-02-02T00:00:00Z"))).toEqual({ kind: "end", reason });
  });

  it("lets a customer in again after a new order, or only once if the merchant says so", () => {
    const facts = buyer("2026-03-01T12:00:00Z", { pastAnchors: [at("2026-01-10T12:00:00Z")] });
    expect(plan(flow, null, facts, at("2026-03-02T00:00:00Z")).kind).toBe("wait");
    const once: Flow = { ...flow, definition: { ...winBack, reentry: "once" } };
    expect(plan(once, null, facts, at("2026-03-02T00:00:00Z"))).toEqual({ kind: "ignore", reason: "had-it-before" });
  });

  it("gives up on a step that could not happen for half a year", () => {
    const facts = buyer("2026-01-05T12:00:00Z");
    expect(plan(flow, null, facts, at("2026-10-02T08:00:00Z")).kind).toBe("send");
    expect(plan(flow, null, facts, at("2026-10-02T08:00:01Z"))).toEqual({ kind: "ignore", reason: "too-late" });
  });
});

const stages: Definition = definitionSchema.parse({
  trigger: { kind: "lapsed", days: 90 },
  steps: [0, 15, 30].map((afterDays) => ({ kind: "message", template: "win-back", afterDays })),
  includeAlreadyLapsedDays: 365,
});

describe("several steps", () => {
  const longer: Flow = { ...flow, definition: stages };
  const facts = buyer("2026-01-05T12:00:00Z");

  it("sends them one after the other", () => {
    const dueAts = [0, 1, 2].map((step) => dueOf(longer, at("2026-01-05T12:00:00Z"), step));
    expect(dueAts).toEqual([at("2026-04-05T08:00:00Z"), at("2026-04-20T08:00:00Z"), at("2026-05-05T08:00:00Z")]);
    const first = progress(longer, null, facts, at("2026-04-05T08:00:00Z"));
    expect(first).toMatchObject({ send: { step: 0 }, run: { phase: "active", step: 1, dueAt: dueAts[1] } });
  });

  it("sends only the latest of those that are overdue", () => {
    expect(progress(longer, null, facts, at("2026-04-25T08:00:00Z"))).toMatchObject({ send: { step: 1 }, run: { step: 2 } });
    expect(progress(longer, null, facts, at("2026-06-25T08:00:00Z"))).toMatchObject({ send: { step: 2 }, run: null });
  });

  it("lets those who lapsed earlier enter at the step that their time has come to", () => {
    // 110 days at the switch: stage two is theirs, stage three follows at day 120.
    const lapsed = buyer("2025-09-13T12:00:00Z");
    const entered = progress(longer, null, lapsed, at("2026-01-01T09:00:00Z"));
    expect(entered).toMatchObject({ send: { step: 1 }, run: { step: 2, dueAt: at("2026-01-11T09:00:00Z") } });
  });

  it("ends with a purchase, whose own lapse is the next occasion", () => {
    const active: Run = { phase: "active", anchorAt: at("2026-01-05T12:00:00Z"), step: 1 };
    const bought = progress(longer, active, buyer("2026-04-10T12:00:00Z"), at("2026-04-10T12:00:01Z"));
    expect(bought).toMatchObject({
      ended: "purchase",
      send: null,
      run: { phase: "waiting", anchorAt: at("2026-04-10T12:00:00Z"), step: 0 },
    });
  });

  it("takes back messages that have not left when the customer buys, goes, or the flow is switched off", () => {
    const anchorAt = at("2026-01-05T12:00:00Z");
    expect(withdrawal(longer, anchorAt, facts)).toBeNull();
    expect(withdrawal(longer, anchorAt, buyer("2026-04-10T12:00:00Z"))).toBe("purchase");
    expect(withdrawal(longer, anchorAt, { ...facts, gone: "redacted" })).toBe("redacted");
    expect(withdrawal({ ...longer, enabledAt: null }, anchorAt, facts)).toBe("switched-off");
  });
});

/** What the database keeps, in memory: orders come and go, time passes, the app asks the planner at any moment. */
type World = {
  orders: Date[];
  run: Run | null;
  pastAnchors: Date[];
  sent: { anchorAt: Date; step: number; at: Date }[];
  problems: string[];
};
type Event = { afterHours: number; kind: "order" | "cancel" | "look" };

function factsOf(world: World): Facts {
  const lastOrderAt = world.orders.toSorted((a, b) => b.getTime() - a.getTime())[0] ?? null;
  return { gone: null, ordersCount: world.orders.length, lastOrderAt, pastAnchors: world.pastAnchors };
}

function look(flow: Flow, world: World, now: Date): void {
  const before = world.run;
  const facts = factsOf(world);
  const result = progress(flow, before, facts, now);
  if (result.ended !== null && before?.phase === "active") world.pastAnchors = [...world.pastAnchors, before.anchorAt];
  if (result.send !== null) {
    world.sent.push({ ...result.send, at: now });
    if (result.run === null) world.pastAnchors = [...world.pastAnchors, result.send.anchorAt];
    if (facts.lastOrderAt?.getTime() !== result.send.anchorAt.getTime())
      world.problems.push("sent for an order that is not the last one");
  }
  if (result.run !== null && result.run.dueAt <= now) world.problems.push("a timer in the past");
  world.run = result.run;
  const again = progress(flow, world.run, factsOf(world), now);
  if (again.send !== null || again.ended !== null) world.problems.push("asking again does more");
}

const events: fc.Arbitrary<Event[]> = fc.array(
  fc.record({
    afterHours: fc.integer({ min: 1, max: 24 * 70 }),
    kind: fc.constantFrom("order" as const, "order" as const, "cancel" as const, "look" as const, "look" as const),
  }),
  { maxLength: 30 },
);
const flows: fc.Arbitrary<Flow> = fc.record({
  definition: fc.constantFrom(winBack, stages, { ...stages, includeAlreadyLapsedDays: 0 }),
  enabledAt: fc.integer({ min: 0, max: 200 }).map((days) => plusMs(at("2025-12-20T14:00:00Z"), days * DAY_MS)),
  timeZone: fc.constantFrom("Europe/Berlin", "America/New_York", "Pacific/Auckland", "UTC"),
});

describe("whatever happens", () => {
  it("sends each step of an occasion at most once, never early, only to the last order's occasion, and asking twice does nothing", () => {
    fc.assert(
      fc.property(flows, events, (anyFlow, happenings) => {
        const world: World = { orders: [], run: null, pastAnchors: [], sent: [], problems: [] };
        let now = at("2025-10-01T00:00:00Z");
        for (const { afterHours, kind } of happenings) {
          now = plusMs(now, afterHours * HOUR_MS);
          if (kind === "order") world.orders = [...world.orders, now];
          if (kind === "cancel") world.orders = world.orders.slice(0, -1);
          if (anyFlow.enabledAt !== null && now >= anyFlow.enabledAt) look(anyFlow, world, now);
        }
        expect(world.problems).toEqual([]);
        const names = world.sent.map(({ anchorAt, step }) => `${anchorAt.toISOString()}/${step}`);
        expect(new Set(names).size).toBe(names.length);
        for (const { anchorAt, step, at: sentAt } of world.sent) {
          const earliest = anchorAt.getTime() + (90 + (anyFlow.definition.steps[step]?.afterDays ?? 0) - 1) * DAY_MS;
          expect(sentAt.getTime()).toBeGreaterThan(earliest);
        }
        // A later email is always about a later order, or a later step of the same occasion.
        for (const [index, email] of world.sent.entries()) {
          const previous = world.sent[index - 1];
          if (previous === undefined) continue;
          const later =
            email.anchorAt > previous.anchorAt ||
            (email.anchorAt.getTime() === previous.anchorAt.getTime() && email.step > previous.step);
          expect(later).toBe(true);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it("ends in the same run whatever order the orders arrive in", () => {
    fc.assert(
      fc.property(
        flows,
        fc.uniqueArray(fc.integer({ min: 0, max: 60 * 24 }), { minLength: 1, maxLength: 8 }),
        fc.infiniteStream(fc.nat()),
        (anyFlow, hours, shuffle) => {
          const start = anyFlow.enabledAt ?? at("2026-01-01T00:00:00Z");
          const orders = hours.map((hour) => plusMs(start, hour * HOUR_MS));
          const seen = plusMs(start, 61 * DAY_MS);
          const arrive = (sequence: readonly Date[]) => {
            const world: World = { orders: [], run: null, pastAnchors: [], sent: [], problems: [] };
            for (const order of sequence) {
              world.orders = [...world.orders, order];
              look(anyFlow, world, seen);
            }
            return { run: world.run, sent: world.sent, problems: world.problems };
          };
          const keys = new Map(orders.map((order) => [order, shuffle.next().value as number]));
          const shuffled = orders.toSorted((a, b) => (keys.get(a) ?? 0) - (keys.get(b) ?? 0));
          expect(arrive(shuffled)).toEqual(arrive(orders));
          expect(arrive(orders).run?.anchorAt).toEqual(orders.toSorted((a, b) => b.getTime() - a.getTime())[0]);
        },
      ),
      { numRuns: 500 },
    );
  });

  it("always ends an entered run when the customer buys", () => {
    fc.assert(
      fc.property(
        flows,
        fc.integer({ min: 0, max: 400 }),
        fc.integer({ min: 1, max: 5_000 }),
        fc.integer({ min: 0, max: 3 }),
        (anyFlow, day, hours, step) => {
          const anchorAt = plusMs(at("2025-10-01T00:00:00Z"), day * DAY_MS);
          const boughtAt = plusMs(anchorAt, hours * HOUR_MS);
          const facts: Facts = { gone: null, ordersCount: 2, lastOrderAt: boughtAt, pastAnchors: [] };
          const result = progress(anyFlow, { phase: "active", anchorAt, step }, facts, plusMs(boughtAt, 1));
          expect(result.ended).toBe("purchase");
          expect(result.send).toBeNull();
        },
      ),
    );
  });

  it("keeps to the sending hour of the shop's clock", () => {
    fc.assert(
      fc.property(flows, fc.integer({ min: 0, max: 800 * 24 }), (anyFlow, hours) => {
        const anchorAt = plusMs(at("2025-01-01T00:00:00Z"), hours * HOUR_MS);
        expect(timeIn(dueOf(anyFlow, anchorAt, 0), anyFlow.timeZone)).toEqual({ hour: anyFlow.definition.sendAtHour, minute: 0 });
      }),
    );
  });
});

describe("definitions", () => {
  it.each([
    ["no steps", { trigger: { kind: "lapsed", days: 90 }, steps: [] }],
    [
      "an unknown template",
      { trigger: { kind: "lapsed", days: 90 }, steps: [{ kind: "message", template: "spam", afterDays: 0 }] },
    ],
    [
      "steps out of order",
      {
        trigger: { kind: "lapsed", days: 90 },
        steps: [5, 5].map((afterDays) => ({ kind: "message", template: "win-back", afterDays })),
      },
    ],
    [
      "a negative wait",
      { trigger: { kind: "lapsed", days: -1 }, steps: [{ kind: "message", template: "win-back", afterDays: 0 }] },
    ],
    [
      "a sending hour at night",
      { trigger: { kind: "lapsed", days: 90 }, steps: [{ kind: "message", template: "win-back", afterDays: 0 }], sendAtHour: 3 },
    ],
  ])("refuses %s", (_, definition) => {
    expect(definitionSchema.safeParse(definition).success).toBe(false);
  });
});

describe("who need not be looked at", () => {
  it("is nobody whom the planner would take", () => {
    fc.assert(
      fc.property(
        fc.record({
          days: fc.integer({ min: 1, max: 3650 }),
          past: fc.integer({ min: 0, max: 3650 }),
          hour: fc.integer({ min: 8, max: 20 }),
          zone: fc.constantFrom("Europe/Berlin", "Pacific/Kiritimati", "Pacific/Apia", "America/St_Johns", "Australia/Lord_Howe"),
          enabledMs: fc.integer({ min: Date.UTC(2011, 0), max: Date.UTC(2030, 0) }),
          earlierMs: fc.integer({ min: 1, max: 4 * DAY_MS }),
          laterMs: fc.integer({ min: 0, max: 4 * DAY_MS }),
        }),
        ({ days, past, hour, zone, enabledMs, earlierMs, laterMs }) => {
          const definition = definitionSchema.parse({
            ...winBack,
            trigger: { kind: "lapsed", days },
            sendAtHour: hour,
            includeAlreadyLapsedDays: past,
          });
          const enabledAt = new Date(enabledMs);
          const of: Flow = { definition, enabledAt, timeZone: zone };
          const edge = earliestAnchor(of);
          if (edge === null) throw new Error("A flow that is on has an edge");
          const facts: Facts = { gone: null, ordersCount: 1, lastOrderAt: plusMs(edge, -earlierMs), pastAnchors: [] };
          expect(plan(of, null, facts, plusMs(enabledAt, laterMs))).toMatchObject({ kind: "ignore" });
        },
      ),
    );
  });

  it("is everybody while the flow is off", () => {
    expect(earliestAnchor({ definition: winBack, enabledAt: null })).toBeNull();
  });
});
