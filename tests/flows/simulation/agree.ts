import { sql } from "kysely";

import type { Foreseen } from "../../../app/flows/simulation/foreseen.ts";
import type { Db } from "../../../app/db.server.ts";
import type { Deferral } from "./live.ts";

const line = (at: Date, ...words: (string | number)[]) => `${at.toISOString()} ${words.join(" ")}`;

/** What can be compared of what was foreseen, by the customer. Emails that were overtaken leave no trace in life but that they are not there. */
export function linesOf(foreseen: readonly Foreseen[], until: Date): string[] {
  return foreseen
    .flatMap((one) => {
      const { at, kind, flowId, occasion } = one;
      switch (one.kind) {
        case "skipped":
          return [];
        case "entered":
          return [line(at, flowId, occasion, kind, one.holdout ? "held out" : "")];
        case "refused":
        case "ended":
          return [line(at, flowId, occasion, kind, one.reason)];
        case "queued":
        case "sent":
          return [line(at, flowId, occasion, kind, one.stepId)];
        case "effect":
          return [line(one.dueAt, flowId, occasion, kind, one.stepId)];
        case "deferred":
          return [line(at, flowId, occasion, kind, one.stepId, one.reason, one.until.toISOString())];
        case "dropped":
          return [line(at, flowId, occasion, kind, one.stepId, one.reason)];
      }
    })
    .filter((text) => text < until.toISOString())
    .sort();
}

/** What life has left in the tables of a shop, in the same words, by the customer. */
export async function livedLines(db: Db, shopId: number, deferrals: readonly Deferral[]): Promise<Map<bigint, string[]>> {
  const lines = new Map<bigint, string[]>();
  const add = (customerId: bigint, text: string) => lines.set(customerId, [...(lines.get(customerId) ?? []), text]);
  const { rows: runs } = await sql<{
    customer_id: bigint;
    flow_id: number;
    occasion: string;
    entered_at: Date | null;
    ended_at: Date | null;
    end_reason: string | null;
    holdout: boolean;
  }>`
    select customer_id, flow_id, occasion, entered_at, ended_at, end_reason, holdout from flow_runs where shop_id = ${shopId}
  `.execute(db);
  for (const run of runs) {
    const { customer_id, flow_id, occasion, entered_at, ended_at, end_reason } = run;
    if (entered_at !== null) add(customer_id, line(entered_at, flow_id, occasion, "entered", run.holdout ? "held out" : ""));
    if (ended_at === null) continue;
    add(customer_id, line(ended_at, flow_id, occasion, entered_at === null ? "refused" : "ended", end_reason ?? ""));
  }
  const { rows: messages } = await sql<{
    customer_id: bigint;
    message_id: bigint;
    flow_id: number;
    occasion: string;
    step_id: string;
    state: string;
    reason: string | null;
    created_at: Date;
    sent_at: Date | null;
    dropped_at: Date | null;
  }>`
    select m.customer_id, m.message_id, m.flow_id, r.occasion, m.step_id, m.state, m.reason, m.created_at, m.sent_at, e.occurred_at as dropped_at
    from messages m join flow_runs r on r.shop_id = m.shop_id and r.run_id = m.run_id
    left join timeline_events e on e.shop_id = m.shop_id and e.key = 'message:' || m.message_id || ':dropped'
    where m.shop_id = ${shopId}
  `.execute(db);
  const deferred = Map.groupBy(deferrals, ({ messageId }) => messageId);
  for (const { customer_id, message_id, flow_id, occasion, step_id, ...message } of messages) {
    const about = (at: Date, ...words: string[]) => {
      add(customer_id, line(at, flow_id, occasion, ...words));
    };
    about(message.created_at, "queued", step_id);
    for (const { at, until, reason } of deferred.get(message_id) ?? [])
      about(at, "deferred", step_id, reason, until.toISOString());
    if (message.sent_at !== null) about(message.sent_at, "sent", step_id);
    if (message.state === "dropped") about(message.dropped_at ?? message.created_at, "dropped", step_id, message.reason ?? "");
  }
  const { rows: effects } = await sql<{ customer_id: bigint; flow_id: number; occasion: string; step_id: string; due_at: Date }>`
    select e.customer_id, r.flow_id, r.occasion, e.step_id, e.due_at from flow_effects e
    join flow_runs r on r.shop_id = e.shop_id and r.run_id = e.run_id where e.shop_id = ${shopId}
  `.execute(db);
  for (const { customer_id, flow_id, occasion, step_id, due_at } of effects)
    add(customer_id, line(due_at, flow_id, occasion, "effect", step_id));
  return new Map([...lines].map(([customerId, all]) => [customerId, all.sort()]));
}
