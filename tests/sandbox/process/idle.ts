import { setTimeout as sleep } from "node:timers/promises";

import type pg from "pg";

import type { MovableClock } from "../clock.ts";
import type { Delivery } from "../delivery/delivery.ts";
import type { World } from "../world/types.ts";
import { nightsBetween, type Nights } from "./nights.ts";

/** What is still to be done, by kind; everything zero means idle. */
export type Pending = {
  undelivered: number;
  inbox: number;
  visits: number;
  timers: number;
  messages: number;
  campaigns: number;
  deliveries: number;
  segments: number;
  maturing: number;
  referrals: number;
  affiliates: number;
  rewards: number;
  programs: number;
  metafields: number;
  consent: number;
  privacy: number;
  backfills: number;
  reconciliations: number;
  jobs: number;
  bulkOperations: number;
};

export type Idleness = {
  readonly look: () => Promise<Pending>;
  /** How many webhooks the app has accepted but not yet given meaning. */
  readonly inboxLength: () => Promise<number>;
  /** When the next mail, campaign, flow step, version of the program or nightly comparison is due after this instant, or null. */
  readonly nextDue: (after: Date) => Promise<Date | null>;
  /** Lets the app run what the nights between two instants of the sandbox's clock would have run. */
  readonly nightsPassed: (from: Date, to: Date) => Promise<void>;
  /** Waits until nothing is left to do. @returns what was still pending when time ran out, or null */
  readonly waitForIdle: (timeoutMs: number) => Promise<Pending | null>;
};

const LOOK_EVERY_MS = 40;
/** A loop that was woken for what is due has seen it. It is woken again when that changes, or when it may have failed. */
const NUDGE_AGAIN_MS = 250;
/** Work that ends in the app may begin again in the stand-in (a webhook for what the app wrote), so one quiet look is not enough. */
const QUIET_LOOKS = 3;

/** Asked again and again: each connection plans them once, which would cost more than the asking. */
const named = (name: string, text: string, values: unknown[] = []) => ({ name, text, values });

/** The app's own queues, read from its tables (prisma/schema.prisma) as of the sandbox's clock. */
const DUE = `
  with shop as (select shop_id from shops where status = 'installed')
  select
    (select count(*) from webhook_inbox where state = 'pending' and next_attempt_at <= $1)::int as inbox,
    (select count(*) from visit_events join shop using (shop_id) where due_at <= $1)::int as visits,
    (select count(*) from flow_timers join shop using (shop_id) where due_at <= $1)::int as timers,
    (select count(*) from messages join shop using (shop_id)
      where (state = 'queued' and due_at <= $1) or state = 'sending')::int as messages,
    (select count(*) from campaigns join shop using (shop_id) where state in ('scheduled', 'sending') and next_at <= $1)::int as campaigns,
    (select count(*) from deliveries d join shop using (shop_id) join receivers r using (shop_id, receiver_id)
      where d.state = 'waiting' and d.due_at <= $1 and r.state = 'active' and (r.rest_until is null or r.rest_until <= $1))::int as deliveries,
    (select count(*) from segment_dues join shop using (shop_id) where next_eval_at <= $1)::int as segments,
    (select count(*) from ledger_accounts join shop using (shop_id) where next_change_at <= $1)::int as maturing,
    (select count(*) from referrals join shop using (shop_id) where look_at <= $1)::int as referrals,
    (select count(*) from affiliate_orders join shop using (shop_id) where look_at <= $1)::int
      + (select count(*) from affiliate_code_ends join shop using (shop_id) where due_at <= $1 or attempts > 0)::int
      + (select count(*) from affiliate_emails join shop using (shop_id) where due_at <= $1)::int as affiliates,
    (select count(*) from redemptions join shop using (shop_id)
      where next_attempt_at <= $1 or (state = 'issued' and expires_at <= $1) or state in ('reserved', 'releasing'))::int as rewards,
    (select count(*) from program_versions join shop using (shop_id) where effective_from <= $1 and activated_at is null)::int
      + (select count(*) from program_states join shop using (shop_id) where activated_at is null)::int as programs,
    (select count(*) from ledger_accounts join shop using (shop_id)
      where sync_due_at <= $1 or (sync_due_at is not null and sync_attempts > 0))::int as metafields,
    (select count(*) from backfills join shop using (shop_id) where state in ('waiting', 'running', 'reading'))::int as backfills,
    (select count(*) from consent_pushes join shop using (shop_id) where due_at <= $1 or claimed_until > $1 or problem = 'unreachable')::int as consent,
    (select count(*) from privacy_requests where completed_at is null)::int as privacy,
    (select count(*) from reconciliations join shop using (shop_id) where next_at <= $1)::int as reconciliations
`;
/** pg-boss measures by the database's own clock; its internal queues never rest. */
const JOBS = `
  select count(*)::int as jobs from pgboss.job
  where (state in ('created', 'retry') and start_after <= now() or state = 'active') and name not like '\\_\\_pgboss%'
`;

