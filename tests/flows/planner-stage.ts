import { definitionSchema, type Definition, type DefinitionInput } from "../../app/flows/definition/definition.ts";
import type { Facts } from "../../app/flows/planner/facts.ts";
import type { Flow, PastRun, Run } from "../../app/flows/planner/flow.ts";
import { plan, type Planned } from "../../app/flows/planner/plan.ts";

export const at = (iso: string): Date => new Date(iso);

/** A flow that went live on 1 January 2026, unless said otherwise. */
export function flowOf(definition: DefinitionInput, more: Partial<Flow> = {}): Flow {
  return {
    ...{
      flowId: 1,
      label: "test",
      state: "live",
      liveSince: at("2026-01-01T00:00:00Z"),
      catchUp: { mode: "nobody" },
      version: 1,
    },
    definition: definitionSchema.parse(definition),
    ...more,
  };
}

/** Somebody in Berlin who has not bought. */
export function factsOf(more: Partial<Facts> = {}): Facts {
  return {
    ...{ customerId: 1n, gone: null, timeZone: "Europe/Berlin", ordersCount: 0, firstOrderAt: null, lastOrderAt: null },
    ...{
      medianGapDays: null,
      birthday: null,
      unsubscribed: false,
      pointsExpireAt: null,
      tierEndsAt: null,
      happenings: [],
      refill: null,
      bought: [],
      meets: new Set<string>(),
    },
    ...{ graceDays: null, withdrawn: new Map<string, "gone" | "refunded">() },
    ...more,
  };
}

export function buyer(lastOrderAt: string, more: Partial<Facts> = {}): Facts {
  return factsOf({ ordersCount: 1, firstOrderAt: at(lastOrderAt), lastOrderAt: at(lastOrderAt), ...more });
}

/** One customer's life in a flow: what is kept of it between one look and the next. */
export class Life {
  runs: { run: Run; definition: Definition }[] = [];
  past: PastRun[] = [];
  /** What was done, in the order of doing: "email:id@instant", "points:id@…", "end:reason@…", "enter:occasion@…". */
  log: string[] = [];
  dueAt: Date | null = null;

  readonly flow: Flow;

  constructor(flow: Flow) {
    this.flow = flow;
  }

  look(facts: Facts, now: Date, flow = this.flow): Planned[] {
    const planned = plan(flow, this.runs, this.past, facts, now);
    const kept = new Map(this.runs.map((going) => [going.run.occasion, going]));
    const due: Date[] = [];
    for (const one of planned) {
      const { occasion } = one.run;
      const before = kept.get(occasion);
      kept.delete(occasion);
      if (one.kind === "forget") continue;
      if (one.entered) this.log.push(`enter@${now.toISOString()}`);
      for (const { step, dueAt } of one.acts) this.log.push(`${step.kind}:${step.id}@${dueAt.toISOString()}`);
      if (one.kind === "end") {
        this.log.push(`end:${one.reason}@${now.toISOString()}`);
        const { since, enteredAt, holdout } = one.run;
        this.past.push({ occasion, since, enteredAt: one.began ? enteredAt : null, holdout });
      } else {
        const definition =
          before !== undefined && one.run.phase === "active" && !one.entered ? before.definition : flow.definition;
        kept.set(occasion, { run: one.run, definition });
        due.push(one.dueAt);
      }
    }
    this.runs = [...kept.values()];
    this.dueAt = due.length === 0 ? null : new Date(Math.min(...due.map((instant) => instant.getTime())));
    return planned;
  }

  /** Looks at each instant that the planner asks for, up to `end`. */
  live(facts: Facts, from: Date, end: Date): void {
    this.look(facts, from);
    for (let turns = 0; this.dueAt !== null && this.dueAt <= end && turns < 200; turns += 1) this.look(facts, this.dueAt);
  }
}
