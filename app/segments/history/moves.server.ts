import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import { addDays, dayIn, instantIn } from "../../lib/time.ts";
import type { SegmentShop } from "../compiled.server.ts";
import { causes, type Cause } from "./cause.ts";
import type { MoveCursor, MovesQuery } from "./moves-query.ts";

const MOVES_PER_PAGE = 50;

/** Somebody came to a segment, or left it. `cause` null: an older version did not note it. */
export type Move = {
  id: bigint;
  customerId: bigint;
  name: string | null;
  email: string | null;
  came: boolean;
  at: Date;
  cause: Cause | null;
};

/**
 * Who came and who went in a period, the latest first. Erased customers are left out with their timeline; who was merged stands there as who they are now.
 */
export async function listMoves(
  db: Db,
  { shopId, timeZone }: SegmentShop,
  segmentId: number,
  { days, direction, before }: MovesQuery,
  now: Date,
): Promise<{ moves: Move[]; next: MoveCursor | null }> {
  const since = instantIn(addDays(dayIn(now, timeZone), 1 - days), timeZone);
  const wanted = direction === "both" ? null : direction === "came" ? "segment.entered" : "segment.left";
  const { rows } = await sql<Omit<Move, "cause"> & { cause: string | null }>`
    select e.event_id as id, e.customer_id as "customerId", nullif(concat_ws(' ', c.first_name, c.last_name), '') as name, c.email,
      e.kind = 'segment.entered' as came, e.occurred_at as at, e.data ->> 'cause' as cause
    from timeline_events e left join customers c on c.shop_id = e.shop_id and c.customer_id = e.customer_id
    where e.shop_id = ${shopId} and (e.data ->> 'segmentId')::int = ${segmentId} and e.kind in ('segment.entered', 'segment.left')
      and e.occurred_at >= ${since} ${wanted === null ? sql`` : sql`and e.kind = ${wanted}`}
      ${before === null ? sql`` : sql`and (e.occurred_at, e.event_id) < (${new Date(before.at)}::timestamptz, ${before.id}::bigint)`}
    order by e.occurred_at desc, e.event_id desc limit ${MOVES_PER_PAGE + 1}
  `.execute(db);
  const moves = rows
    .slice(0, MOVES_PER_PAGE)
    .map((row) => ({ ...row, cause: causes.find((cause) => cause === row.cause) ?? null }));
  const last = moves.at(-1);
  return { moves, next: rows.length > MOVES_PER_PAGE && last !== undefined ? { at: last.at.getTime(), id: last.id } : null };
}
