import { describe, expect, it } from "vitest";

import { definitionSchema } from "../../app/flows/definition/definition.ts";
import { stepsMoved } from "../../app/flows/definition/moved.ts";
import { isHeldOut, splitOf } from "../../app/flows/planner/draw.ts";
import type { PastRun } from "../../app/flows/planner/flow.ts";
import { waitedUntil } from "../../app/flows/planner/wait.ts";
import { DAY_MS, HOUR_MS, plusMs } from "../../app/lib/time.ts";
import { email, oneEmail } from "../support/flows.ts";
import { at, buyer, factsOf, flowOf, Life } from "./planner-stage.ts";

const days = (id: string, count: number, hour?: number) => ({
  ...{ kind: "wait" as const, id },
  wait: { days: count, ...(hour === undefined ? {} : { hour }) },
});
const series = [email("one"), days("w1", 15), email("two"), days("w2", 15), email("three"), days("w3", 15), email("four")];
const winBack = { trigger: { kind: "lapsed" as const, days: 90 }, steps: series };
const ordered = (key: string, iso: string, data = {}) => ({
  ...{ kind: "order.placed" as const, key, at: at(iso), data: { orderId: key, ...data } },
});
const onOrder = { trigger: { kind: "event" as const, event: "order-placed" as const }, exits: [] };

describe("a lapse", () => {
  it("begins at 10:00 of the 90th calendar day by the recipient's clock, across a change of clocks", () => {
    const life = new Life(flowOf(oneEmail));
    // 23:30 UTC is already the next day in Berlin; day 90 lies in summer time.
    life.look(buyer("2026-01-05T23:30:00Z"), at("2026-02-01T00:00:00Z"));
    expect(life.dueAt).toEqual(at("2026-04-06T08:00:00Z"));
    life.look(buyer("2026-01-05T23:30:00Z"), plusMs(at("2026-04-06T08:00:00Z"), -1));
    expect(life.log).toEqual([]);
    life.look(buyer("2026-01-05T23:30:00Z"), at("2026-04-06T08:00:00Z"));
    expect(life.log[1]).toBe("email:value@2026-04-06T08:00:00.000Z");
  });

  it.each([
    ["Australia/Perth", "2026-04-06T02:00:00Z"],
    ["America/Los_Angeles", "2026-04-06T17:00:00Z"],
    ["Atlantic/Canary", "2026-04-06T09:00:00Z"],
    ["Atlantic/Azores", "2026-04-06T10:00:00Z"],
  ])("is 10:00 by each one's clock: %s (flows 9)", (timeZone, instant) => {
    const life = new Life(flowOf(oneEmail));
    life.look(buyer("2026-01-06T12:00:00Z", { timeZone }), at("2026-02-01T00:00:00Z"));
    expect(life.dueAt).toEqual(at(instant));
  });

  it("sends four emails on their days", () => {
    const life = new Life(flowOf(winBack));
    life.live(buyer("2026-01-05T12:00:00Z"), at("2026-01-05T12:00:00Z"), at("2027-01-01T00:00:00Z"));
    const dates = life.log.filter((line) => line.startsWith("email")).map((line) => line.slice(-24, -14));
    expect(dates).toEqual(["2026-04-05", "2026-04-20", "2026-05-05", "2026-05-20"]);
  });

  it("by the customer's own rhythm, where there is one", () => {
    const flow = flowOf({ ...oneEmail, trigger: { kind: "lapsed", days: 90, ownGap: 1.5 } });
    const life = new Life(flow);
    life.look(buyer("2026-02-01T12:00:00Z", { medianGapDays: 20 }), at("2026-02-02T00:00:00Z"));
    expect(life.dueAt).toEqual(at("2026-03-03T09:00:00Z"));
    const other = new Life(flow);
    other.look(buyer("2026-02-01T12:00:00Z"), at("2026-02-02T00:00:00Z"));
    expect(other.dueAt).toEqual(at("2026-05-02T08:00:00Z"));
  });

  it("of several overdue emails sends the latest alone, and gives every effect", () => {
    const steps = [
      email("one"),
      { kind: "points" as const, id: "gift", points: 50 },
      days("w1", 5),
      email("two"),
      days("w2", 40),
      email("three"),
    ];
    const life = new Life(flowOf({ ...winBack, steps }));
    life.look(buyer("2026-01-05T12:00:00Z"), at("2026-01-05T12:00:00Z"));
    life.look(buyer("2026-01-05T12:00:00Z"), at("2026-04-13T12:00:00Z"));
    expect(life.log.map((line) => line.slice(0, line.indexOf("@")))).toEqual(["enter", "points:gift", "email:two"]);
  });

  it("does not send an email that is overdue for longer than it is news, and goes on", () => {
    const life = new Life(flowOf({ ...winBack, steps: [email("one"), days("w", 60), email("two")], giveUpAfterDays: 10 }));
    life.look(buyer("2026-01-05T12:00:00Z"), at("2026-01-06T12:00:00Z"));
    life.look(buyer("2026-01-05T12:00:00Z"), at("2026-04-30T12:00:00Z"));
    expect(life.log).toEqual(["enter@2026-04-30T12:00:00.000Z"]);
    expect(life.dueAt).toEqual(at("2026-06-04T08:00:00Z"));
  });

  it.each(["deleted", "redacted", "merged"] as const)("of who is %s ends", (gone) => {
    const life = new Life(flowOf(winBack));
    life.look(buyer("2026-01-05T12:00:00Z"), at("2026-04-05T08:00:00Z"));
    life.look(buyer("2026-01-05T12:00:00Z", { gone }), at("2026-04-06T08:00:00Z"));
    expect(life.log.at(-1)).toContain(`end:${gone}`);
    expect(life.dueAt).toBeNull();
  });
});

