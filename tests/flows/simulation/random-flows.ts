import fc from "fast-check";

import { canEnd, definitionSchema, exitKinds, type Definition } from "../../../app/flows/definition/definition.ts";
import type { Step } from "../../../app/flows/definition/steps.ts";
import type { CatchUp } from "../../../app/flows/planner/catch-up.ts";
import { triggerEventNames, usualHours, waitedEvents } from "../../../app/flows/triggers/events.ts";
import { CONDITIONS, CUSTOM, SEGMENTS, TIERS } from "./random-lives.ts";

/** A step before it has an id. */
type Bare = { kind: string } & Record<string, unknown>;

const hour = fc.integer({ min: 0, max: 23 });
const hours = fc.constantFrom(1, 2, 5, 24, 30, 72);

const wait: fc.Arbitrary<Bare> = fc
  .oneof(
    fc.record({ hours }),
    fc.record({ days: fc.integer({ min: 0, max: 6 }) }),
    fc.record({ days: fc.integer({ min: 0, max: 6 }), hour }),
    fc.record({ weekday: fc.integer({ min: 1, max: 7 }), hour }),
    fc.record({
      event: fc.constantFrom(...waitedEvents),
      atMostHours: hours,
      otherwise: fc.constantFrom("continue", "end"),
    }),
  )
  .map((of) => ({ kind: "wait", wait: of }));

const plain: fc.Arbitrary<Bare> = fc.oneof(
  { weight: 4, arbitrary: wait },
  {
    weight: 4,
    arbitrary: fc.record({ off: fc.constantFrom(false, false, false, true) }).map((of) => ({ kind: "email", emailId: 1, ...of })),
  },
  { weight: 1, arbitrary: fc.constant({ kind: "points", points: 5 }) },
  { weight: 1, arbitrary: fc.constant({ kind: "reward", rewardId: 1 }) },
  { weight: 1, arbitrary: fc.constant({ kind: "tag", add: ["lapsed"] }) },
  { weight: 1, arbitrary: fc.constant({ kind: "end" }) },
);

const condition = fc.constantFrom(...CONDITIONS);

function forks(inner: fc.Arbitrary<Bare[]>): fc.Arbitrary<Bare> {
  return fc.oneof(
    fc.record({ kind: fc.constant("branch"), condition, yes: inner, no: inner }),
    fc.record({ kind: fc.constant("split"), share: fc.integer({ min: 1, max: 99 }), a: inner, b: inner }),
  );
}

const deepest = fc.array(plain, { maxLength: 2 });
const inner = fc.array(fc.oneof({ weight: 5, arbitrary: plain }, { weight: 1, arbitrary: forks(deepest) }), { maxLength: 3 });
const steps = fc.array(fc.oneof({ weight: 5, arbitrary: plain }, { weight: 2, arbitrary: forks(inner) }), {
  ...{ minLength: 2, maxLength: 7 },
});

/** Ids in reading order. */
function named(all: readonly Bare[], next: () => string): unknown[] {
  return all.map((step) => {
    const id = next();
    const ways = ["yes", "no", "a", "b"].flatMap((way) =>
      Array.isArray(step[way]) ? [[way, named(step[way] as Bare[], next)]] : [],
    );
    return { ...step, id, ...(Object.fromEntries(ways) as object) };
  });
}

const offsetDays = fc.integer({ min: -3, max: 3 });

/** Kinds in turn, so that each is met in every run. */
const triggers = [
  fc.record({
    ...{ kind: fc.constant("lapsed"), days: fc.integer({ min: 1, max: 14 }) },
    ownGap: fc.constantFrom(null, null, 1.5),
  }),
  fc.record({ kind: fc.constant("birthday"), offsetDays }),
  fc.record({ kind: fc.constant("anniversary"), offsetDays }),
  fc.record({ kind: fc.constant("points-expiring"), daysBefore: fc.integer({ min: 1, max: 5 }) }),
  fc.record({ kind: fc.constant("tier-at-risk"), daysBefore: fc.integer({ min: 1, max: 5 }) }),
  fc.record({ kind: fc.constant("due"), leadDays: fc.integer({ min: 0, max: 5 }) }),
  ...triggerEventNames.map((event) =>
    fc.record({
      ...{ kind: fc.constant("event"), event: fc.constant(event) },
      ...(event.startsWith("segment") ? { segmentId: fc.constantFrom(undefined, ...SEGMENTS) } : {}),
      ...(event === "tier-reached" ? { tier: fc.constantFrom(undefined, ...TIERS) } : {}),
      ...(event === "custom-event" ? { name: fc.constantFrom(...CUSTOM) } : {}),
      ...(usualHours[event] === undefined ? {} : { hours: fc.constantFrom(undefined, 1, 30) }),
    }),
  ),
];

function definitionWith(trigger: fc.Arbitrary<unknown>): fc.Arbitrary<Definition> {
  return fc
    .record({
      ...{ trigger, steps },
      audience: fc.oneof({ weight: 5, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: condition }),
      exits: fc.subarray([...exitKinds], { maxLength: 2 }),
      byProduct: fc.boolean(),
      reentry: fc.constantFrom("each", "each", "once", { everyDays: 3 }),
      hour: fc.integer({ min: 8, max: 20 }),
      holdout: fc.constantFrom(0, 0, 30),
      giveUpAfterDays: fc.constantFrom(1, 3, 30),
    })
    .map(({ byProduct, ...bare }) => {
      let count = 0;
      // Of few triggers: without it, it would hardly ever be met.
      const exits = byProduct && canEnd("product-purchase", bare.trigger as { kind: string }) ? ["product-purchase"] : bare.exits;
      return definitionSchema.parse({ ...bare, exits, steps: named(bare.steps, () => `s${++count}`) as Step[] });
    });
}

export type RandomFlow = { definition: Definition; catchUp: CatchUp };

const day = fc.integer({ min: 1, max: 20 });
const spreadDays = fc.integer({ min: 1, max: 4 });
const catchUp: fc.Arbitrary<CatchUp> = fc.oneof(
  fc.constant({ mode: "nobody" as const }),
  fc.record({ mode: fc.constant("within" as const), days: day, spreadDays }),
  fc.record({ mode: fc.constant("all" as const), spreadDays }),
);

/** Triggers that time brings on come first. */
const timed = ["lapsed", "birthday", "anniversary", "points-expiring", "tier-at-risk", "due"] as const;
const TIMED = timed.length;
/** All of them, by name, in the order of `triggers`. */
export const TRIGGERS = [...timed, ...triggerEventNames];

/** After so many turns each trigger has been drawn. */
export const TURNS = 16;
const EVENTS = triggerEventNames.length;

/** @param turn which triggers come: half of all shops have a flow that time brings on first; in the second, events go on where those of the first end */
export function flowsFor(turn: number): fc.Arbitrary<RandomFlow[]> {
  const first = triggers[turn % 2 === 0 ? (turn / 2) % TIMED : TIMED + (((turn - 1) / 2) % EVENTS)];
  const second = triggers[TIMED + ((TURNS / 2 + turn) % EVENTS)];
  if (first === undefined || second === undefined) throw new Error("Turns stay within the list");
  return fc
    .tuple(definitionWith(first), definitionWith(second), catchUp, catchUp, fc.boolean())
    .map(([one, other, late, later, both]) => [
      { definition: one, catchUp: late },
      ...(both || turn < TURNS ? [{ definition: other, catchUp: later }] : []),
    ]);
}
