import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

import { sql } from "kysely";
import { describe, expect, it } from "vitest";

import { obeyPrivacy } from "../../app/pipeline/forget.server.ts";
import { workCampaigns } from "../../app/campaigns/work/work.server.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS, plusMs } from "../../app/lib/time.ts";
import { enqueue } from "../../app/messages/outbox.server.ts";
import { saveRules } from "../../app/messages/timing/sending-rules.server.ts";
import { DEFAULT_RULES } from "../../app/messages/timing/sending-rules.ts";
import { suppress } from "../../app/messages/suppressions/suppress.server.ts";
import { refusal } from "../messages/stage.ts";
import { useDatabase } from "../support/database.ts";
import { idsTo, noon, useCampaigns } from "./campaign-stage.ts";

const database = useDatabase();
const stage = useCampaigns(database);

const minutes = (count: number) => plusMs(noon, count * MINUTE_MS);
const hours = (count: number) => plusMs(noon, count * HOUR_MS);
const twice = (addresses: readonly string[]) => addresses.filter((one, at) => addresses.indexOf(one) !== at);

describe("a campaign", () => {
  it("sends its email once to each of its audience, and is finished then", async () => {
    await stage.people(idsTo(120));
    await stage.people([500n], { consent: "not_subscribed" });
    const campaignId = await stage.start();
    await stage.run(noon);
    expect((await stage.mailbox()).sort()).toEqual(
      idsTo(120)
        .map((id) => `c${id}@example.com`)
        .sort(),
    );
    expect(await stage.find(campaignId)).toMatchObject({ state: "sending" });
    await stage.run(minutes(1));
    expect(await stage.find(campaignId)).toMatchObject({ state: "finished", endedAt: minutes(1) });
    expect(await stage.tally(campaignId)).toEqual({ audience: 120, waiting: 0, sent: 120, notSent: 0, failed: 0 });
  });

  it("resumed after the line dropped, by button and by itself, sends nobody two (flows 1)", async () => {
    await stage.people(idsTo(1_000));
    // After 240 each time the line goes dead: before an email is taken, and at every other time right after, without a word.
    let drops = 0;
    stage.behave = {
      onData: (taken) => {
        if (taken < (drops + 1) * 240 || drops === 4) return "take";
        drops += 1;
        return drops % 2 === 0 ? "take-and-hang-up" : "hang-up";
      },
    };
    const campaignId = await stage.start();
    let at = noon;
    for (let round = 0; round < 4; round += 1) {
      await stage.run(at);
      at = plusMs(at, MINUTE_MS);
      if (round % 2 === 0) {
        await stage.step(campaignId, "pause", at);
        await stage.run(plusMs(at, 3 * MINUTE_MS));
        await stage.step(campaignId, "resume", plusMs(at, 4 * MINUTE_MS));
      }
      at = plusMs(at, 5 * MINUTE_MS);
    }
    for (let hour = 1; hour < 6; hour += 1) await stage.run(plusMs(at, hour * HOUR_MS));
    const tally = await stage.tally(campaignId);
    const mailbox = await stage.mailbox();
    expect(drops).toBe(4);
    expect(twice(mailbox)).toEqual([]);
    expect(await stage.find(campaignId)).toMatchObject({ state: "finished" });
    expect(tally).toMatchObject({ audience: 1_000, waiting: 0, notSent: 0, sent: 1_000 - tally.failed });
    // Whoever is not in the mailbox has one entry "unknown outcome"; some who have one are there all the same, which nobody can know.
    const { rows } = await sql<{ recipient: string; state: string }>`
      select recipient, state from messages where shop_id = ${stage.shop.shopId}
    `.execute(database.db);
    const sent = rows.filter(({ state }) => state === "sent").map(({ recipient }) => recipient);
    expect(sent.filter((address) => !mailbox.includes(address))).toEqual([]);
    expect(mailbox.length - sent.length).toBeLessThanOrEqual(tally.failed);
    const failed = tally.failed === 0 ? [] : [`failed unknown-outcome ${tally.failed}`];
    expect(await stage.outcomes(campaignId)).toEqual([...failed, `sent ${tally.sent}`]);
  });

  it("goes on after its workers were killed while it waited for a limit, and is finished only with everybody (flows 2)", async () => {
    await stage.people(idsTo(300));
    await stage.people(idsTo(20, 1_001), { consent: "subscribed" });
    await saveRules(stage.shop.shopId, { ...DEFAULT_RULES, dailyLimit: 100 }, false, noon);
    await suppress(database.db, stage.shop.shopId, [
      { channel: "email", address: "c1001@example.com", reason: "complained", source: "merchant", at: noon },
    ]);
    const campaignId = await stage.start();
    for (let day = 0; day < 4; day += 1) {
      const at = plusMs(noon, day * DAY_MS);
      // Killed in the midst of it, and when the day's limit makes it wait: the next one goes on.
      await killWorkerAfter(at, 10);
      await killWorkerAfter(plusMs(at, 11 * MINUTE_MS), 60);
      await stage.run(plusMs(at, 22 * MINUTE_MS));
      await stage.run(plusMs(at, 40 * MINUTE_MS));
      const tally = await stage.tally(campaignId);
      expect(tally.sent + tally.failed).toBeLessThanOrEqual(100 * (day + 1));
      expect(tally.sent + tally.notSent + tally.failed + tally.waiting).toBe(tally.audience);
      if (tally.waiting > 0) expect(await stage.find(campaignId)).toMatchObject({ state: "sending" });
    }
    await stage.run(plusMs(noon, 4 * DAY_MS));
    const tally = await stage.tally(campaignId);
    expect(await stage.find(campaignId)).toMatchObject({ state: "finished" });
    expect(tally).toMatchObject({ audience: 320, waiting: 0, notSent: 1, sent: 319 - tally.failed });
    expect((await stage.outcomes(campaignId)).filter((line) => line.startsWith("not-sent"))).toEqual([
      "not-sent suppressed-complained 1",
    ]);
    expect(twice(await stage.mailbox())).toEqual([]);
  });

  it("starts within a minute of each zone's hour, and one that fails delays nobody (flows 3)", async () => {
    await stage.people([1n], { country: "AU", province: "WA" });
    await stage.people([2n, 3n]);
    await stage.people([4n], { country: "ES", province: "GC" });
    await stage.people([5n], { country: "US", province: "CA" });
    stage.behave = { refuse: (to) => (to === "c2@example.com" ? refusal(451, "Try again later") : null) };
    const evening = new Date("2026-06-09T22:00:00Z");
    const campaignId = await stage.start({ timing: { kind: "local", day: "2026-06-11", hour: 10 } }, evening);
    const left = new Map<string, string>();
    // Around each full hour of three days.
    for (const minute of idsTo(72, 0).flatMap((hour) => [-1, 0, 1].map((by) => Number(hour) * 60 + by))) {
      const at = plusMs(evening, minute * MINUTE_MS);
      await stage.run(at);
      for (const address of await stage.mailbox()) if (!left.has(address)) left.set(address, at.toISOString());
    }
    const ten = {
      ...{ "c1@example.com": "2026-06-11T02:00:00.000Z", "c3@example.com": "2026-06-11T08:00:00.000Z" },
      ...{ "c4@example.com": "2026-06-11T09:00:00.000Z", "c5@example.com": "2026-06-11T17:00:00.000Z" },
    };
    for (const [address, hour] of Object.entries(ten)) {
      const late = new Date(left.get(address) ?? 0).getTime() - new Date(hour).getTime();
      expect([address, late >= 0 && late <= MINUTE_MS]).toEqual([address, true]);
    }
    expect(left.size).toBe(4);
    expect(await stage.tally(campaignId)).toMatchObject({ audience: 5, sent: 4 });
  });

  it("reaches nobody who unsubscribed, bounced, complained or was erased after it was queued (flows 4)", async () => {
    await stage.people(idsTo(10));
    const campaignId = await stage.start();
    // Two turns: it begins, and its emails are in the outbox.
    await workCampaigns(database.db, () => noon);
    await workCampaigns(database.db, () => noon);
    expect(await stage.tally(campaignId)).toMatchObject({ audience: 10, waiting: 10 });
    const shopId = stage.shop.shopId;
    const bar = (id: number, reason: "bounced" | "complained" | "unsubscribed") =>
      suppress(database.db, shopId, [{ channel: "email", address: `c${id}@example.com`, reason, source: "provider", at: noon }]);
    await bar(1, "bounced");
    await bar(2, "complained");
    await bar(3, "unsubscribed");
    await sql`update customers set email_consent = 'unsubscribed' where shop_id = ${shopId} and customer_id = 4`.execute(
      database.db,
    );
    const erased = { kind: "customer-redacted", key: "r", customerId: 5n, email: "c5@example.com", at: noon } as const;
    await database.db.transaction().execute((tx) => obeyPrivacy(tx, stage.shop, [erased], noon));
    await stage.run(noon);
    await stage.run(minutes(1));
    expect((await stage.mailbox()).sort()).toEqual([10, 6, 7, 8, 9].map((id) => `c${id}@example.com`));
    expect(await stage.outcomes(campaignId)).toEqual([
      ...["not-sent no-consent 1", "not-sent redacted 1", "not-sent suppressed-bounced 1", "not-sent suppressed-complained 1"],
      ...["not-sent suppressed-unsubscribed 1", "sent 5"],
    ]);
    expect(await stage.find(campaignId)).toMatchObject({ state: "finished" });
  });
});