describe("who had lapsed already when it was switched on (flows 34)", () => {
  const switchedOn = at("2026-06-01T12:00:00Z");
  const lapsedFor = (count: number) => buyer(plusMs(switchedOn, -count * DAY_MS).toISOString());
  const live = (catchUp: Parameters<typeof flowOf>[1]) => flowOf(winBack, { liveSince: switchedOn, ...catchUp });
  const firstSteps = (flow: ReturnType<typeof flowOf>, count: number) => {
    const life = new Life(flow);
    life.live(lapsedFor(count), switchedOn, plusMs(switchedOn, 60 * DAY_MS));
    return life.log.filter((line) => line.startsWith("email")).map((line) => line.slice(6).split("@") as [string, string]);
  };

  it("gets nothing, unless the merchant wants it", () => {
    for (const count of [95, 118, 400]) expect(firstSteps(live({}), count)).toEqual([]);
    // Whose 90th day comes after the switch takes part.
    expect(firstSteps(live({}), 89).map(([id]) => id)).toEqual(["one", "two", "three", "four"]);
  });

  it("enters at the step that fits, and none catches up with two emails; the days between stay", () => {
    const flow = live({ catchUp: { mode: "all", spreadDays: 10 } });
    expect(firstSteps(flow, 95).map(([id]) => id)).toEqual(["one", "two", "three", "four"]);
    expect(firstSteps(flow, 118).map(([id]) => id)).toEqual(["two", "three", "four"]);
    expect(firstSteps(flow, 400).map(([id]) => id)).toEqual(["four"]);
    const life = new Life(flow);
    life.live(lapsedFor(118), switchedOn, plusMs(switchedOn, 60 * DAY_MS));
    const entered = life.log[0]?.slice(6) ?? "";
    expect(life.dueAt).toBeNull();
    expect(life.log[2]?.slice(-24, -14)).toBe(
      plusMs(at(entered), 15 * DAY_MS)
        .toISOString()
        .slice(0, 10),
    );
  });

  it("is looked at late, after an outage, and told of the latest alone", () => {
    const flow = live({ catchUp: { mode: "all", spreadDays: 1 } });
    const life = new Life(flow);
    life.look(lapsedFor(95), switchedOn);
    life.look(lapsedFor(95), plusMs(switchedOn, 20 * DAY_MS));
    expect(life.log.filter((line) => line.startsWith("email")).map((line) => line.slice(6, 9))).toEqual(["two"]);
  });

  it("within so many days alone", () => {
    const flow = live({ catchUp: { mode: "within", days: 30, spreadDays: 1 } });
    expect(firstSteps(flow, 118).map(([id]) => id)).toEqual(["two", "three", "four"]);
    expect(firstSteps(flow, 130)).toEqual([]);
  });

  it("spread over ten days: about a tenth a day, at the hour of the flow", () => {
    const flow = live({ catchUp: { mode: "all", spreadDays: 10 } });
    const perDay = new Map<string, number>();
    for (let id = 1n; id <= 2000n; id += 1n) {
      const life = new Life(flow);
      life.look({ ...lapsedFor(100), customerId: id }, switchedOn);
      const when = life.dueAt?.toISOString() ?? "";
      expect(when.slice(10)).toBe("T08:00:00.000Z");
      perDay.set(when, (perDay.get(when) ?? 0) + 1);
    }
    expect(perDay.size).toBe(10);
    for (const count of perDay.values()) expect(count).toBeLessThan(260);
  });
});

