import { sql } from "kysely";

import { countedOrder } from "../../customers/orders/counted-orders.server.ts";
import type { Db } from "../../db.server.ts";
import { askWithin } from "../../lib/limited.server.ts";
import { DAY_MS, plusMs } from "../../lib/time.ts";
import type { Shop } from "../../shops/shop.ts";
import type { Terms } from "../content/terms.ts";
import { endOf, startOf, yearsAfter } from "../progress/periods.ts";

/** `held`: customers who have it; `points`: that the ledger has of it, less what was taken back; `rewards`: that were given for it. */
export type Figures = { held: number; points: bigint; rewards: number };

/** By achievement; one that nobody has reached has none. */
export async function readFigures(db: Db, shopId: number): Promise<Map<number, Figures>> {
  const { rows } = await sql<Figures & { achievement_id: number }>`
    select achievement_id, count(distinct customer_id) filter (where state = 'held')::int as held, coalesce(sum(posted), 0)::bigint as points,
      count(redemption_id)::int as rewards
    from achievement_awards where shop_id = ${shopId} group by achievement_id
  `.execute(db);
  return new Map(rows.map(({ achievement_id, ...figures }) => [achievement_id, figures]));
}

/** Those that are for a segment, or for entering it. */
export async function listNamingAchievements(
  db: Db,
  shopId: number,
  segmentId: number,
): Promise<{ achievementId: number; title: Record<string, string> }[]> {
  const { rows } = await sql<{ achievementId: number; title: Record<string, string> }>`
    select achievement_id as "achievementId", terms -> 'title' as title from achievements
    where shop_id = ${shopId} and state <> 'archived'
      and ((terms ->> 'segmentId')::int = ${segmentId} or (terms -> 'challenge' ->> 'segmentId')::int = ${segmentId})
    order by achievement_id
  `.execute(db);
  return rows;
}

const LOOK_BACK_DAYS = 90;
const LIMIT_MS = 2_000;

/** What is already so: how many customers have done it in so many days, or have come so far without a limit in time (null). */
export type Likely = { customers: number; days: number | null };

/** How many customers have done what is asked for lately; null where that cannot be told by one look, or would take too long. */
export async function forecast(
  db: Db,
  { shopId, timeZone }: Shop,
  { goal, target, segmentId }: Terms,
  now: Date,
): Promise<Likely | null> {
  const since = plusMs(now, -LOOK_BACK_DAYS * DAY_MS);
  switch (goal) {
    case "orders":
    case "orders-in-year": {
      const days = goal === "orders" ? LOOK_BACK_DAYS : 365;
      const from = goal === "orders" ? since : plusMs(now, -365 * DAY_MS);
      return told(await buyers(db, shopId, from, now, sql`count(*) >= ${target}`), days);
    }
    case "spend":
      return told(await buyers(db, shopId, since, now, sql`sum(o.net_minor) >= ${target}`), LOOK_BACK_DAYS);
    case "years": {
      const first = yearsAfter(now, -target, timeZone);
      return told(
        await counted(
          db,
          sql`customers c where c.shop_id = ${shopId} and c.merged_into is null and c.first_order_at <= ${first}`,
        ),
        null,
      );
    }
    case "segment":
      return told(await counted(db, sql`segment_members m where m.shop_id = ${shopId} and m.segment_id = ${segmentId}`), null);
    case "products":
    case "periods":
      return null;
  }
}

/** Customers who have an order of a challenge's days, as far as these have come: they are at it, or have done it. */
export async function countTakingPart(
  db: Db,
  { shopId, timeZone }: Shop,
  challenge: NonNullable<Terms["challenge"]>,
): Promise<number | null> {
  return buyers(db, shopId, startOf(challenge.from, timeZone), endOf(challenge.until, timeZone), sql`true`);
}

function told(customers: number | null, days: number | null): Likely | null {
  return customers === null ? null : { customers, days };
}

function buyers(db: Db, shopId: number, from: Date, until: Date, having: ReturnType<typeof sql>): Promise<number | null> {
  return counted(
    db,
    sql`(select o.customer_id from orders o where o.shop_id = ${shopId} and o.processed_at >= ${from} and o.processed_at < ${until}
      and o.customer_id is not null and ${countedOrder} group by o.customer_id having ${having}) bought`,
  );
}

async function counted(db: Db, what: ReturnType<typeof sql>): Promise<number | null> {
  return askWithin(db, { ms: LIMIT_MS }, async (tx) => {
    const { rows } = await sql<{ count: number }>`select count(*)::int as count from ${what}`.execute(tx);
    return rows[0]?.count ?? 0;
  });
}
