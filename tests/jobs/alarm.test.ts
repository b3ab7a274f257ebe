import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { createAlarm, gathering } from "../../app/jobs/loops/alarm.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("a loop rests until its time is over, or until the alarm rings", async () => {
  const alarm = createAlarm();
  const woken: string[] = [];
  void alarm.rest(200).then(() => woken.push("by time"));
  await vi.advanceTimersByTimeAsync(199);
  expect(woken).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(woken).toEqual(["by time"]);
  void alarm.rest(200).then(() => woken.push("by alarm"));
  alarm.ring();
  await vi.advanceTimersByTimeAsync(0);
  expect(woken).toEqual(["by time", "by alarm"]);
  expect(vi.getTimerCount()).toBe(0);
});

it("an alarm that rang meanwhile is told by its count", () => {
  const alarm = createAlarm();
  const before = alarm.rung();
  alarm.ring();
  expect(alarm.rung()).not.toBe(before);
});

it("several calls within a moment are one, and later ones another", async () => {
  const call = vi.fn();
  const gathered = gathering(20, call);
  for (let times = 0; times < 5; times += 1) gathered();
  expect(call).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(20);
  expect(call).toHaveBeenCalledTimes(1);
  gathered();
  await vi.advanceTimersByTimeAsync(20);
  expect(call).toHaveBeenCalledTimes(2);
});