describe("occasions", () => {
  it("have one run each, side by side, and never two (flows 6)", () => {
    const life = new Life(flowOf({ ...onOrder, steps: [days("w", 3), email("use")] }));
    const first = factsOf({ happenings: [ordered("order:1", "2026-02-01T12:00:00Z")] });
    life.look(first, at("2026-02-01T12:01:00Z"));
    life.look(first, at("2026-02-01T12:02:00Z"));
    const both = { ...first, happenings: [...first.happenings, ordered("order:2", "2026-02-02T12:00:00Z")] };
    life.look(both, at("2026-02-02T12:01:00Z"));
    expect(life.runs).toHaveLength(2);
    life.live(both, at("2026-02-02T12:02:00Z"), at("2026-03-01T00:00:00Z"));
    expect(life.log.filter((line) => line.startsWith("email"))).toEqual([
      "email:use@2026-02-04T09:00:00.000Z",
      "email:use@2026-02-05T09:00:00.000Z",
    ]);
  });

  it("that were heard of days later, or came about before the flow was switched on, begin no run", () => {
    const life = new Life(flowOf({ ...onOrder, steps: [email("use")] }));
    life.look(factsOf({ happenings: [ordered("order:1", "2026-02-01T12:00:00Z")] }), at("2026-02-05T12:00:00Z"));
    life.look(factsOf({ happenings: [ordered("order:2", "2025-12-31T23:59:59Z")] }), at("2026-01-01T00:00:01Z"));
    expect(life.log).toEqual([]);
  });

  it("once: no second run; each 30 days: not after 10 days, and in full after 31 (flows 6)", () => {
    const entered = (key: string, iso: string) => ({
      kind: "segment.entered" as const,
      key,
      at: at(iso),
      data: { segmentId: 7 },
    });
    const trigger = { kind: "event" as const, event: "segment-entered" as const, segmentId: 7 };
    const run = (reentry: "once" | "each" | { everyDays: number }) => {
      const life = new Life(flowOf({ trigger, reentry, exits: [], steps: [email("one"), days("w", 2), email("two")] }));
      for (const [key, iso] of [
        ["a", "2026-02-01T08:00:00Z"],
        ["b", "2026-02-11T08:00:00Z"],
        ["c", "2026-03-04T08:00:00Z"],
      ] as const)
        life.live(factsOf({ happenings: [entered(key, iso)] }), at(iso), plusMs(at(iso), 5 * DAY_MS));
      return life.log.filter((line) => line.startsWith("email")).map((line) => line.slice(6, 9));
    };
    expect(run("once")).toEqual(["one", "two"]);
    expect(run({ everyDays: 30 })).toEqual(["one", "two", "one", "two"]);
    expect(run("each")).toEqual(["one", "two", "one", "two", "one", "two"]);
  });

  it("of another segment, or another tier, are none of the flow's", () => {
    const trigger = { kind: "event" as const, event: "tier-reached" as const, tier: "gold" };
    const reached = (tier: string, reason = "earned") => [
      { kind: "tier.changed" as const, key: tier, at: at("2026-02-01T08:00:00Z"), data: { tier, reason } },
    ];
    const run = (happenings: ReturnType<typeof reached>) => {
      const life = new Life(flowOf({ trigger, exits: [], steps: [email("one")] }));
      life.look(factsOf({ happenings }), at("2026-02-01T08:00:00Z"));
      return life.log.length;
    };
    expect([run(reached("gold")), run(reached("silver")), run(reached("gold", "lost"))]).toEqual([3, 0, 0]);
  });

  it("birthdays come every year, those of 29 February too; the anniversary not on the first order itself", () => {
    const born = factsOf({ birthday: { month: 2, day: 29 } });
    const life = new Life(flowOf({ trigger: { kind: "birthday" }, exits: [], steps: [email("wish")] }));
    life.live(born, at("2026-02-01T00:00:00Z"), at("2028-06-01T00:00:00Z"));
    expect(life.log.filter((line) => line.startsWith("email")).map((line) => line.slice(11, 21))).toEqual([
      "2026-02-28",
      "2027-02-28",
      "2028-02-29",
    ]);
    const first = buyer("2026-03-10T12:00:00Z");
    const yearly = new Life(flowOf({ trigger: { kind: "anniversary", offsetDays: -7 }, exits: [], steps: [email("soon")] }));
    yearly.live(first, at("2026-03-10T12:00:00Z"), at("2028-01-01T00:00:00Z"));
    expect(yearly.log.filter((line) => line.startsWith("email"))).toEqual(["email:soon@2027-03-03T09:00:00.000Z"]);
  });
});

