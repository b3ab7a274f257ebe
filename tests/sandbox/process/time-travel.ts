import { DAY_MS } from "../../../app/lib/time.ts";
import type { MovableClock } from "../clock.ts";
import type { Delivery } from "../delivery/delivery.ts";
import type { Idleness, Pending } from "./idle.ts";

/** What flows do in a day is done within the day: the clock never jumps further than this at once. */
const STEP_MS = DAY_MS;
/** How long a step may wait for the app; a step that cannot finish does not hold up the journey. */
const STEP_TIMEOUT_MS = 15_000;

export type Journey = { now: Date; steps: number; /** What was not finished at the end, or null. */ pending: Pending | null };

/** Moves the one clock to an instant, step by step, letting the app finish what each step makes due. Backwards it jumps. */
export async function travel(clock: MovableClock, delivery: Delivery, idleness: Idleness, to: Date): Promise<Journey> {
  if (to <= clock.now()) {
    clock.set(to);
    return { now: clock.now(), steps: 1, pending: await idleness.waitForIdle(STEP_TIMEOUT_MS) };
  }
  let pending: Pending | null = null;
  let steps = 0;
  for (let left = to.getTime() - clock.now().getTime(); left > 0; left = to.getTime() - clock.now().getTime()) {
    clock.advance(Math.min(left, STEP_MS));
    steps += 1;
    delivery.clockMoved();
    pending = await idleness.waitForIdle(STEP_TIMEOUT_MS);
  }
  return { now: clock.now(), steps, pending };
}
