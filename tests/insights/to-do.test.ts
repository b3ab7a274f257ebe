import { expect, test } from "vitest";

import { foldToDo, toDoOf } from "../../app/insights/home/to-do.ts";

const nothing = {
  ...{
    comparisonFailing: false,
    problems: 0,
    receiversStopped: 0,
    mailsHeld: 0,
    consentsUntold: 0,
    rewardsOwed: 0,
    senderWaiting: null,
    claimsWaiting: 0,
    referralsWaiting: 0,
  },
  ...{ program: { state: "live" as const, tag: null }, guideDismissedAt: new Date(0), lacksAccountPages: false },
};
const keys = (list: readonly { key: string }[]) => list.map(({ key }) => key);

test("one list has all that asks something of the merchant, problems first (merchant 37)", () => {
  expect(toDoOf(nothing)).toEqual([]);
  const all = toDoOf({
    ...nothing,
    ...{
      comparisonFailing: true,
      problems: 2,
      mailsHeld: 3,
      consentsUntold: 4,
      rewardsOwed: 1,
      senderWaiting: "a@example.com",
      claimsWaiting: 5,
      referralsWaiting: 2,
    },
  });
  expect(all.map(({ key, count }) => [key, count])).toEqual([
    ["comparison", 1],
    ["webhooks", 2],
    ["held", 3],
    ["consents", 4],
    ["owed", 1],
    ["sender", 1],
    ["referrals", 2],
    ["claims", 5],
  ]);
  expect(all.map(({ problem }) => problem)).toEqual([true, true, true, true, true, false, false, false]);
});

test("problems are never folded away; the rest is where there is room (merchant 37)", () => {
  const many = foldToDo(
    toDoOf({ ...nothing, problems: 1, mailsHeld: 1, consentsUntold: 1, comparisonFailing: true, claimsWaiting: 1 }),
  );
  expect([keys(many.shown), keys(many.folded)]).toEqual([["comparison", "webhooks", "held", "consents"], ["claims"]]);
  const few = foldToDo(toDoOf({ ...nothing, problems: 1, senderWaiting: "a@example.com", claimsWaiting: 9 }));
  expect([keys(few.shown), keys(few.folded)]).toEqual([["webhooks", "sender", "claims"], []]);
  const two = foldToDo(toDoOf({ ...nothing, problems: 1, mailsHeld: 1, senderWaiting: "a@example.com", claimsWaiting: 9 }));
  expect([keys(two.shown), keys(two.folded)]).toEqual([["webhooks", "held", "sender"], ["claims"]]);
});

test.each([
  ["setup", null, []],
  ["setup", new Date(0), ["state"]],
  ["test", null, ["state"]],
  ["paused", null, ["state"]],
  ["live", null, []],
] as const)(
  "a program that is in the state %s is a to-do unless the guide tells it (merchant 10)",
  (state, guideDismissedAt, told) => {
    expect(keys(toDoOf({ ...nothing, program: { state, tag: null }, guideDismissedAt }))).toEqual(told);
  },
);

test("who has switched to Shopify's own accounts is told where points go, by the guide or after it", () => {
  expect(keys(toDoOf({ ...nothing, lacksAccountPages: true }))).toEqual(["accounts"]);
  expect(keys(toDoOf({ ...nothing, lacksAccountPages: true, guideDismissedAt: null }))).toEqual([]);
});