describe("what a customer has and will lose", () => {
  it("is told so many days before, by their calendar; nobody is told whose points were spent, or who has the tier again", () => {
    const trigger = { kind: "points-expiring" as const, daysBefore: 7 };
    const life = new Life(flowOf({ trigger, exits: [], steps: [email("early"), days("w", 5), email("soon")] }));
    // Midnight in Berlin, so that 31 March ends there an hour before it does in London.
    const expiring = factsOf({ pointsExpireAt: at("2026-03-31T21:59:00Z") });
    life.live(expiring, at("2026-03-01T00:00:00Z"), at("2026-03-26T00:00:00Z"));
    expect(life.log.filter((line) => line.startsWith("email"))).toEqual(["email:early@2026-03-24T09:00:00.000Z"]);
    life.live(factsOf(), at("2026-03-26T00:00:00Z"), at("2026-04-10T00:00:00Z"));
    expect(life.log.at(-1)).toMatch(/^end:nothing-expires@/);

    const tiers = new Life(flowOf({ trigger: { kind: "tier-at-risk", daysBefore: 7 }, exits: [], steps: [email("warn")] }));
    tiers.live(factsOf({ tierEndsAt: at("2026-05-01T00:00:00Z") }), at("2026-03-01T00:00:00Z"), at("2026-03-20T00:00:00Z"));
    tiers.live(factsOf({ tierEndsAt: null }), at("2026-03-20T00:00:00Z"), at("2026-06-01T00:00:00Z"));
    expect(tiers.log).toEqual([]);
    // Lost and in danger once more: another occasion.
    tiers.live(factsOf({ tierEndsAt: at("2026-08-01T00:00:00Z") }), at("2026-06-01T00:00:00Z"), at("2026-08-01T00:00:00Z"));
    expect(tiers.log.filter((line) => line.startsWith("email"))).toEqual(["email:warn@2026-07-25T08:00:00.000Z"]);
  });
});

describe("who is let in when a flow is switched on", () => {
  const switched = at("2026-06-01T12:00:00Z");
  const all = { liveSince: switched, catchUp: { mode: "all" as const, spreadDays: 7 } };
  const many = Array.from({ length: 60 }, (_, index) => BigInt(index + 1));

  it("hears of what ends before it has ended, however wide they are spread", () => {
    const flow = flowOf({ trigger: { kind: "points-expiring", daysBefore: 30 }, exits: [], steps: [email("soon")] }, all);
    for (const customerId of many) {
      const life = new Life(flow);
      life.live(factsOf({ customerId, pointsExpireAt: at("2026-06-04T21:59:00Z") }), switched, at("2026-06-04T20:00:00Z"));
      expect([customerId, life.log.filter((line) => line.startsWith("email")).length]).toEqual([customerId, 1]);
    }
  });

  it("is let in to a birthday of yesterday on each of the days, not on the first three alone", () => {
    const flow = flowOf({ trigger: { kind: "birthday" }, exits: [], steps: [email("wish")] }, all);
    for (const customerId of many) {
      const life = new Life(flow);
      life.live(factsOf({ customerId, birthday: { month: 5, day: 31 } }), switched, at("2026-06-12T00:00:00Z"));
      expect([customerId, life.log.filter((line) => line.startsWith("email")).length]).toEqual([customerId, 1]);
    }
  });

  it("keeps their turn through a pause, whatever is said of those who came meanwhile", () => {
    const flow = (more: Parameters<typeof flowOf>[1]) => flowOf({ trigger: { kind: "lapsed", days: 90 }, steps: series }, more);
    let kept = 0;
    for (const customerId of many) {
      const lapsed = buyer("2026-02-20T12:00:00Z", { customerId });
      const life = new Life(flow({ ...all, catchUp: { mode: "all", spreadDays: 30 } }));
      life.look(lapsed, switched);
      const [waiting] = life.runs;
      const resumed = flow({ liveSince: at("2026-06-01T13:00:00Z") });
      life.look(lapsed, at("2026-06-01T13:00:00Z"), resumed);
      if (waiting === undefined || waiting.run.phase !== "waiting") continue;
      kept += 1;
      expect(life.runs.map(({ run }) => [run.occasion, run.arrivedAt])).toEqual([[waiting.run.occasion, waiting.run.arrivedAt]]);
    }
    expect(kept).toBeGreaterThan(40);
  });

  it("is told of a tier at risk once it is: not for longer than the grace lasts", () => {
    const trigger = { kind: "tier-at-risk" as const, daysBefore: 30 };
    const life = new Life(flowOf({ trigger, exits: [], steps: [email("warn")] }, { liveSince: at("2026-05-25T00:00:00Z") }));
    life.live(factsOf({ tierEndsAt: at("2026-06-15T22:00:00Z"), graceDays: 14 }), switched, at("2026-06-15T00:00:00Z"));
    expect(life.log.filter((line) => line.startsWith("email"))).toEqual(["email:warn@2026-06-02T08:00:00.000Z"]);
  });
});