const INBOX = "select count(*)::int as waiting from webhook_inbox where state = 'pending'";

/** What has an hour of its own. Points and segments change at any minute and need no stop there. */
const NEXT_DUE = `
  with shop as (select shop_id from shops where status = 'installed')
  select least(
    (select min(due_at) from visit_events join shop using (shop_id) where due_at > $1),
    (select min(due_at) from flow_timers join shop using (shop_id) where due_at > $1),
    (select min(due_at) from messages join shop using (shop_id) where state = 'queued' and due_at > $1),
    (select min(next_at) from campaigns join shop using (shop_id) where state in ('scheduled', 'sending') and next_at > $1),
    (select min(effective_from) from program_versions join shop using (shop_id) where effective_from > $1),
    (select min(next_at) from reconciliations join shop using (shop_id) where span = 'wide' and next_at > $1)
  ) as due_at
`;

type Counts = Omit<Pending, "undelivered" | "jobs" | "bulkOperations">;

/** @param tell lets Shopify say what it has not said yet of who is in its segments */
export function createIdleness(
  pool: pg.Pool,
  {
    world,
    delivery,
    clock,
    nights,
    tell,
  }: { world: World; delivery: Delivery; clock: MovableClock; nights: Nights; tell: () => void },
): Idleness {
  const jobs = async (): Promise<number> => {
    try {
      return (await pool.query<{ jobs: number }>(named("jobs", JOBS))).rows[0]?.jobs ?? 0;
    } catch (error) {
      // The engine makes its tables on first use.
      if (["42P01", "3F000"].includes((error as { code?: string }).code ?? "")) return 0;
      throw error;
    }
  };

  const look = async (): Promise<Pending> => {
    tell();
    const [due, waitingJobs] = await Promise.all([pool.query<Counts>(named("due", DUE, [clock.now()])), jobs()]);
    const counts = due.rows[0];
    if (counts === undefined) throw new Error("The database answered nothing");
    return { undelivered: delivery.undelivered(), ...counts, jobs: waitingJobs, bulkOperations: runningBulkOperations(world) };
  };

  return {
    look,
    inboxLength: async () => {
      const { rows } = await pool.query<{ waiting: number }>(named("inbox", INBOX));
      return rows[0]?.waiting ?? 0;
    },
    nextDue: async (after) =>
      (await pool.query<{ due_at: Date | null }>(named("next-due", NEXT_DUE, [after]))).rows[0]?.due_at ?? null,
    nightsPassed: async (from, to) => {
      for (const jobs of nightsBetween(from, to)) await nights.run(jobs);
    },
    waitForIdle: async (timeoutMs) => {
      const deadline = performance.now() + timeoutMs;
      let nudged = { at: -Infinity, seen: "" };
      for (let quiet = 0; ;) {
        const pending = await look();
        const seen = describePending(pending);
        quiet = seen === "" ? quiet + 1 : 0;
        if (quiet >= QUIET_LOOKS) return null;
        if (performance.now() > deadline) return pending;
        // The engine looks for what is due once a minute of the machine's, which may be weeks of the sandbox's.
        if (pending.reconciliations > 0 && pending.jobs === 0) await nights.run(["watch-reconciliations"]);
        // One loop's work is often the next one's; nobody who waits for quiet wants to wait for their turns.
        if (quiet === 0 && (seen !== nudged.seen || performance.now() > nudged.at + NUDGE_AGAIN_MS)) {
          clock.nudge();
          nudged = { at: performance.now(), seen };
        }
        await sleep(LOOK_EVERY_MS);
      }
    },
  };
}

function runningBulkOperations(world: World): number {
  let running = 0;
  for (const shop of world.shops.values()) {
    for (const { status } of shop.bulkOperations.values()) if (status === "CREATED" || status === "RUNNING") running += 1;
  }
  return running;
}

/** "3 inbox, 1 timers": for messages about what kept the sandbox busy. */
export function describePending(pending: Pending): string {
  return Object.entries(pending)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${count} ${name}`)
    .join(", ");
}
