/**
 * What will become of one customer in flows, instant by instant. It asks the planner that runs ask and the policy that the sender asks, and has no rule of
 * its own: so forecast, replay and life cannot disagree (tests/flows/simulation/planner-and-life.test.ts holds them together).
 *
 * Not foreseen: what effects lead to (points given may begin another flow), and the shop's daily limit, which no single customer knows of.
 */
import type { Flow } from "../planner/flow.ts";
import { lookAt } from "./look.ts";
import { sendDue } from "./send.ts";
import type { Foreseen } from "./foreseen.ts";
import { lifeOf } from "./life.ts";
import type { Standing, World } from "./world.ts";

/** @param flows those that compete for the customer's attention, in the order of their ids */
export function simulate(
  flows: readonly Flow[],
  world: World,
  standing: Standing,
  /** `until` is left out. */
  { from, until }: { from: Date; until: Date },
): Foreseen[] {
  const life = lifeOf(standing);
  const foreseen: Foreseen[] = [];
  let change = world.nextChange(from);
  let looks = true;
  for (let now: Date | null = from; now !== null && now < until;) {
    const view = world.at(now);
    if (looks) lookAt(flows, life, view.facts, now, foreseen);
    const timer = firstDue(life.going, from);
    const event = sooner(timer, change);
    sendDue(flows, life, view, now, event === null || event > until ? until : event, foreseen);
    const next: Date | null = sooner(event, firstDue(life.emails, from));
    if (next !== null && next <= now) throw new Error(`Nothing more can happen at ${now.toISOString()}`);
    looks = next !== null && (next.getTime() === timer?.getTime() || next.getTime() === change?.getTime());
    if (next !== null && next.getTime() === change?.getTime()) change = world.nextChange(next);
    now = next;
  }
  // What waits for the merchant was asked about ahead of what happened to others.
  return foreseen.sort((a, b) => a.at.getTime() - b.at.getTime());
}

function firstDue(waiting: readonly { dueAt: Date | null }[], otherwise: Date): Date | null {
  let first: Date | null = null;
  for (const { dueAt } of waiting) first = sooner(first, dueAt ?? otherwise);
  return first;
}

function sooner(one: Date | null, other: Date | null): Date | null {
  return one === null || (other !== null && other < one) ? other : one;
}
