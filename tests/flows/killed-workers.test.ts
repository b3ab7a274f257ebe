import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, it } from "vitest";

import { fireDue } from "../../app/flows/runs/fire.server.ts";
import { factSources } from "../../app/jobs/loops/fact-sources.server.ts";
import { age } from "../../app/jobs/loops/time-loops.server.ts";
import { DAY_MS, MINUTE_MS, plusMs } from "../../app/lib/time.ts";
import { openSmtp } from "../../app/messages/channels/email/smtp.server.ts";
import { sendDue } from "../../app/messages/sending/send-due.server.ts";
import { stageCustomer, startMailServer, type MailServer } from "../messages/stage.ts";
import { useDatabase } from "../support/database.ts";
import { addFlow, email } from "../support/flows.ts";
import { SEED } from "../support/seed-value.ts";
import { emailsBy } from "../support/transports.ts";
import { due, start, useFlows } from "./flow-stage.ts";

const database = useDatabase();
const stage = useFlows(database);
const PEOPLE = 40n;

let server: MailServer;
beforeAll(async () => {
  server = await startMailServer();
});
afterAll(() => server.stop());

/** How much has been done: steps planned, given and sent. */
async function done(): Promise<number> {
  const { rows } = await sql<{ done: number }>`
    select ((select count(*) from flow_effects) + (select count(*) from flow_effects where done_at is not null)
      + (select count(*) from messages) + (select count(*) from messages where state <> 'queued'))::int as done
  `.execute(database.db);
  return rows[0]?.done ?? 0;
}

/** Lets a worker do so much, and kills it (-9) in the midst of what comes next; it may be through before. */
async function killWorkerAfter(much: number, now: Date): Promise<void> {
  const before = await done();
  const worker = spawn(process.execPath, [join(import.meta.dirname, "worker.process.ts")], {
    env: { ...process.env, DATABASE_URL: database.url, SMTP_URL: server.url, WORKER_NOW: now.toISOString() },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const ended = once(worker, "exit");
  while (worker.exitCode === null && (await done()) < before + much) await new Promise(setImmediate);
  worker.kill("SIGKILL");
  await ended;
}

async function finish(now: Date): Promise<void> {
  const smtp = openSmtp(server.url);
  for (let more = 1; more > 0;) {
    more = (await fireDue(database.db, now, 100)) + (await age("flow-effects", () => now));
    more += await sendDue(database.db, () => now, 50, factSources, emailsBy(smtp));
  }
  smtp.close();
}

it("workers that are killed (-9) at random give and send nothing twice, and leave nothing undone (issue 9, must show 1)", async () => {
  const give = (id: string, points: number) => ({ kind: "points" as const, id, points });
  const wait = { kind: "wait" as const, id: "w", wait: { days: 2 } };
  const steps = [give("g1", 10), email("m1"), wait, give("g2", 5), email("m2")];
  stage.flowId = await addFlow(database.db, stage.shop, { trigger: { kind: "lapsed", days: 90 }, steps }, start);
  for (let id = 1n; id <= PEOPLE; id += 1n) await stageCustomer(database.db, stage.shop, id, { lastOrderAt: start });
  await stage.switchOn();
  const drawn = fc.sample(fc.integer({ min: 1, max: 55 }), { numRuns: 6, ...(SEED === null ? {} : { seed: SEED }) });
  for (const [at, much] of drawn.entries()) {
    const day = plusMs(due, at < 3 ? 0 : 2 * DAY_MS);
    await killWorkerAfter(much, plusMs(day, at * 11 * MINUTE_MS));
    if (at === 2 || at === 5) await finish(plusMs(day, 90 * MINUTE_MS));
  }
  await finish(plusMs(due, 2 * DAY_MS + 120 * MINUTE_MS));

  const { rows: runs } = await sql`select end_reason, count(*)::int as runs from flow_runs group by 1`.execute(database.db);
  expect(runs).toEqual([{ end_reason: "completed", runs: Number(PEOPLE) }]);
  const { rows: points } = await sql`
    select points::int, count(*)::int as times, count(distinct customer_id)::int as customers from ledger_entries where shop_id = ${stage.shop.shopId} group by 1 order by 1
  `.execute(database.db);
  expect(points).toEqual([
    { points: 5, times: Number(PEOPLE), customers: Number(PEOPLE) },
    { points: 10, times: Number(PEOPLE), customers: Number(PEOPLE) },
  ]);
  // Each email is in the mailbox once; or it is told that nobody knows, and then at most once.
  const { rows: messages } = await sql<{ state: string; reason: string | null; messages: number }>`
    select state, reason, count(*)::int as messages from messages where shop_id = ${stage.shop.shopId} group by 1, 2 order by 1 desc
  `.execute(database.db);
  expect(messages.map(({ state, reason }) => [state, reason])).toEqual(
    [
      ["sent", null],
      ["failed", "unknown-outcome"],
    ].slice(0, messages.length),
  );
  expect(messages.reduce((sum, one) => sum + one.messages, 0)).toBe(2 * Number(PEOPLE));
  const ids = (await server.emails()).map(({ messageId }) => messageId);
  expect(new Set(ids).size).toBe(ids.length);
  const [sent = 0, unknown = 0] = messages.map((one) => one.messages);
  expect(ids.length).toBeGreaterThanOrEqual(sent);
  expect(ids.length).toBeLessThanOrEqual(sent + unknown);
  console.info(`killed workers: ${drawn.length}, after ${drawn.join(", ")} steps; ${sent} emails sent, ${unknown} unknown`);
}, 120_000);
