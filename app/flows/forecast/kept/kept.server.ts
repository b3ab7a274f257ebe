import { sql } from "kysely";

import type { Db } from "../../../db.server.ts";
import { dayIn, HOUR_MS, plusMs } from "../../../lib/time.ts";
import type { Shop } from "../../../shops/shop.ts";
import { definitionSchema, type Definition } from "../../definition/definition.ts";
import { findFlow, type FlowDetail } from "../../flows.server.ts";
import { catchUpSchema, type CatchUp } from "../../planner/catch-up.ts";
import type { Flow } from "../../planner/flow.ts";
import { concernedAhead, concernedBefore } from "../concerned.server.ts";
import { forecast, spanAhead, type Forecast } from "../forecast.server.ts";
import { replay, spanBefore, type Replay } from "../replay.server.ts";
import type { Kind } from "./walk.server.ts";

/** What is asked: a draft or a version, and who would be let in when it is switched on. */
export type Question = { definition: Definition; catchUp: CatchUp };

export type Answers = { ahead: Forecast; before: Replay };
/** `asOf`: the instant of the figures. Of how many customers it has looked at how many, while it works. */
export type Kept<Of extends Kind> = { asOf: Date; done: number; total: number } & (
  { state: "working" | "failed"; result: null } | { state: "done"; result: Answers[Of] }
);

/** So many customers are looked at while the page waits (about a second); more are a job's. */
const AT_ONCE = 10_000;
/** A job that has told nothing for so long is lost, and asked for again. */
const LOST_MS = HOUR_MS;

/** The flow that a question imagines: live since now, unless it is live already. */
export function imagine(
  { flowId, name, preset, state, version, liveSince, catchUp }: FlowDetail,
  question: Question,
  now: Date,
): Flow {
  const isLive = state === "live" && liveSince !== null;
  return {
    ...{ flowId, label: name ?? preset ?? "", state: "live", version: version ?? 0, definition: question.definition },
    ...(isLive ? { liveSince, catchUp } : { liveSince: now, catchUp: question.catchUp }),
  };
}

/** A question as it is kept. Once a flow is live, it is another: it has let in whom it has, whatever is asked. */
function textOf({ definition, catchUp }: Question, { state, liveSince }: FlowDetail): string {
  return JSON.stringify({ definition, catchUp, liveSince: state === "live" ? liveSince : null });
}

type Row = { state: "working" | "done" | "failed"; done: number; total: number; result: unknown; asked_at: Date; same: boolean };

/**
 * The answer of today, if it is there; else it is worked out: at once where few customers are concerned, else in the background, and the page asks again.
 * @param later asks for `workOutKept` in the background
 * @returns null: there is no such flow
 */
