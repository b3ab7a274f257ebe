import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../../app/lib/time.ts";
import type { MovableClock } from "../clock.ts";
import type { Delivery } from "../delivery/delivery.ts";
import type { Idleness, Pending } from "./idle.ts";

/**
 * The clock never jumps further than to the next of these instants, one a day: what flows do in a day is done within the day. By day in Europe,
 * because advertising waits for the morning: were every step at night, it would wait for ever.
 */
const STOP_MS = 11 * HOUR_MS;
/** How long a step may wait for the app; a step that cannot finish does not hold up the journey. */
const STEP_TIMEOUT_MS = 15_000;

export type Journey = { steps: number; /** What was not finished at the end, or null. */ pending: Pending | null };

/** Moves the one clock to an instant, step by step, letting the app finish what each step makes due. Backwards it jumps. */
export async function travel(clock: MovableClock, delivery: Delivery, idleness: Idleness, to: Date): Promise<Journey> {
  if (to <= clock.now()) {
    clock.set(to);
    return { steps: 1, pending: await idleness.waitForIdle(STEP_TIMEOUT_MS) };
  }
  let pending: Pending | null = null;
  let steps = 0;
  for (let left = to.getTime() - clock.now().getTime(); left > 0; left = to.getTime() - clock.now().getTime()) {
    clock.advance(Math.min(left, untilStop(clock.now())));
    steps += 1;
    delivery.clockMoved();
    pending = await idleness.waitForIdle(STEP_TIMEOUT_MS);
  }
  return { steps, pending };
}

function untilStop(now: Date): number {
  const sinceStop = (((now.getTime() - STOP_MS) % DAY_MS) + DAY_MS) % DAY_MS;
  const left = DAY_MS - sinceStop;
  // A clock that ticks while it is moved may stand a moment before the stop that it was sent to.
  return left < MINUTE_MS ? left + DAY_MS : left;
}
