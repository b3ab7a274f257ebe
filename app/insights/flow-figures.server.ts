import { sql } from "kysely";

import type { Db } from "../db.server.ts";
import type { Shop } from "../shops/shop.ts";
import { clickedGoals, clickedMessages, clickedOrders } from "./clicked-orders.server.ts";

export type ReasonCount = { reason: string; count: number };

/** What has become of a step so far, all versions together. Largest reason first. */
export type LiveStep = {
  stepId: string;
  /** Customers whose run rests here now: at a wait. */
  waiting: number;
  sent: number;
  /** Of these, what the provider has told of: arrived, and what their readers made of it. Null: it tells nothing of this step (yet). */
  delivered: number | null;
  unsubscribed: number;
  complained: number;
  /** Emails that wait to be sent, by why. */
  deferred: ReasonCount[];
  notSent: ReasonCount[];
  /** People who clicked, each once an email; clicks of programs left out. */
  clicks: number;
  /** Orders within five days of a click on an email of this step that was the customer's last click on any; and their net merchandise. */
  orders: number;
  revenueMinor: bigint;
  /** Runs that reached the goal within five days of a click on an email of this step that was their last click on any of the flow's. */
  reached: number;
};

export type LiveFlow = {
  /** Customers whose occasion is still ahead; who are inside; who have entered ever, those held out among them. */
  ahead: number;
  inside: number;
  entered: number;
  heldOut: number;
  /** Runs that are over, by why; occasions that were refused, by why. */
  ended: ReasonCount[];
  refused: ReasonCount[];
  orders: number;
  revenueMinor: bigint;
  steps: LiveStep[];
};

type RunRow = {
  kind: "ahead" | "inside" | "ended" | "refused";
  step_id: string | null;
  reason: string | null;
  runs: number;
  held_out: number;
};
type MessageRow = {
  step_id: string;
  kind: "sent" | "deferred" | "not-sent" | "sending";
  reason: string | null;
  messages: number;
  clicked: number;
  told: number;
  delivered: number;
  unsubscribed: number;
  complained: number;
};
type OrderRow = { step_id: string; orders: number; revenue_minor: bigint };

/** Figures of a flow since an instant: of runs by when they entered, of emails by when they were queued. */
export async function readFlowFigures(db: Db, { shopId }: Shop, flowId: number, since: Date): Promise<LiveFlow> {
  const [runs, messages, orders, goals] = await Promise.all([
    readRuns(db, shopId, flowId, since),
    readMessages(db, shopId, flowId, since),
    readFlowOrders(db, shopId, flowId, since),
    readGoals(db, shopId, flowId, since),
  ]);
  const ids = new Set([...runs, ...messages, ...orders, ...goals].flatMap(({ step_id }) => step_id ?? []));
  const steps = [...ids].map((stepId): LiveStep => {
    const own = messages.filter(({ step_id }) => step_id === stepId);
    const order = orders.find(({ step_id }) => step_id === stepId);
    return {
      ...{ stepId, waiting: runs.find(({ kind, step_id }) => kind === "inside" && step_id === stepId)?.runs ?? 0 },
      sent: sum(own.filter(({ kind }) => kind === "sent").map((row) => row.messages)),
      delivered: sum(own.map(({ told }) => told)) === 0 ? null : sum(own.map((row) => row.delivered)),
      unsubscribed: sum(own.map((row) => row.unsubscribed)),
      complained: sum(own.map((row) => row.complained)),
      deferred: reasons(own.filter(({ kind }) => kind === "deferred")),
      notSent: reasons(own.filter(({ kind }) => kind === "not-sent")),
      clicks: sum(own.map(({ clicked }) => clicked)),
      ...{ orders: order?.orders ?? 0, revenueMinor: order?.revenue_minor ?? 0n },
      reached: goals.find(({ step_id }) => step_id === stepId)?.runs ?? 0,
    };
  });
  const of = (kind: RunRow["kind"]) => runs.filter((row) => row.kind === kind);
  const entered = [...of("inside"), ...of("ended")];
  return {
    ...{ ahead: sum(of("ahead").map((row) => row.runs)), inside: sum(of("inside").map((row) => row.runs)) },
    ...{ entered: sum(entered.map((row) => row.runs)), heldOut: sum(entered.map((row) => row.held_out)) },
    ended: reasons(of("ended").map(({ reason, runs: messages }) => ({ reason, messages }))),
    refused: reasons(of("refused").map(({ reason, runs: messages }) => ({ reason, messages }))),
    orders: sum(orders.map((row) => row.orders)),
    revenueMinor: orders.reduce((all, row) => all + row.revenue_minor, 0n),
    steps,
  };
}