export async function askKept<Of extends Kind>(
  db: Db,
  shop: Shop,
  flowId: number,
  kind: Of,
  question: Question,
  now: Date,
  later: () => Promise<void>,
): Promise<Kept<Of> | null> {
  const detail = await findFlow(shop.shopId, flowId);
  if (detail === null) return null;
  const text = textOf(question, detail);
  const found = await find(db, shop.shopId, flowId, kind, text);
  if (found?.same === true && isFresh(found, shop, now)) return keptOf(found);
  const flow = imagine(detail, question, now);
  const concerned =
    kind === "ahead" ? concernedAhead(flow, shop, now, spanAhead(now)) : concernedBefore(flow, shop, spanBefore(now));
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from (select customer_id from (${concerned}) of limit ${AT_ONCE + 1}) counted
  `.execute(db);
  await sql`
    insert into flow_forecasts (shop_id, flow_id, kind, question, state, asked_at)
    values (${shop.shopId}, ${flowId}, ${kind}, ${text}::jsonb, 'working', ${now})
    on conflict (shop_id, flow_id, kind) do update set question = excluded.question, state = 'working', done = 0, total = 0, result = null, asked_at = excluded.asked_at
  `.execute(db);
  if ((rows[0]?.count ?? 0) > AT_ONCE) await later();
  else await workOutKept(db, shop, flowId, kind);
  return readKept(db, shop, flowId, kind);
}

/** What was asked last, as far as it is answered; null: nothing, or not any more. */
export async function readKept<Of extends Kind>(db: Db, shop: Shop, flowId: number, kind: Of): Promise<Kept<Of> | null> {
  const found = await find(db, shop.shopId, flowId, kind, null);
  return found === null ? null : keptOf(found);
}

/** Ends what is being worked out, and forgets it. */
export async function cancelKept(db: Db, { shopId }: Shop, flowId: number, kind: Kind): Promise<void> {
  await sql`delete from flow_forecasts where shop_id = ${shopId} and flow_id = ${flowId} and kind = ${kind}`.execute(db);
}

class Superseded extends Error {}

/** Works out what was asked last, as of when it was asked, and says how far it is. Ends where something else is asked, or nothing any more. */
export async function workOutKept(db: Db, shop: Shop, flowId: number, kind: Kind): Promise<void> {
  const { shopId } = shop;
  const asked = await findAsked(db, shopId, flowId, kind);
  if (asked?.state !== "working") return;
  const { flow, now } = asked;
  const note = async (changes: { done: number; total: number } | { state: "failed" } | { result: unknown }) => {
    const set =
      "result" in changes
        ? sql`state = 'done', result = ${JSON.stringify(changes.result)}::jsonb`
        : "state" in changes
          ? sql`state = 'failed'`
          : sql`done = ${changes.done}, total = ${changes.total}`;
    const { numAffectedRows } = await sql`
      update flow_forecasts set ${set}
      where shop_id = ${shopId} and flow_id = ${flowId} and kind = ${kind} and state = 'working' and asked_at = ${now}
    `.execute(db);
    if (numAffectedRows === 0n) throw new Superseded();
  };
  const onProgress = (done: number, total: number) => note({ done, total });
  try {
    const result =
      kind === "ahead" ? await forecast(db, shop, flow, now, { onProgress }) : await replay(db, shop, flow, now, { onProgress });
    await note({ result });
  } catch (error) {
    if (error instanceof Superseded) return;
    await note({ state: "failed" });
    throw error;
  }
}

/** The flow that was asked about last, and as of when. */
export async function findAsked(
  db: Db,
  shopId: number,
  flowId: number,
  kind: Kind,
): Promise<{ flow: Flow; now: Date; state: Row["state"] } | null> {
  const { rows } = await sql<{ question: unknown; asked_at: Date; state: Row["state"] }>`
    select question, asked_at, state from flow_forecasts where shop_id = ${shopId} and flow_id = ${flowId} and kind = ${kind}
  `.execute(db);
  const [asked] = rows;
  const detail = asked === undefined ? null : await findFlow(shopId, flowId);
  if (asked === undefined || detail === null) return null;
  const { definition, catchUp } = asked.question as { definition: unknown; catchUp: unknown };
  const question: Question = { definition: definitionSchema.parse(definition), catchUp: catchUpSchema.parse(catchUp) };
  return { flow: imagine(detail, question, asked.asked_at), now: asked.asked_at, state: asked.state };
}

async function find(db: Db, shopId: number, flowId: number, kind: Kind, question: string | null): Promise<Row | null> {
  const { rows } = await sql<Row>`
    select state, done, total, result, asked_at, coalesce(question = ${question}::jsonb, false) as same from flow_forecasts
    where shop_id = ${shopId} and flow_id = ${flowId} and kind = ${kind}
  `.execute(db);
  return rows[0] ?? null;
}

function isFresh({ state, asked_at }: Row, { timeZone }: Shop, now: Date): boolean {
  if (state === "failed") return false;
  if (state === "working") return asked_at > plusMs(now, -LOST_MS);
  const [then, today] = [dayIn(asked_at, timeZone), dayIn(now, timeZone)];
  return then.year === today.year && then.month === today.month && then.day === today.day;
}

function keptOf<Of extends Kind>({ state, done, total, result, asked_at }: Row): Kept<Of> {
  const about = { asOf: asked_at, done, total };
  return state === "done" ? { ...about, state, result: result as Answers[Of] } : { ...about, state, result: null };
}