describe("the cap over everything that is advertising", () => {
  const flowMail = (customerId: bigint, at: Date) =>
    enqueue(
      database.db,
      stage.shop.shopId,
      [{ customerId, template: "win-back", data: {}, key: `flow:${customerId}:${at.getTime()}` }],
      at,
    );

  it("of 0 is none: three campaigns in an hour are three emails (flows 13)", async () => {
    await stage.people([1n]);
    await saveRules(stage.shop.shopId, { ...DEFAULT_RULES, capHours: 0 }, false, noon);
    for (const minute of [0, 20, 40]) {
      await stage.start({}, minutes(minute));
      await stage.run(minutes(minute));
    }
    expect(await stage.mailbox()).toHaveLength(3);
  });

  it("of 16 hours defers a second campaign, and does not skip it (flows 13)", async () => {
    await stage.people([1n]);
    await stage.start();
    await stage.run(noon);
    const second = await stage.start({}, hours(1));
    await stage.run(hours(1));
    expect(await stage.mailbox()).toHaveLength(1);
    expect(await stage.outcomes(second)).toEqual(["waiting frequency-cap 1"]);
    // Noon and 16 hours is four in the morning: it leaves at eight.
    await stage.run(plusMs(noon, 19 * HOUR_MS));
    expect(await stage.mailbox()).toHaveLength(1);
    await stage.run(plusMs(noon, 20 * HOUR_MS));
    expect(await stage.mailbox()).toHaveLength(2);
  });

  it("holds between a campaign and a flow, whichever comes first (flows 14)", async () => {
    await stage.people([1n, 2n]);
    // 9:00 in Berlin; the flow's email is due at 10:00.
    const nine = new Date("2026-06-10T07:00:00Z");
    await flowMail(2n, nine);
    await stage.run(nine);
    const campaignId = await stage.start({}, nine);
    await stage.run(nine);
    const ten = plusMs(nine, HOUR_MS);
    await flowMail(1n, ten);
    await stage.run(ten);
    expect((await stage.mailbox()).sort()).toEqual(["c1@example.com", "c2@example.com"]);
    expect(await stage.outcomes(campaignId)).toEqual(["sent 1", "waiting frequency-cap 1"]);
    const { rows } = await sql<{ due_at: Date; reason: string }>`
      select due_at, reason from messages where shop_id = ${stage.shop.shopId} and state = 'queued'
    `.execute(database.db);
    // 01:00 is night: 8:00.
    expect(rows).toEqual([{ due_at: new Date("2026-06-11T06:00:00Z"), reason: "frequency-cap" }]);
    await stage.run(new Date("2026-06-11T06:00:00Z"));
    expect(await stage.mailbox()).toHaveLength(4);
  });
});

/** Starts a worker, and kills it (-9) when the mail server has taken so many more emails. */
async function killWorkerAfter(at: Date, emails: number): Promise<void> {
  const { promise: reached, resolve: reach } = Promise.withResolvers<null>();
  const before = stage.server.raw.length;
  stage.behave = {
    onData: (taken) => {
      if (taken - before >= emails - 1) reach(null);
      return "take";
    },
  };
  const worker = spawn(process.execPath, [join(import.meta.dirname, "worker.process.ts")], {
    env: { ...process.env, DATABASE_URL: database.url, SMTP_URL: stage.server.url, WORKER_NOW: at.toISOString() },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const ended = once(worker, "exit");
  await Promise.race([reached, ended]);
  stage.behave = {};
  worker.kill("SIGKILL");
  await ended;
}
