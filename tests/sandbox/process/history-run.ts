import { setTimeout as sleep } from "node:timers/promises";

import type { MovableClock } from "../clock.ts";
import type { Delivery } from "../delivery/delivery.ts";
import { withoutEchoes } from "../history/echoes.ts";
import type { Player } from "../history/play.ts";
import { STEP_MS } from "../history/visits.ts";
import { DAY_MS, HOUR_MS } from "../lib/time.ts";
import type { World } from "../world/types.ts";
import { describePending, type Idleness } from "./idle.ts";
import type { Readers } from "./readers.ts";
import type { Respondents } from "./respondents.ts";
import type { Series } from "./series.ts";
import type { Visitors } from "./visitors.ts";

/** So many webhooks may wait in the app before time goes on: a week's worth, so that what happens in it happens near its day. */
const MOST_WAITING = 400;
const MOST_UNDELIVERED = 100;
const LOG_EVERY_STEPS = 10;
/** How often the app is asked how far it is; each time takes from it what it needs to get on. */
const LOOK_EVERY_MS = 25;
const IDLE_TIMEOUT_MS = 300_000;
/**
 * In the last months the flows' emails leave as they are meant to: time then stops every other day, in the morning, for advertising waits three days at most
 * and for no night.
 */
const WRITTEN_MS = 60 * DAY_MS;
const WRITTEN_STEP_MS = 2 * DAY_MS;
const MORNING_MS = 10 * HOUR_MS;
/** So long before a morning, at night, the app takes in what has happened: nobody is reminded of what they have bought meanwhile. */
const NIGHT_BEFORE_MS = 4 * HOUR_MS;

/**
 * Lets the past happen from `from` to `to`, step by step: the app's clock first, then what happened in those days, delivered while the next step
 * begins. A step ends where members visit the shop: the app then takes in all that has happened, so that they find the points that are theirs. Towards
 * the end it also writes all that is due, and people read it and answer what they are asked; the merchant begins further series.
 */
export async function runHistory(
  parts: {
    world: World;
    clock: MovableClock;
    delivery: Delivery;
    idleness: Idleness;
    players: readonly Player[];
    visitors: Visitors | null;
    readers: Readers | null;
    respondents: Respondents | null;
    series: Series | null;
    log: (line: string) => void;
  },
  from: Date,
  to: Date,
): Promise<void> {
  const { world, clock, delivery, idleness, visitors, readers, respondents, series, log } = parts;
  const players = [...parts.players, ...(readers === null ? [] : [readers]), ...(series === null ? [] : [series])];
  const writtenFrom = new Date(to.getTime() - WRITTEN_MS + MORNING_MS);
  const started = performance.now();
  const onWebhook = world.onWebhook;
  world.onWebhook = withoutEchoes(onWebhook);
  let step = 0;
  const pass = (until: Date) => {
    clock.set(until);
    for (const player of players) player.playUntil(until);
  };
  for (let at = from; at < to; step += 1) {
    const visit = visitors?.nextAt();
    const until = new Date(Math.min(stepFrom(at, writtenFrom).getTime(), (visit ?? to).getTime(), to.getTime()));
    const night = lastNight(until, writtenFrom);
    if (at >= writtenFrom && night > at) {
      pass(night);
      await takenIn(delivery, idleness);
    }
    pass(until);
    await delivery.drainedTo(MOST_UNDELIVERED);
    while ((await idleness.inboxLength()) > MOST_WAITING) await sleep(LOOK_EVERY_MS);
    if (visit !== undefined && until >= visit) {
      await takenIn(delivery, idleness);
      await visitors?.come();
    }
    if (until >= writtenFrom) {
      await written(delivery, idleness);
      await readers?.read();
      await respondents?.answer();
      await series?.come(stepFrom(until, writtenFrom));
    }
    if (step % LOG_EVERY_STEPS === 0) log(`history: ${until.toISOString().slice(0, 10)}`);
    at = until;
  }
  world.onWebhook = onWebhook;
  clock.set(to);
  const pending = await idleness.waitForIdle(IDLE_TIMEOUT_MS);
  if (pending !== null) throw new Error(`The app did not finish the history: ${describePending(pending)}`);
  const { delivered, failed } = delivery.counts();
  log(
    `history: ${delivered} webhooks delivered in ${((performance.now() - started) / 1000).toFixed(1)} s${failed > 0 ? `, ${failed} given up` : ""}`,
  );
}

/** The end of a step: far away at first, then the next of the mornings. */
function stepFrom(at: Date, writtenFrom: Date): Date {
  const before = writtenFrom.getTime() - at.getTime();
  if (before > 0) return new Date(at.getTime() + Math.min(STEP_MS, before));
  return new Date(writtenFrom.getTime() + (Math.floor(-before / WRITTEN_STEP_MS) + 1) * WRITTEN_STEP_MS);
}

/** When it was last night before an instant. */
function lastNight(instant: Date, writtenFrom: Date): Date {
  const first = writtenFrom.getTime() - NIGHT_BEFORE_MS;
  return new Date(first + Math.floor((instant.getTime() - first) / DAY_MS) * DAY_MS);
}

async function written(delivery: Delivery, idleness: Idleness): Promise<void> {
  await takenIn(delivery, idleness);
  const pending = await idleness.waitForIdle(IDLE_TIMEOUT_MS);
  if (pending !== null) throw new Error(`The app did not write what was due: ${describePending(pending)}`);
}

async function takenIn(delivery: Delivery, idleness: Idleness): Promise<void> {
  await delivery.drainedTo(0);
  const deadline = performance.now() + IDLE_TIMEOUT_MS;
  while ((await idleness.inboxLength()) > 0) {
    if (performance.now() > deadline) throw new Error("The app did not take in what had happened");
    await sleep(LOOK_EVERY_MS);
  }
}
