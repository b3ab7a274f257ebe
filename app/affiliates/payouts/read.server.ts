import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import { openPayee } from "../people/payee.server.ts";
import type { Payee } from "../people/payee.ts";
import type { RunMethod } from "./method.ts";
import { noteSchema, type Note } from "./note.ts";
import type { Debtor } from "./sepa.ts";

export type Run = {
  runId: bigint;
  method: RunMethod;
  currency: string;
  madeAt: Date;
  payouts: number;
  cancelled: number;
  /** With tax, without what was cancelled. */
  totalMinor: bigint;
};

export async function listRuns(db: Db, shopId: number, limit: number): Promise<Run[]> {
  const { rows } = await sql<Run>`
    select r.run_id as "runId", r.method, r.currency, r.made_at as "madeAt", count(*)::int as payouts, count(p.cancelled_at)::int as cancelled,
      coalesce(sum(p.net_minor + p.tax_minor) filter (where p.cancelled_at is null), 0)::bigint as "totalMinor"
    from payout_runs r join payouts p on p.shop_id = r.shop_id and p.run_id = r.run_id
    where r.shop_id = ${shopId} group by r.shop_id, r.run_id order by r.made_at desc, r.run_id desc limit ${limit}
  `.execute(db);
  return rows;
}

/** What became of store credit. `waiting`: Shopify is asked for it; `refused`: nothing was credited. */
export type CreditState = "waiting" | "credited" | "refused";

export type Payout = {
  payoutId: bigint;
  runId: bigint;
  affiliateId: bigint;
  number: string;
  netMinor: bigint;
  taxMinor: bigint;
  /** Null: it was not paid in points. */
  points: bigint | null;
  /** Null: it was not paid as store credit. */
  credit: CreditState | null;
  madeAt: Date;
  cancelledAt: Date | null;
};

/** The newest payouts: of a run, of an affiliate, or of all. */
export async function listPayouts(
  db: Db,
  shopId: number,
  of: { runId?: bigint; affiliateId?: bigint },
  limit: number,
): Promise<Payout[]> {
  const { rows } = await sql<Payout>`
    select p.payout_id as "payoutId", p.run_id as "runId", p.affiliate_id as "affiliateId", p.note ->> 'number' as number, p.net_minor as "netMinor", p.tax_minor as "taxMinor",
      p.points, case when p.redemption_id is null then null when d.state = 'used' then 'credited' when d.state = 'released' then 'refused' else 'waiting' end as credit,
      r.made_at as "madeAt", p.cancelled_at as "cancelledAt"
    from payouts p join payout_runs r on r.shop_id = p.shop_id and r.run_id = p.run_id
    left join redemptions d on d.shop_id = p.shop_id and d.redemption_id = p.redemption_id
    where p.shop_id = ${shopId} and ${of.runId === undefined ? sql`true` : sql`p.run_id = ${of.runId}`}
      and ${of.affiliateId === undefined ? sql`true` : sql`p.affiliate_id = ${of.affiliateId}`}
    order by p.payout_id desc limit ${limit}
  `.execute(db);
  return rows;
}

/** A credit note with who may read it. */
export async function readNote(
  db: Db,
  shopId: number,
  payoutId: bigint,
): Promise<{ note: Note; affiliateId: bigint; cancelledAt: Date | null } | null> {
  const { rows } = await sql<{ note: unknown; affiliateId: bigint; cancelledAt: Date | null }>`
    select note, affiliate_id as "affiliateId", cancelled_at as "cancelledAt" from payouts where shop_id = ${shopId} and payout_id = ${payoutId}
  `.execute(db);
  return rows[0] === undefined ? null : { ...rows[0], note: noteSchema.parse(rows[0].note) };
}

export type RunToSend = {
  runId: bigint;
  method: RunMethod;
  currency: string;
  madeAt: Date;
  debtor: Debtor;
  /** Without those that were cancelled, and those whose payee was erased. */
  payouts: { number: string; grossMinor: bigint; netMinor: bigint; taxMinor: bigint; payee: Payee }[];
};

export async function readRun(db: Db, shopId: number, runId: bigint): Promise<RunToSend | null> {
  const { rows } = await sql<Omit<RunToSend, "payouts">>`
    select run_id as "runId", method, currency, made_at as "madeAt", debtor from payout_runs where shop_id = ${shopId} and run_id = ${runId}
  `.execute(db);
  const [run] = rows;
  if (run === undefined) return null;
  const { rows: paid } = await sql<{ number: string; netMinor: bigint; taxMinor: bigint; affiliateId: bigint; payee: string }>`
    select note ->> 'number' as number, net_minor as "netMinor", tax_minor as "taxMinor", affiliate_id as "affiliateId", payee from payouts
    where shop_id = ${shopId} and run_id = ${runId} and cancelled_at is null and payee is not null order by note_number
  `.execute(db);
  const payouts = paid.flatMap(({ affiliateId, payee: sealed, ...one }) => {
    const payee = openPayee(sealed, shopId, affiliateId);
    return payee === null ? [] : [{ ...one, grossMinor: one.netMinor + one.taxMinor, payee }];
  });
  return { ...run, payouts };
}
