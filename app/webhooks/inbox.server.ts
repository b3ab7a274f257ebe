import { sql } from "kysely";

import type { Db } from "../db.server.ts";
import { sending } from "../db/together.ts";
import { backoffSql } from "../lib/backoff.ts";
import { stringifyJson } from "../lib/json.ts";
import type { Issue } from "../lib/fields.ts";
import { ids, recordset } from "../lib/rows.server.ts";
import { DAY_MS, plusMs, SECOND_MS, HOUR_MS } from "../lib/time.ts";
import { hasTurn } from "../shops/lock.server.ts";

/** A verified webhook on its way into the inbox. */
export type Arrival = {
  domain: string;
  topic: string;
  /** Same event, same subscription: same key. */
  dedupeKey: string;
  webhookId: string;
  apiVersion: string;
  triggeredAt: Date | null;
  receivedAt: Date;
  body: Buffer;
};

export type InboxRow = {
  inboxId: bigint;
  topic: string;
  webhookId: string;
  apiVersion: string;
  /** When Shopify says it happened, else when it reached us. */
  triggeredAt: Date;
  receivedAt: Date;
  /** How often it has failed so far. */
  attempts: number;
  body: Buffer;
};

export type Settlement =
  | { inboxId: bigint; outcome: "done" }
  /** It does not parse; only a changed body or a changed app helps. */
  | { inboxId: bigint; outcome: "problem"; issues: Issue[] }
  /** Something else failed; tried again later, and a problem after MAX_ATTEMPTS. */
  | { inboxId: bigint; outcome: "failed"; error: string };

export const MAX_ATTEMPTS = 12;
const KEEP_DONE_MS = 14 * DAY_MS;
const MOST_CLAIMED_BYTES = 16 * 1024 * 1024;

/**
 * Stores arrivals in one statement, which is one commit when `db` is the pool. Known ones and those of unknown shops are left out.
 * Rows go in key order, so that two processes which store the same arrivals cannot block each other for ever.
 * @returns how many were new
 */
export async function accept(db: Db, arrivals: readonly Arrival[]): Promise<number> {
  if (arrivals.length === 0) return 0;
  const values = arrivals.map(
    (row) => sql`(${row.domain}, ${row.topic}, ${row.dedupeKey}, ${row.webhookId}, ${row.apiVersion},
      ${row.triggeredAt}::timestamptz, ${row.receivedAt}::timestamptz, ${row.body}::bytea)`,
  );
  const result = await sql`
    insert into webhook_inbox (shop_id, topic, dedupe_key, webhook_id, api_version, triggered_at, received_at, next_attempt_at, body)
    select s.shop_id, v.topic, v.dedupe_key, v.webhook_id, v.api_version, v.triggered_at, v.received_at, v.received_at, v.body
    from (values ${sql.join(values)}) as v(domain, topic, dedupe_key, webhook_id, api_version, triggered_at, received_at, body)
    join shops s on s.domain = v.domain
    order by s.shop_id, v.topic, v.dedupe_key
    on conflict (shop_id, topic, dedupe_key) do nothing
  `.execute(db);
  return Number(result.numAffectedRows ?? 0n);
}

export type ReadyShop = {
  shopId: number;
  /** Little is to do for it: no more than `FEW` rows of `FEW_BYTES` wait, none of which has failed before or is `alone`. */
  few: boolean;
};
export const FEW = 8;
const FEW_BYTES = 1024 * 1024;
/** What looks at much of a shop, or lifts what protects rows for all of its transaction. */
const ALONE = ["shop/redact", "customers/redact", "customers/data_request", "customers/merge", "shop/update"];

/** Shops that have rows to process now, whichever they are: what a worker asks before it works shop by shop. */
export async function listReadyShops(db: Db, now: Date): Promise<ReadyShop[]> {
  const { rows } = await sql<ReadyShop>`
    with recursive pending as (
      (select shop_id from webhook_inbox where state = 'pending' order by shop_id limit 1)
      union all
      select (select i.shop_id from webhook_inbox i where i.state = 'pending' and i.shop_id > pending.shop_id order by i.shop_id limit 1)
      from pending where pending.shop_id is not null
    )
    select shop_id as "shopId", (
      select count(*) <= ${FEW} and not bool_or(attempts > 0 or topic = any(${ALONE})) and sum(octet_length(body)) < ${FEW_BYTES}
      from (select topic, attempts, body from webhook_inbox i where i.shop_id = pending.shop_id and i.state = 'pending' limit ${FEW + 1}) waiting
    ) as few
    from pending
    where exists (select 1 from shops s where s.shop_id = pending.shop_id) and exists (
      select 1 from webhook_inbox i where i.shop_id = pending.shop_id and i.state = 'pending' and i.next_attempt_at <= ${now}
    )
  `.execute(db);
  return rows;
}