describe("what ends a run", () => {
  const entered = (definition: Parameters<typeof flowOf>[0], facts = factsOf()) => {
    const life = new Life(flowOf(definition));
    life.look(
      { ...facts, happenings: [ordered("order:1", "2026-02-01T12:00:00Z"), ...facts.happenings] },
      at("2026-02-01T12:00:00Z"),
    );
    return life;
  };
  const later = at("2026-02-02T12:00:00Z");
  const steps = [days("w", 3), email("use")];
  const trigger = onOrder.trigger;

  it("a purchase after it began, not the one that it is about (flows 7)", () => {
    const own = { ordersCount: 1, lastOrderAt: at("2026-02-01T12:00:00Z") };
    const life = entered({ trigger, steps, exits: ["purchase"] }, factsOf(own));
    life.look(factsOf(own), later);
    expect(life.runs).toHaveLength(1);
    life.look(factsOf({ ordersCount: 2, lastOrderAt: later }), later);
    expect(life.log.at(-1)).toBe(`end:purchase@${later.toISOString()}`);
  });

  it.each([
    ["gone", "order-placed", true],
    ["refunded", "order-placed", true],
    ["gone", "order-refunded", true],
    // Whoever wants to write about refunds writes about these.
    ["refunded", "order-refunded", false],
  ] as const)("an order of which nothing is left: %s, after %s (flows 32)", (how, event, ends) => {
    const about = { trigger: { kind: "event" as const, event }, exits: ["order-withdrawn" as const], steps };
    const kind = event === "order-placed" ? "order.placed" : "order.refunded";
    const life = new Life(flowOf(about));
    const happenings = [{ kind, key: "order:1", at: at("2026-02-01T12:00:00Z"), data: { orderId: "order:1" } } as const];
    life.look(factsOf({ happenings }), at("2026-02-01T12:00:00Z"));
    life.look(factsOf({ happenings, withdrawn: new Map([["order:2", how]]) }), later);
    expect(life.runs).toHaveLength(1);
    life.look(factsOf({ happenings, withdrawn: new Map([["order:1", how]]) }), later);
    expect(life.runs).toHaveLength(ends ? 0 : 1);
  });

  it("not money back for a part of the order", () => {
    const life = entered({ trigger, steps, exits: ["order-withdrawn"] });
    const refund = { kind: "order.refunded" as const, key: "refund:1", at: later, data: { orderId: "order:1" } };
    life.look(factsOf({ happenings: [refund] }), later);
    expect(life.runs).toHaveLength(1);
  });

  it("consent that is gone, a segment that was left, an audience that is no longer met, a reward that was used", () => {
    const consent = entered({ trigger, steps, exits: ["consent-gone"] });
    consent.look(factsOf({ unsubscribed: true }), later);
    expect(consent.log.at(-1)).toContain("end:consent-gone");
    const audience = entered(
      { trigger, steps, audience: "number_of_orders = 1", exits: ["segment-left"] },
      factsOf({ meets: new Set(["number_of_orders = 1"]) }),
    );
    audience.look(factsOf(), later);
    expect(audience.log.at(-1)).toContain("end:segment-left");
    const segment = new Life(flowOf({ trigger: { kind: "event", event: "segment-entered" }, steps, exits: ["segment-left"] }));
    const moved = (kind: "segment.entered" | "segment.left", iso: string) => ({
      kind,
      key: kind,
      at: at(iso),
      data: { segmentId: 7 },
    });
    segment.look(factsOf({ happenings: [moved("segment.entered", "2026-02-01T12:00:00Z")] }), at("2026-02-01T12:00:00Z"));
    segment.look(factsOf({ happenings: [moved("segment.left", "2026-02-02T12:00:00Z")] }), later);
    expect(segment.log.at(-1)).toContain("end:segment-left");
    const reward = new Life(flowOf({ trigger: { kind: "event", event: "reward-issued" }, steps, exits: ["reward-used"] }));
    const told = (kind: "reward.issued" | "reward.used", redemptionId: string) => ({
      kind,
      key: kind,
      at: at("2026-02-01T12:00:00Z"),
      data: { redemptionId, points: 100 },
    });
    reward.look(factsOf({ happenings: [told("reward.issued", "5")] }), at("2026-02-01T12:00:00Z"));
    reward.look(factsOf({ happenings: [told("reward.used", "6")] }), later);
    expect(reward.runs).toHaveLength(1);
    reward.look(factsOf({ happenings: [told("reward.used", "5")] }), later);
    expect(reward.log.at(-1)).toContain("end:reward-used");
  });

  it("who does not meet the audience when it would begin never enters, whatever comes later", () => {
    const life = entered({ trigger, steps, audience: "number_of_orders = 1", exits: [] });
    life.look(
      factsOf({ happenings: [ordered("order:1", "2026-02-01T12:00:00Z")], meets: new Set(["number_of_orders = 1"]) }),
      later,
    );
    expect(life.log).toEqual(["end:not-in-audience@2026-02-01T12:00:00.000Z"]);
  });
});

