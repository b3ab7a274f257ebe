import { describe, expect, test } from "vitest";

import { dayMarks, restsOnArrival } from "../../../app/flows/editing/days.ts";
import { draftFrom, type Draft, type DraftStep, type DraftWait } from "../../../app/flows/editing/draft.ts";
import { flowPresets } from "../../../app/flows/presets/presets.ts";
import { branch, draft, email, wait } from "./build.ts";

const waits = (...all: DraftWait[]): DraftStep[] => [
  ...all.map((wait, at): DraftStep => ({ kind: "wait", id: `w${at}`, wait })),
  email("last"),
];
const lastDay = (steps: DraftStep[], rest: Partial<Draft> = {}) => {
  const mark = dayMarks(draft(steps, rest)).get("last");
  return mark === undefined ? null : mark.from === mark.to ? mark.from : [mark.from, mark.to];
};
const event = { trigger: { kind: "event", event: "order-placed" } } as const;

test("the days of the win-back series are those that its emails are known by", () => {
  const marks = dayMarks(draftFrom(flowPresets["win-back"], new Map(), new Map()));
  expect(["value", "content", "offer", "last"].map((id) => marks.get(id))).toEqual(
    [90, 105, 120, 135].map((day) => ({ from: day, to: day })),
  );
});

describe("a wait", () => {
  test.each([
    ["of days counts days", [{ days: 4 }, { days: 7 }], 11],
    ["of whole days in hours, too", [{ hours: 48 }], 2],
    ["of an hour may pass midnight, when nobody knows the hour", [{ hours: 1 }], [0, 1]],
    ["of an hour may not, when it is known", [{ days: 2, hour: 10 }, { hours: 13 }], 2],
    ["that passes midnight for certain says so", [{ days: 2, hour: 10 }, { hours: 14 }], 3],
    ["until a weekday takes a day to a week", [{ weekday: 1 }], [1, 7]],
    [
      "for an event ends when it comes, or when its time is up",
      [{ event: "order-placed", atMostHours: 96, otherwise: "continue" }],
      [0, 4],
    ],
    ["until an hour of the day is of that day, or of the next", [{ days: 0, hour: 10 }], [0, 1]],
    [
      "until an earlier hour is of the next",
      [
        { days: 1, hour: 15 },
        { days: 0, hour: 10 },
      ],
      2,
    ],
    ["that cannot be read leaves what follows open", [{ days: "x" }], null],
  ] as [string, DraftWait[], unknown][])("%s", (_name, all, day) => {
    expect(lastDay(waits(...all), event)).toEqual(day);
  });
});

test("after a fork it is any day on which one of its ways can end", () => {
  const steps = [branch("fork", [wait("w1", 2), email("in")], [wait("w2", 9)]), email("last")];
  expect(lastDay(steps, event)).toEqual([2, 9]);
  expect(dayMarks(draft(steps, event)).get("in")).toEqual({ from: 2, to: 2 });
});

test("days count from the day itself, before it too; for the own rhythm from entering", () => {
  expect(lastDay(waits({ days: 3 }), { trigger: { kind: "birthday", offsetDays: -7 } })).toBe(-4);
  expect(lastDay(waits({ days: 3 }), { trigger: { kind: "lapsed", days: 90, ownGap: 1.5 } })).toBe(3);
  expect(lastDay(waits({ days: 3 }), { trigger: { kind: "lapsed", days: "9o", ownGap: null } })).toBeNull();
});

test.each<[string, boolean, DraftStep[], Partial<Draft>]>([
  ["a refill reminder", true, [email("a")], { trigger: { kind: "due", leadDays: 5 } }],
  ["an order that has arrived", true, [email("a")], { trigger: { kind: "event", event: "order-delivered" } }],
  ["an order", false, [email("a")], event],
  ["a wait for arrival", true, waits({ event: "order-delivered", atMostHours: 240, otherwise: "continue" }), event],
])("when parcels arrive matters to what begins with %s: %s", (_name, matters, steps, rest) => {
  expect(restsOnArrival(draft(steps, rest))).toBe(matters);
});