/**
 * The oldest rows that are due, locked until the transaction ends; rows that another worker holds are passed over. At most `limit`, and not
 * many more bytes of bodies than a worker should hold at once. Nothing,
 * where the transaction turns out not to have the shop's turn (`inTurn`), or the shop has something by now that is to be worked on alone (`amongOthers`).
 */
export async function claim(
  tx: Db,
  shopId: number,
  limit: number,
  now: Date,
  when: "any" | "inTurn" | "amongOthers" = "any",
): Promise<InboxRow[]> {
  const { rows } = await sql<InboxRow>`
    with due as (
      select inbox_id, topic, webhook_id, api_version, triggered_at, received_at, attempts, coalesce(body, ''::bytea) as body
      from webhook_inbox
      where (${when === "any"}::boolean or ${hasTurn(shopId)})
        and (${when !== "amongOthers"}::boolean or not exists (
          select 1 from webhook_inbox a where a.shop_id = ${shopId} and a.state = 'pending' and a.topic = any(${ALONE})
        ))
        and shop_id = ${shopId} and state = 'pending' and next_attempt_at <= ${now}
      order by inbox_id limit ${limit} for update skip locked
    )
    select inbox_id as "inboxId", topic, webhook_id as "webhookId", api_version as "apiVersion",
      coalesce(triggered_at, received_at) as "triggeredAt", received_at as "receivedAt", attempts, body
    from (select *, sum(octet_length(body)) over (order by inbox_id) - octet_length(body) as bytes_before from due) counted
    where bytes_before < ${MOST_CLAIMED_BYTES} order by inbox_id
  `.execute(tx);
  return rows;
}

/** Records what became of claimed rows. Done ones drop their body; a row that no longer exists (its shop was erased) is no error. */
export async function settle(tx: Db, shopId: number, settlements: readonly Settlement[], now: Date): Promise<void> {
  const done = settlements.flatMap((item) => (item.outcome === "done" ? [item.inboxId] : []));
  if (done.length > 0) {
    await sql`
      update webhook_inbox set state = 'done', body = null, error = null, issues = null, processed_at = ${now}
      where shop_id = ${shopId} and inbox_id = any(${ids(done)})
    `.execute(sending(tx));
  }
  const problems = settlements.flatMap((item) =>
    item.outcome === "problem" ? [{ inbox_id: item.inboxId, issues: item.issues }] : [],
  );
  if (problems.length > 0) {
    await sql`
      update webhook_inbox i set state = 'problem', issues = t.issues, error = null, attempts = i.attempts + 1, processed_at = ${now}
      from ${recordset(problems)} as t(inbox_id bigint, issues jsonb)
      where i.shop_id = ${shopId} and i.inbox_id = t.inbox_id
    `.execute(sending(tx));
  }
  const failures = settlements.flatMap((item) =>
    item.outcome === "failed" ? [{ inbox_id: item.inboxId, error: item.error.slice(0, 500) }] : [],
  );
  if (failures.length > 0) {
    // Written after the batch was rolled back: another worker may have done the row meanwhile, and then it stays done.
    // 5, 10, 20 … seconds, at most an hour apart: twelve attempts span about four hours, as Shopify's own retries do.
    await sql`
      update webhook_inbox i set
        attempts = i.attempts + 1, error = t.error,
        state = case when i.attempts + 1 >= ${MAX_ATTEMPTS} then 'problem' else 'pending' end,
        processed_at = case when i.attempts + 1 >= ${MAX_ATTEMPTS} then ${now}::timestamptz end,
        next_attempt_at = ${now}::timestamptz + ${backoffSql(sql`i.attempts + 1`, 5 * SECOND_MS, HOUR_MS)}
      from ${recordset(failures)} as t(inbox_id bigint, error text)
      where i.shop_id = ${shopId} and i.inbox_id = t.inbox_id and i.state = 'pending'
    `.execute(sending(tx));
  }
}