describe("waits", () => {
  const wait = (wait: Parameters<typeof waitedUntil>[0], from: string, more = {}) =>
    waitedUntil(wait, at(from), 10, factsOf(more)).at.toISOString();

  it("days without an hour end at the flow's; 10:00 stays 10:00 when clocks change, 24 hours do not (flows 10)", () => {
    expect(wait({ days: 1 }, "2027-03-27T09:00:00Z")).toBe("2027-03-28T08:00:00.000Z");
    expect(wait({ hours: 24 }, "2027-03-27T09:00:00Z")).toBe("2027-03-28T09:00:00.000Z");
    expect(wait({ days: 1 }, "2027-10-30T08:00:00Z")).toBe("2027-10-31T09:00:00.000Z");
    expect(wait({ hours: 24 }, "2027-10-30T08:00:00Z")).toBe("2027-10-31T08:00:00.000Z");
  });

  it("one day until 15:00 from 16:00 is 23 hours, not two days (flows 11)", () => {
    expect(wait({ days: 1, hour: 15 }, "2026-02-02T15:00:00Z")).toBe("2026-02-03T14:00:00.000Z");
  });

  it("until an hour that is over is tomorrow's", () => {
    expect(wait({ days: 0, hour: 9 }, "2026-02-02T07:00:00Z")).toBe("2026-02-02T08:00:00.000Z");
    expect(wait({ days: 0, hour: 9 }, "2026-02-02T09:00:00Z")).toBe("2026-02-03T08:00:00.000Z");
  });

  it("days 0, 1 and 5 at 9:00 are three different days (flows 12)", () => {
    const steps = [days("a", 0, 9), email("one"), days("b", 1, 9), email("two"), days("c", 4, 9), email("three")];
    const life = new Life(flowOf({ ...onOrder, steps }));
    life.live(
      factsOf({ happenings: [ordered("order:1", "2026-02-02T06:00:00Z")] }),
      at("2026-02-02T06:00:00Z"),
      at("2026-03-01T00:00:00Z"),
    );
    expect(life.log.filter((line) => line.startsWith("email")).map((line) => line.slice(-24, -14))).toEqual([
      "2026-02-02",
      "2026-02-03",
      "2026-02-07",
    ]);
  });

  it("until a weekday is the next one, today left out", () => {
    // 2 February 2026 is a Monday.
    expect(wait({ weekday: 1 }, "2026-02-02T07:00:00Z")).toBe("2026-02-09T09:00:00.000Z");
    expect(wait({ weekday: 2 }, "2026-02-02T07:00:00Z")).toBe("2026-02-03T09:00:00.000Z");
    expect(wait({ weekday: 7, hour: 18 }, "2026-02-02T07:00:00Z")).toBe("2026-02-08T17:00:00.000Z");
  });

  it("for an event goes on when it comes, and ends or goes on when its time is up (flows 8)", () => {
    const steps = (otherwise: "continue" | "end") => [
      { kind: "wait" as const, id: "w", wait: { event: "order-placed" as const, atMostHours: 4, otherwise } },
      email("after"),
    ];
    const trigger = { kind: "event" as const, event: "consent-given" as const };
    const began = {
      kind: "consent.changed" as const,
      key: "c",
      at: at("2026-02-02T08:00:00Z"),
      data: { channel: "email", to: "subscribed" },
    };
    const placed = { kind: "order.placed" as const, key: "o", at: at("2026-02-02T08:10:00Z"), data: {} };
    const run = (otherwise: "continue" | "end", orders: boolean) => {
      const life = new Life(flowOf({ trigger, exits: [], steps: steps(otherwise) }));
      life.look(factsOf({ happenings: [began] }), began.at);
      if (orders) life.look(factsOf({ happenings: [began, placed] }), placed.at);
      else life.look(factsOf({ happenings: [began] }), plusMs(began.at, 4 * HOUR_MS));
      return life.log.slice(1).map((line) => line.slice(0, line.indexOf("Z")));
    };
    expect(run("end", true)).toEqual(["email:after@2026-02-02T08:10:00.000", "end:completed@2026-02-02T08:10:00.000"]);
    expect(run("end", false)).toEqual(["end:waited-in-vain@2026-02-02T12:00:00.000"]);
    expect(run("continue", false)[0]).toBe("email:after@2026-02-02T12:00:00.000");
  });
});

