import { sql, type RawBuilder } from "kysely";

import type { Db } from "../../../db.server.ts";
import { countOf } from "../../../lib/counts.server.ts";
import { dayIn, instantIn } from "../../../lib/time.ts";
import type { Shop } from "../../../shops/shop.ts";
import type { Definition } from "../../definition/definition.ts";
import { eachStep } from "../../definition/tree.ts";
import { readFlows } from "../../runs/read-flows.server.ts";
import { forecast } from "../forecast.server.ts";

/** What a live flow is expected to send; `asOf` null: it is not worked out yet. */
export type Volume = {
  flowId: number;
  preset: string | null;
  name: string | null;
  asOf: Date | null;
  /** Emails that have left since then. */
  sentSince: number;
  /** Emails by the day of the shop, "2026-12-01", from `asOf` on. */
  days: Readonly<Record<string, number>>;
};

/** Changes of a flow while it is looked at, after which somebody else looks. */
const TRIES = 3;

/**
 * Works out what a live flow is expected to send, by the forecast that its page shows. Of one that is not live, or sends nothing, nothing is kept. If it was changed
 * meanwhile, it is looked at again.
 */
export async function workOutVolume(db: Db, shop: Shop, flowId: number, clock: () => Date): Promise<void> {
  const { shopId } = shop;
  for (let tries = 0; tries < TRIES; tries += 1) {
    const flow = (await readFlows(db, shopId)).find((one) => one.flowId === flowId);
    if (flow?.state !== "live" || !sends(flow.definition)) return dropVolume(db, shopId, flowId);
    const { rows } = await sql<{ sent: number }>`select ${countOf(shopId, sql`${`flow:${flowId}:sent`}`)} as sent`.execute(db);
    const now = clock();
    const { days } = await forecast(db, shop, flow, now);
    const byDay = JSON.stringify(Object.fromEntries(days.map(({ day, emails }) => [day, emails])));
    // Who pauses it waits for this, and takes it away.
    const { numAffectedRows } = await sql`
      insert into flow_volumes (shop_id, flow_id, version, as_of, sent, days)
      select f.shop_id, f.flow_id, f.version, ${now}, ${rows[0]?.sent ?? 0}, ${byDay}::jsonb from flows f
      where f.shop_id = ${shopId} and f.flow_id = ${flowId} and f.state = 'live' and f.version = ${flow.version} for share
      on conflict (shop_id, flow_id) do update
      set version = excluded.version, as_of = excluded.as_of, sent = excluded.sent, days = excluded.days
      where flow_volumes.as_of <= excluded.as_of
    `.execute(db);
    if ((numAffectedRows ?? 0n) > 0n) return;
  }
}

function sends({ steps }: Definition): boolean {
  return [...eachStep(steps)].some((step) => step.kind === "email" && !step.off);
}

/** The same of a version `d`, for who looks at many flows. */
const sendsEmails = sql<boolean>`jsonb_path_exists(d.definition, '$.steps.** ? (@.kind == "email" && !(@.off == true))')`;

/** A flow that is no longer live sends nothing more. */
export async function dropVolume(db: Db, shopId: number, flowId: number): Promise<void> {
  await sql`delete from flow_volumes where shop_id = ${shopId} and flow_id = ${flowId}`.execute(db);
}

/** What stands in `flow_volumes v` for a flow `f` as it is now: of an earlier version, or of before a pause, nothing does. */
const standing = sql`v.shop_id = f.shop_id and v.flow_id = f.flow_id and v.version = f.version and v.as_of >= f.live_since`;

/** Of a shop's live flows that send emails what is kept, for the calendar. */
export async function readVolumes(db: Db, shopId: number): Promise<Volume[]> {
  const sent: RawBuilder<unknown> = countOf(shopId, sql`'flow:' || f.flow_id || ':sent'`);
  const { rows } = await sql<Volume>`
    select f.flow_id as "flowId", f.preset, f.name, v.as_of as "asOf", coalesce(${sent} - v.sent, 0)::int as "sentSince", coalesce(v.days, '{}') as days
    from flows f join flow_versions d on d.shop_id = f.shop_id and d.flow_id = f.flow_id and d.version = f.version
    left join flow_volumes v on ${standing}
    where f.shop_id = ${shopId} and f.state = 'live' and ${sendsEmails} order by f.flow_id
  `.execute(db);
  return rows;
}

/** Flows of a shop of which nothing is kept, or nothing of this day of the shop. */
export async function listOldVolumes(
  db: Db,
  { shopId, timeZone }: Shop,
  now: Date,
): Promise<{ shopId: number; flowId: number }[]> {
  const today = instantIn(dayIn(now, timeZone), timeZone);
  const volumes = await readVolumes(db, shopId);
  return volumes.flatMap(({ flowId, asOf }) => (asOf === null || asOf < today ? [{ shopId, flowId }] : []));
}