const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0);

function reasons(rows: readonly { reason: string | null; messages: number }[]): ReasonCount[] {
  const counts = rows.map(({ reason, messages }) => ({ reason: reason ?? "", count: messages }));
  return counts.sort((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1));
}

async function readRuns(db: Db, shopId: number, flowId: number, since: Date): Promise<RunRow[]> {
  const { rows } = await sql<RunRow>`
    select kind, step_id, reason, count(*)::int as runs, (count(*) filter (where holdout))::int as held_out
    from (
      select case when state = 'waiting' then 'ahead' when state = 'active' then 'inside' when entered_at is null then 'refused' else 'ended' end as kind,
        case state when 'active' then step_id end as step_id, case state when 'ended' then end_reason end as reason, holdout
      from flow_runs where shop_id = ${shopId} and flow_id = ${flowId} and (state = 'waiting' or coalesce(entered_at, ended_at) >= ${since})
    ) runs group by kind, step_id, reason
  `.execute(db);
  return rows;
}

async function readMessages(db: Db, shopId: number, flowId: number, since: Date): Promise<MessageRow[]> {
  const { rows } = await sql<MessageRow>`
    select step_id, kind, reason, count(*)::int as messages, (count(*) filter (where clicked))::int as clicked, count(outcome)::int as told,
      (count(*) filter (where outcome in ('delivered', 'unsubscribed', 'complained')))::int as delivered,
      (count(*) filter (where outcome = 'unsubscribed'))::int as unsubscribed, (count(*) filter (where outcome = 'complained'))::int as complained
    from (
      select m.step_id, case when m.state = 'sent' then 'sent' when m.state in ('dropped', 'failed') then 'not-sent' when m.state = 'queued' then 'deferred' else 'sending' end as kind,
        case when m.state <> 'sent' then m.reason end as reason, m.outcome, k.message_id is not null as clicked
      from messages m left join (${clickedMessages(shopId, since)}) k using (message_id) where m.shop_id = ${shopId} and m.flow_id = ${flowId} and m.step_id is not null and m.created_at >= ${since}
    ) messages group by step_id, kind, reason
  `.execute(db);
  return rows;
}

/** By step. Each order belongs to the last click before it, whichever email that was in; here are those that belong to this flow. */
export async function readFlowOrders(db: Db, shopId: number, flowId: number, since: Date): Promise<OrderRow[]> {
  const { rows } = await sql<OrderRow>`
    select m.step_id, count(*)::int as orders, coalesce(sum(o.net_minor), 0)::bigint as revenue_minor
    from ${clickedOrders(shopId, since, sql`m.flow_id = ${flowId} and m.step_id is not null`)}
    group by m.step_id
  `.execute(db);
  return rows;
}

/** By step. */
async function readGoals(db: Db, shopId: number, flowId: number, since: Date): Promise<{ step_id: string; runs: number }[]> {
  const { rows } = await sql<{ step_id: string; runs: number }>`
    select m.step_id, count(*)::int as runs from ${clickedGoals(shopId, flowId, since, sql`m.step_id is not null`)} group by m.step_id
  `.execute(db);
  return rows;
}