describe("what becomes of an order", () => {
  const told = (kind: "order.delivered" | "order.paid", orderId: string, iso: string, data = {}) => ({
    ...{ kind, key: `order:${orderId}:${kind}`, at: at(iso), data: { orderId, ...data } },
  });
  const onArrival = {
    ...{ trigger: { kind: "event" as const, event: "order-delivered" as const }, exits: [] },
    steps: [
      { kind: "wait" as const, id: "w1", wait: { days: 4 } },
      email("use"),
      { kind: "wait" as const, id: "w2", wait: { days: 7 } },
      email("match"),
    ],
  };
  const guess = told("order.delivered", "1", "2026-02-02T09:00:00Z", { basis: "usual" });
  const seen = told("order.delivered", "1", "2026-02-04T15:00:00Z", { basis: "delivered" });

  it("moves the steps that have not happened when the order turns out to have arrived later (flows 32)", () => {
    const life = new Life(flowOf(onArrival));
    life.look(factsOf({ happenings: [guess] }), guess.at);
    expect([life.dueAt, life.runs[0]?.run.about]).toEqual([at("2026-02-06T09:00:00Z"), { orderId: "1", basis: "usual" }]);
    life.live(factsOf({ happenings: [seen] }), at("2026-02-05T00:00:00Z"), at("2026-03-01T00:00:00Z"));
    expect(life.log.slice(1, 3)).toEqual(["email:use@2026-02-08T09:00:00.000Z", "email:match@2026-02-15T09:00:00.000Z"]);
    expect(life.past).toMatchObject([{ since: seen.at }]);
  });

  it("waits while the order turns out to be still on its way (flows 32)", () => {
    const life = new Life(flowOf(onArrival));
    life.look(factsOf({ happenings: [guess] }), guess.at);
    life.live(factsOf(), at("2026-02-04T00:00:00Z"), at("2026-02-11T00:00:00Z"));
    expect(life.log.filter((line) => line.startsWith("email"))).toEqual([]);
    const late = told("order.delivered", "1", "2026-02-12T15:00:00Z", { basis: "delivered" });
    life.live(factsOf({ happenings: [late] }), late.at, at("2026-03-10T00:00:00Z"));
    expect(life.log.slice(1, 3)).toEqual(["email:use@2026-02-16T09:00:00.000Z", "email:match@2026-02-23T09:00:00.000Z"]);
  });

  it("moves only what is left of them, and sends nothing twice", () => {
    const life = new Life(flowOf(onArrival));
    life.live(factsOf({ happenings: [guess] }), guess.at, at("2026-02-07T00:00:00Z"));
    life.live(factsOf({ happenings: [seen] }), at("2026-02-07T00:00:00Z"), at("2026-03-01T00:00:00Z"));
    expect(life.log.slice(1, 3)).toEqual(["email:use@2026-02-06T09:00:00.000Z", "email:match@2026-02-15T09:00:00.000Z"]);
  });

  it("is waited for of the order that the run is about, whichever came first (flows 8)", () => {
    const steps = [
      { kind: "wait" as const, id: "w", wait: { event: "order-paid" as const, atMostHours: 48, otherwise: "end" as const } },
      email("thanks"),
    ];
    const placed = ordered("1", "2026-02-02T08:00:00Z");
    const run = (...happenings: ReturnType<typeof told>[]) => {
      const life = new Life(flowOf({ ...onOrder, steps }));
      const facts = factsOf({ happenings: [placed, ...happenings] });
      life.live(facts, placed.at, at("2026-02-10T00:00:00Z"));
      return life.log.at(1);
    };
    expect(run(told("order.paid", "2", "2026-02-02T09:00:00Z"))).toBe("end:waited-in-vain@2026-02-04T08:00:00.000Z");
    expect(run(told("order.paid", "1", "2026-02-03T09:00:00Z"))).toBe("email:thanks@2026-02-03T09:00:00.000Z");
    expect(run(told("order.paid", "1", "2026-02-02T07:59:00Z"))).toBe("email:thanks@2026-02-02T08:00:00.000Z");
  });
});

describe("forks", () => {
  it("by a segment query as it holds when the fork is reached, and on after it", () => {
    const steps = [
      days("w", 1),
      {
        kind: "branch" as const,
        id: "f",
        condition: "number_of_orders > 3",
        yes: [email("loyal")],
        no: [email("new"), { kind: "end" as const, id: "e" }],
      },
      email("after"),
    ];
    const run = (meets: string[]) => {
      const life = new Life(flowOf({ ...onOrder, steps }));
      const facts = factsOf({ happenings: [ordered("order:1", "2026-02-01T12:00:00Z")] });
      life.look(facts, at("2026-02-01T12:00:00Z"));
      life.look({ ...facts, meets: new Set(meets) }, at("2026-02-02T09:00:00Z"));
      return life.log.filter((line) => line.startsWith("email")).map((line) => line.slice(6, line.indexOf("@")));
    };
    // Of two emails at one instant the latter leaves.
    expect(run(["number_of_orders > 3"])).toEqual(["after"]);
    expect(run([])).toEqual(["new"]);
  });

  it("by chance stays the same for a customer, in about the share that was asked for, in every flow anew", () => {
    const people = Array.from({ length: 10_000 }, (_, index) => BigInt(index + 1));
    const first = people.map((id) => splitOf(1, "s", 30, id));
    expect(first).toEqual(people.map((id) => splitOf(1, "s", 30, id)));
    const share = first.filter((way) => way === "a").length / people.length;
    expect(share).toBeGreaterThan(0.28);
    expect(share).toBeLessThan(0.32);
    const both = people.filter((id) => isHeldOut(1, 10, id) && isHeldOut(2, 10, id)).length;
    expect(both).toBeLessThan(150);
    expect(both).toBeGreaterThan(60);
  });
});

