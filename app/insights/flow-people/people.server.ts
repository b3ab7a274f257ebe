import { sql, type RawBuilder } from "kysely";

import type { Db } from "../../db.server.ts";
import { plusMs } from "../../lib/time.ts";
import type { Shop } from "../../shops/shop.ts";
import { midnightOf } from "../scores/shop-day.ts";
import { clickedGoals, clickedOrders } from "../clicked-orders.server.ts";
import { messageFigures, runFigures, STEP_FIGURES_MS, type MessageFigure, type PeopleQuery, type RunFigure } from "./query.ts";

/** One whom a figure counts: of a run, an email or an order. */
export type FlowPerson = {
  /** The run, the message or the order; newer ones are larger. */
  id: bigint;
  customerId: bigint;
  /** Null where there is none, and of who was erased. */
  name: string | null;
  email: string | null;
  /** When what is counted happened, or is due; null where nobody knows. */
  at: Date | null;
  /** Why an email waits or was not sent. */
  reason: string | null;
  order: { name: string; netMinor: bigint } | null;
};

type Asked = Omit<PeopleQuery, "before">;
type Row = Omit<FlowPerson, "order"> & { orderName: string | null; netMinor: bigint | null };

/** Whom a figure of a flow counts, the latest first: the same runs, emails and orders that the figure is made of (`flow-figures.server.ts`). */
export async function listFlowPeople(
  db: Db,
  shop: Pick<Shop, "shopId" | "timeZone">,
  flowId: number,
  { before, ...asked }: PeopleQuery,
  { now, limit }: { now: Date; limit: number },
): Promise<FlowPerson[]> {
  const { shopId } = shop;
  const since = asked.stepId === null && !asked.recent ? new Date(0) : plusMs(now, -STEP_FIGURES_MS);
  const { rows } = await sql<Row>`
    select counted.*, nullif(concat_ws(' ', c.first_name, c.last_name), '') as name, c.email
    from (${counted(shop, flowId, asked, since)}) counted
    left join customers c on c.shop_id = ${shopId} and c.customer_id = counted."customerId"
    where ${before}::bigint is null or counted.id < ${before}
    order by counted.id desc limit ${limit}
  `.execute(db);
  return rows.map(({ orderName, netMinor, ...row }) => ({
    ...row,
    order: orderName === null || netMinor === null ? null : { name: orderName, netMinor },
  }));
}

const noOrder = sql`null::text as "orderName", null::bigint as "netMinor"`;

function counted(shop: Pick<Shop, "shopId" | "timeZone">, flowId: number, asked: Asked, since: Date): RawBuilder<unknown> {
  const { shopId } = shop;
  const { figure, within } = asked;
  if (isOneOf(runFigures, figure)) return runs(shopId, flowId, figure, asked);
  if (isOneOf(messageFigures, figure)) return messages(shopId, flowId, figure, asked, since);
  if (figure === "reached") return reached(shopId, flowId, asked, since);
  const ofStep = asked.stepId === null ? sql`m.step_id is not null` : sql`m.step_id = ${asked.stepId}`;
  return sql`
    select o.order_id as id, o.customer_id as "customerId", o.processed_at as at, null::text as reason, o.name as "orderName", o.net_minor as "netMinor"
    from ${clickedOrders(shopId, since, sql`m.flow_id = ${flowId} and ${ofStep}`)}
    where ${within === null ? sql`true` : sql`o.processed_at >= ${midnightOf(shop, within.first)} and o.processed_at < ${midnightOf(shop, within.last + 1)}`}`;
}

/** Of the whole flow whoever reached its goal; of a step, or of all of them of late, whoever did so after a click on an email. */
function reached(shopId: number, flowId: number, { stepId, recent }: Asked, since: Date): RawBuilder<unknown> {
  const told = sql`select r.run_id as id, r.customer_id as "customerId", r.goal_at as at, null::text as reason, ${noOrder}`;
  const ofStep = stepId === null ? sql`m.step_id is not null` : sql`m.step_id = ${stepId}`;
  if (stepId !== null || recent) return sql`${told} from ${clickedGoals(shopId, flowId, since, ofStep)}`;
  return sql`${told} from flow_runs r where r.shop_id = ${shopId} and r.flow_id = ${flowId} and r.goal_at is not null and not r.holdout`;
}

const isOneOf = <T extends string>(list: readonly T[], value: string): value is T => list.some((one) => one === value);

const runStates: Record<RunFigure, RawBuilder<boolean>> = {
  ahead: sql`r.state = 'waiting'`,
  inside: sql`r.state = 'active'`,
  entered: sql`r.entered_at is not null`,
  waiting: sql`r.state = 'active'`,
};

function runs(shopId: number, flowId: number, figure: RunFigure, { stepId }: Asked): RawBuilder<unknown> {
  const at = figure === "ahead" ? sql`t.due_at` : figure === "waiting" ? sql`r.arrived_at` : sql`r.entered_at`;
  const atStep = stepId === null ? sql`true` : sql`r.step_id = ${stepId}`;
  return sql`
    select r.run_id as id, r.customer_id as "customerId", ${at} as at, null::text as reason, ${noOrder}
    from flow_runs r left join flow_timers t on t.shop_id = r.shop_id and t.run_id = r.run_id
    where r.shop_id = ${shopId} and r.flow_id = ${flowId} and ${runStates[figure]} and ${atStep}`;
}

const messageStates: Record<MessageFigure, { which: RawBuilder<boolean>; at: RawBuilder<Date | null> }> = {
  sent: { which: sql`m.state = 'sent'`, at: sql`m.sent_at` },
  delivered: { which: sql`m.outcome in ('delivered', 'unsubscribed', 'complained')`, at: sql`m.outcome_at` },
  deferred: { which: sql`m.state = 'queued'`, at: sql`m.due_at` },
  "not-sent": { which: sql`m.state in ('dropped', 'failed')`, at: sql`m.due_at` },
  clicked: { which: sql`clicks.first_at is not null`, at: sql`clicks.first_at` },
  unsubscribed: { which: sql`m.outcome = 'unsubscribed'`, at: sql`m.outcome_at` },
  complained: { which: sql`m.outcome = 'complained'`, at: sql`m.outcome_at` },
};

function messages(shopId: number, flowId: number, figure: MessageFigure, asked: Asked, since: Date): RawBuilder<unknown> {
  const { which, at } = messageStates[figure];
  const ofStep = asked.stepId === null ? sql`true` : sql`m.step_id = ${asked.stepId}`;
  const why = asked.reason === null ? sql`true` : sql`m.reason = ${asked.reason}`;
  const clicks =
    figure === "clicked"
      ? sql`cross join lateral (
          select min(k.first_at) as first_at from message_clicks k
          where k.shop_id = m.shop_id and k.message_id = m.message_id and k.kind = 'human' and k.due_at is null
        ) clicks`
      : sql``;
  return sql`
    select m.message_id as id, m.customer_id as "customerId", ${at} as at, case when m.state <> 'sent' then m.reason end as reason, ${noOrder}
    from messages m ${clicks}
    where m.shop_id = ${shopId} and m.flow_id = ${flowId} and m.created_at >= ${since} and ${which} and ${ofStep} and ${why}`;
}