export type Problem = {
  inboxId: bigint;
  topic: string;
  webhookId: string;
  receivedAt: Date;
  attempts: number;
  error: string | null;
  issues: Issue[];
  /** The first 20,000 bytes of the body as text, for the merchant's eyes only. */
  body: string;
};

/** Webhooks that could not be given meaning, newest first. `before` is the last inboxId of the page before. */
export async function listProblems(db: Db, shopId: number, page: { limit: number; before?: bigint | null }): Promise<Problem[]> {
  const { rows } = await sql<Omit<Problem, "body"> & { body: Buffer }>`
    select inbox_id as "inboxId", topic, webhook_id as "webhookId", received_at as "receivedAt", attempts, error,
      coalesce(issues, '[]'::jsonb) as issues, substring(coalesce(body, ''::bytea) from 1 for 20000) as body
    from webhook_inbox
    where shop_id = ${shopId} and state = 'problem' and (${page.before ?? null}::bigint is null or inbox_id < ${page.before ?? null}::bigint)
    order by inbox_id desc limit ${page.limit}
  `.execute(db);
  return rows.map((row) => ({ ...row, body: row.body.toString("utf8") }));
}

export async function countProblems(db: Db, shopId: number): Promise<number> {
  const { rows } = await sql<{ problems: number }>`
    select count(*)::int as problems from webhook_inbox where shop_id = ${shopId} and state = 'problem'
  `.execute(db);
  return rows[0]?.problems ?? 0;
}

/** Gives problems another try, at once and with a fresh count. Null means all of the shop's. @returns how many */
export async function replay(db: Db, shopId: number, inboxIds: readonly bigint[] | null, now: Date): Promise<number> {
  const result = await sql`
    update webhook_inbox set state = 'pending', attempts = 0, next_attempt_at = ${now}, error = null, issues = null, processed_at = null
    where shop_id = ${shopId} and state = 'problem' and body is not null
      and (${inboxIds === null} or inbox_id = any(${ids(inboxIds ?? [])}))
  `.execute(db);
  return Number(result.numAffectedRows ?? 0n);
}

/** Lets problems go for good; the row stays a while, so that a late duplicate is still one. @returns how many */
export async function discard(db: Db, shopId: number, inboxIds: readonly bigint[], now: Date): Promise<number> {
  const note = stringifyJson([{ path: "", message: "was discarded" }]);
  const result = await sql`
    update webhook_inbox set state = 'done', body = null, error = null, issues = ${note}::jsonb, processed_at = ${now}
    where shop_id = ${shopId} and state = 'problem' and inbox_id = any(${ids(inboxIds)})
  `.execute(db);
  return Number(result.numAffectedRows ?? 0n);
}

/** The webhook of all shops that waits longest, and how many wait: what an operator looks at first. Null when none does. */
export async function oldestPending(db: Db): Promise<{ shopId: number; receivedAt: Date; pending: number } | null> {
  const { rows } = await sql<{ shopId: number; receivedAt: Date; pending: number }>`
    select shop_id as "shopId", received_at as "receivedAt", (count(*) over ())::int as pending
    from webhook_inbox where state = 'pending' order by received_at limit 1
  `.execute(db);
  return rows[0] ?? null;
}

/**
 * Deletes rows that were done 14 days ago (Shopify repeats an event for hours, at most a day late) and rows that slipped in while their shop was
 * being erased. @returns how many
 */
export async function cleanUp(db: Db, now: Date, limit = 10_000): Promise<number> {
  const old = await sql`
    delete from webhook_inbox where (shop_id, inbox_id) in (
      select shop_id, inbox_id from webhook_inbox where state = 'done' and processed_at < ${plusMs(now, -KEEP_DONE_MS)} limit ${limit}
    )
  `.execute(db);
  const orphans = await sql`
    delete from webhook_inbox i where i.received_at < ${plusMs(now, -60 * SECOND_MS)} and not exists (select 1 from shops s where s.shop_id = i.shop_id)
  `.execute(db);
  return Number((old.numAffectedRows ?? 0n) + (orphans.numAffectedRows ?? 0n));
}