it("who is held out goes the same way and gets nothing", () => {
  const flow = flowOf({ ...winBack, holdout: 50 });
  const id = [1n, 2n, 3n, 4n, 5n, 6n, 7n].find((one) => isHeldOut(1, 50, one)) ?? 0n;
  const life = new Life(flow);
  life.live({ ...buyer("2026-01-05T12:00:00Z"), customerId: id }, at("2026-01-05T12:00:00Z"), at("2027-01-01T00:00:00Z"));
  expect(life.log.map((line) => line.slice(0, line.indexOf("@")))).toEqual(["enter", "end:completed"]);
  expect(life.log[1]).toContain("2026-05-20");
});

it("who was held out, under an id that is gone, stays held out for as long as the flow holds anybody out", () => {
  const [free = 0n] = [1n, 2n, 3n, 4n, 5n, 6n, 7n].filter((id) => !isHeldOut(1, 50, id));
  const seen = ordered("gid-2", "2026-03-01T12:00:00Z");
  const before = { occasion: "gid-1", since: at("2026-02-01T12:00:00Z"), enteredAt: at("2026-02-01T12:00:00Z"), holdout: true };
  const treated = { ...before, occasion: "gid-0", holdout: false };
  const acts = (percent: number, past: PastRun[]) => {
    const life = new Life(flowOf({ ...onOrder, steps: [email("one")], holdout: percent }));
    life.past = past;
    life.look(factsOf({ customerId: free, happenings: [seen] }), seen.at);
    return life.log.map((line) => line.slice(0, line.indexOf("@")));
  };
  const [nothing, all] = [
    ["enter", "end:completed"],
    ["enter", "email:one", "end:completed"],
  ];
  expect(acts(50, [])).toEqual(all);
  expect(acts(50, [treated])).toEqual(all);
  expect(acts(50, [before])).toEqual(nothing);
  expect(acts(50, [treated, before])).toEqual(nothing);
  expect(acts(50, [{ ...before, enteredAt: null }])).toEqual(all);
  expect(acts(0, [before])).toEqual(all);
});

it("a paused flow stands still, and goes on where it stood", () => {
  const flow = flowOf(winBack);
  const life = new Life(flow);
  const facts = buyer("2026-01-05T12:00:00Z");
  life.look(facts, at("2026-01-05T12:00:00Z"));
  life.look(facts, at("2026-04-05T08:00:00Z"));
  life.look(facts, at("2026-04-21T08:00:00Z"), { ...flow, state: "paused", liveSince: null });
  expect(life.log).toHaveLength(2);
  life.look(facts, at("2026-04-22T08:00:00Z"), { ...flow, liveSince: at("2026-04-22T08:00:00Z") });
  expect(life.log.at(-1)).toBe("email:two@2026-04-20T08:00:00.000Z");
});

it("a version that somebody is moved to: at the same step, else at the next that is left, else at the end (flows 35)", () => {
  const from = definitionSchema.parse(winBack);
  const to = definitionSchema.parse({ ...winBack, steps: [email("one"), days("w1", 5), email("three")] });
  expect(Object.fromEntries(stepsMoved(from, to))).toEqual({
    ...{ one: "one", w1: "w1", two: "three", w2: "three", three: "three", w3: null, four: null },
  });
});

describe("a definition", () => {
  it("refuses two steps of one id, in whatever fork", () => {
    const fork = { kind: "branch" as const, id: "f", condition: "x", yes: [email("one")], no: [] };
    expect(definitionSchema.safeParse({ ...winBack, steps: [email("one"), fork] }).success).toBe(false);
  });

  it("refuses forks that lie too deep", () => {
    let steps: unknown[] = [email("one")];
    for (let depth = 0; depth < 6; depth += 1) steps = [{ kind: "split", id: `s${depth}`, share: 50, a: steps, b: [] }];
    expect(definitionSchema.safeParse({ ...winBack, steps }).success).toBe(false);
  });
});
