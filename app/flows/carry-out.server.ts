import { append, type TimelineEvent } from "../customers/timeline.server.ts";
import type { Db } from "../db.server.ts";
import { enqueue, type NewMessage } from "../messages/outbox.server.ts";
import type { Progress } from "./progress.ts";
import * as store from "./store.server.ts";

/** What the planner wants for one customer and flow, beside the run that is there. */
export type Planned = { flow: store.StoredFlow; person: store.Person; live: store.StoredRun | null; result: Progress };

/** Carries out what was planned, set-based. The caller holds the customers' locks. */
export async function carryOut(db: Db, shopId: number, planned: readonly Planned[], now: Date): Promise<void> {
  const changed = planned.filter(({ live, result }) => !isUnchanged(live, result));
  if (changed.length === 0) return;
  const forgotten = changed.filter(({ live, result }) => live?.state === "waiting" && result.ended !== null);
  const ended = changed.filter(({ live, result }) => live?.state === "active" && result.ended !== null);
  const going = changed.filter(({ live, result }) => live !== null && result.ended === null);
  const starting = changed.filter(({ live, result }) => (live === null || result.ended !== null) && targetOf(result) !== null);

  await store.forgetRuns(db, shopId, forgotten.map(runIdOf));
  const over = ended.map(({ live, result }) => ({
    ...changeOf(live),
    state: "ended" as const,
    endReason: result.ended,
    entering: false,
  }));
  const onward = going.flatMap(({ live, result }) => {
    const target = targetOf(result);
    return target === null
      ? []
      : [
          {
            ...changeOf(live),
            ...target,
            endReason: target.state === "ended" ? "completed" : null,
            entering: live?.state === "waiting" && result.send !== null,
          },
        ];
  });
  await store.updateRuns(db, shopId, [...over, ...onward], now);
  const newRuns = starting.flatMap(({ flow, person, result }) => {
    const target = targetOf(result);
    return target === null ? [] : [{ customerId: person.customerId, flowId: flow.flowId, ...target }];
  });
  const inserted = await store.insertRuns(db, shopId, newRuns, now);

  const runIds = new Map([...going.map((item) => [keyOf(item), runIdOf(item)] as const), ...inserted]);
  const placed = changed.flatMap((item) => {
    const runId = runIds.get(keyOf(item));
    return runId === undefined ? [] : [{ ...item, runId }];
  });
  const timers = placed.flatMap(({ person, result, runId }) =>
    result.run === null ? [] : [{ runId, customerId: person.customerId, dueAt: result.run.dueAt }],
  );
  await store.setTimers(db, shopId, timers);
  const done = placed.filter(({ result }) => result.run === null).map(({ runId }) => runId);
  await store.clearTimers(db, shopId, [...forgotten.map(runIdOf), ...ended.map(runIdOf), ...done]);

  const sends = placed.filter(({ result }) => result.send !== null);
  await enqueue(db, shopId, sends.flatMap(messageOf), now);
  await append(
    db,
    shopId,
    [...ended.flatMap((item) => endEvents(item, now)), ...sends.flatMap((item) => sendEvents(item, now))],
    now,
  );
}

type Placed = Planned & { runId: bigint };

/** The state that a run is put into: null when there is none. */
function targetOf({ run, send }: Progress): { state: store.StoredRun["state"]; anchorAt: Date; step: number } | null {
  if (run !== null) return { state: run.phase, anchorAt: run.anchorAt, step: run.step };
  return send === null ? null : { state: "ended", anchorAt: send.anchorAt, step: send.step + 1 };
}

function isUnchanged(live: store.StoredRun | null, { ended, run, send }: Progress): boolean {
  if (ended !== null || send !== null) return false;
  if (live === null || run === null) return live === null && run === null;
  const same = (a: Date | null, b: Date) => a?.getTime() === b.getTime();
  return live.state === run.phase && live.step === run.step && same(live.anchorAt, run.anchorAt) && same(live.dueAt, run.dueAt);
}

function changeOf(live: store.StoredRun | null) {
  if (live === null) throw new Error("A run that goes on or ends was there before");
  return { runId: live.runId, anchorAt: live.anchorAt, step: live.step };
}

function runIdOf({ live }: Planned): bigint {
  return changeOf(live).runId;
}

function keyOf({ flow, person }: Planned): string {
  return `${flow.flowId}:${person.customerId}`;
}

function messageOf({ flow, person, result, runId }: Placed): NewMessage[] {
  const step = result.send === null ? undefined : flow.definition.steps[result.send.step];
  if (result.send === null || step === undefined) return [];
  const key = `flow:${flow.flowId}:${person.customerId}:${result.send.anchorAt.toISOString()}:${result.send.step}`;
  return [
    { customerId: person.customerId, flowId: flow.flowId, runId, step: result.send.step, template: step.template, data: {}, key },
  ];
}

function endEvents({ flow, person, live, result }: Planned, now: Date): TimelineEvent[] {
  if (result.ended === null) return [];
  const key = `flow:${changeOf(live).runId}:ended`;
  const data = { flow: flow.key, reason: result.ended };
  return [{ customerId: person.customerId, kind: "flow.ended", key, occurredAt: now, data }];
}

function sendEvents({ flow, person, live, result, runId }: Placed, now: Date): TimelineEvent[] {
  const about = { customerId: person.customerId, occurredAt: now };
  const enters = live?.state !== "active" || result.ended !== null;
  return [
    ...(enters ? [{ ...about, kind: "flow.entered" as const, key: `flow:${runId}:entered`, data: { flow: flow.key } }] : []),
    ...(result.run === null
      ? [{ ...about, kind: "flow.ended" as const, key: `flow:${runId}:ended`, data: { flow: flow.key, reason: "completed" } }]
      : []),
  ];
}
