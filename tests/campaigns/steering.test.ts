import { sql } from "kysely";
import { describe, expect, it } from "vitest";

import {
  createCampaign,
  deleteDraft,
  findCampaign,
  readResult,
  saveCampaign,
  steer,
} from "../../app/campaigns/campaigns.server.ts";
import { NO_PLAN } from "../../app/campaigns/plan.ts";
import { listOverdue } from "../../app/campaigns/watch.server.ts";
import { isHeldOut } from "../../app/campaigns/work/audience.server.ts";
import { workCampaigns } from "../../app/campaigns/work/work.server.ts";
import { changeSendingRules } from "../../app/actions/merchant/change-sending-rules.server.ts";
import { factSources } from "../../app/jobs/loops/fact-sources.server.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS, plusMs } from "../../app/lib/time.ts";
import { archive } from "../../app/messages/content/store/emails.server.ts";
import { sendDue } from "../../app/messages/sending/send-due.server.ts";
import { DEFAULT_RULES } from "../../app/messages/timing/sending-rules.ts";
import { change } from "../../app/pipeline/change.server.ts";
import { createDefaults } from "../../app/segments/segments.server.ts";
import { stageShop } from "../messages/stage.ts";
import { useDatabase } from "../support/database.ts";
import { emailsBy } from "../support/transports.ts";
import { BY, idsTo, noon, useCampaigns } from "./campaign-stage.ts";

const database = useDatabase();
const stage = useCampaigns(database);
const minutes = (count: number) => plusMs(noon, count * MINUTE_MS);
const merge = (goneId: bigint, keptId: bigint) =>
  change(
    stage.shop,
    () => Promise.resolve({ result: null, facts: [{ kind: "customers-merged", keptId, goneId, at: noon }] }),
    () => noon,
  );
/** A segment that all customers are in. @returns its id */
async function everybody(): Promise<number> {
  const { shopId } = stage.shop;
  await createDefaults(shopId, "en", noon);
  const { rows } = await sql<{ segment_id: number }>`
    select segment_id from segments where shop_id = ${shopId} limit 1
  `.execute(database.db);
  const segmentId = rows[0]?.segment_id ?? 0;
  await sql`
    insert into segment_members (shop_id, segment_id, customer_id, entered_at)
    select shop_id, ${segmentId}, customer_id, ${noon} from customers where shop_id = ${shopId}
  `.execute(database.db);
  return segmentId;
}
const duplicates = (addresses: readonly string[]) => addresses.length - new Set(addresses).size;

describe("two at once", () => {
  it("of two who send a campaign at the same moment one does, and the other is told", async () => {
    await stage.people(idsTo(20));
    const campaignId = await stage.draft();
    const send = () => steer(database.db, stage.shop, campaignId, { step: "schedule", seen: 1 }, BY, noon);
    const answers = await Promise.all([send(), send(), send(), send()]);
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    expect(answers.filter((one) => !one.ok && one.reason === "changed")).toHaveLength(3);
    await stage.run(noon);
    expect(await stage.mailbox()).toHaveLength(20);
  });

  it("of two who edit a draft the second is shown what the first has saved", async () => {
    const campaignId = await stage.draft();
    const save = (name: string) =>
      saveCampaign(database.db, stage.shop.shopId, campaignId, { name, plan: NO_PLAN, seen: 1 }, BY, noon);
    expect(await save("Erste")).toMatchObject({ ok: true, campaign: { revision: 2 } });
    expect(await save("Zweite")).toMatchObject({ ok: false, reason: "changed", other: { name: "Erste", revision: 2 } });
    expect(await stage.find(campaignId)).toMatchObject({ name: "Erste" });
  });

  it("workers share a campaign, and each recipient gets it once", async () => {
    await stage.people(idsTo(600));
    const campaignId = await stage.start();
    const worker = async () => {
      for (let done = 1; done > 0;) {
        done = await workCampaigns(database.db, () => noon);
        done += await sendDue(database.db, () => noon, 50, factSources, emailsBy(stage.smtp));
      }
    };
    await Promise.all([worker(), worker(), worker(), worker()]);
    await stage.run(minutes(1));
    await stage.run(minutes(2));
    const mailbox = await stage.mailbox();
    expect([mailbox.length, duplicates(mailbox)]).toEqual([600, 0]);
    expect(await stage.find(campaignId)).toMatchObject({ state: "finished" });
  });

  it("paused, resumed and cancelled while it is sent, nobody gets two and everybody is accounted for", async () => {
    await stage.people(idsTo(400));
    const campaignId = await stage.start();
    const merchant = async () => {
      for (const step of ["pause", "resume", "pause", "resume", "pause", "resume", "cancel"] as const) {
        await Promise.all([stage.step(campaignId, step), stage.step(campaignId, step)]);
        await sendDue(database.db, () => noon, 10, factSources, emailsBy(stage.smtp));
      }
      // What a worker has changed in the same moment is shown to the merchant first, who presses again.
      for (let again = 0; again < 5 && (await stage.find(campaignId)).state !== "cancelled"; again += 1)
        await stage.step(campaignId, "cancel");
    };
    const worker = async () => {
      // With the merchant's 370 at most, so that there is something left to cancel, however slow the merchant is.
      for (let turn = 0; turn < 15; turn += 1) {
        await workCampaigns(database.db, () => noon);
        await sendDue(database.db, () => noon, 10, factSources, emailsBy(stage.smtp));
      }
    };
    await Promise.all([merchant(), worker(), worker()]);
    await stage.run(minutes(10));
    await stage.run(plusMs(noon, 4 * HOUR_MS));
    expect(await stage.find(campaignId)).toMatchObject({ state: "cancelled" });
    const mailbox = await stage.mailbox();
    const tally = await stage.tally(campaignId);
    expect(duplicates(mailbox)).toBe(0);
    expect(tally).toMatchObject({ waiting: 0, sent: mailbox.length, failed: 0 });
    expect(tally.sent + tally.notSent).toBe(tally.audience);
    expect((await stage.outcomes(campaignId)).every((line) => /^(sent|not-sent cancelled) /.test(line))).toBe(true);
  });
});

describe("a campaign that is paused", () => {
  it("sends nothing for as long as that is, and everybody gets it afterwards", async () => {
    await stage.people(idsTo(100));
    const campaignId = await stage.start();
    // In the outbox, and not yet on its way.
    await workCampaigns(database.db, () => noon);
    await workCampaigns(database.db, () => noon);
    await stage.step(campaignId, "pause");
    // Longer than any message waits, hour by hour as the sender asks.
    for (let hour = 0; hour < 24 * 5; hour += 4) await stage.run(plusMs(noon, hour * HOUR_MS));
    expect(await stage.mailbox()).toEqual([]);
    expect(await stage.outcomes(campaignId)).toEqual(["waiting campaign-paused 100"]);
    const later = plusMs(noon, 5 * DAY_MS);
    await stage.step(campaignId, "resume", later);
    await stage.run(later);
    await stage.run(plusMs(later, MINUTE_MS));
    expect(await stage.tally(campaignId)).toMatchObject({ audience: 100, sent: 100 });
    expect(await stage.find(campaignId)).toMatchObject({ state: "finished" });
  });

  it("before it began begins when it is resumed, at its own time or at once", async () => {
    await stage.people([1n]);
    const timing = { kind: "at", day: "2026-06-11", time: "12:00" } as const;
    for (const [resumed, begins] of [
      [plusMs(noon, HOUR_MS), plusMs(noon, DAY_MS)],
      [plusMs(noon, 26 * HOUR_MS), plusMs(noon, 26 * HOUR_MS)],
    ] as const) {
      const campaignId = await stage.start({ timing });
      await stage.step(campaignId, "pause");
      await stage.step(campaignId, "resume", resumed);
      expect(await stage.find(campaignId)).toMatchObject({ state: "scheduled", startsAt: begins });
    }
  });

  it("can be planned anew as long as nobody has got it", async () => {
    await stage.people([1n]);
    const scheduled = await stage.start({ timing: { kind: "at", day: "2026-06-12", time: "10:00" } });
    expect(await stage.step(scheduled, "unschedule")).toMatchObject({ ok: true, campaign: { state: "draft", startsAt: null } });
    const begun = await stage.start();
    await stage.run(noon);
    await stage.step(begun, "pause");
    expect(await stage.step(begun, "unschedule")).toMatchObject({ ok: false, reason: "changed" });
    expect(await deleteDraft(database.db, stage.shop.shopId, begun)).toBe(false);
    expect(await deleteDraft(database.db, stage.shop.shopId, scheduled)).toBe(true);
  });
});

describe("what has changed since a campaign was planned", () => {
  it("an email that was put away pauses it, and nothing leaves", async () => {
    await stage.people([1n]);
    const campaignId = await stage.start({ timing: { kind: "at", day: "2026-06-11", time: "12:00" } });
    await archive(stage.shop.shopId, 1, noon);
    await stage.run(plusMs(noon, DAY_MS));
    expect(await stage.find(campaignId)).toMatchObject({ state: "paused", problem: "email-gone", begunAt: null });
    expect(await stage.mailbox()).toEqual([]);
  });

  it("an email that is put away while it is sent goes to all the same", async () => {
    await stage.people(idsTo(30));
    await stage.start();
    await workCampaigns(database.db, () => noon);
    await archive(stage.shop.shopId, 1, noon);
    await stage.run(noon);
    expect(await stage.mailbox()).toHaveLength(30);
  });

  it("a segment that is gone pauses it, before it begins and while its audience is written", async () => {
    await stage.people([1n]);
    await createDefaults(stage.shop.shopId, "en", noon);
    const { rows } = await sql<{ segment_id: number }>`
      select segment_id from segments where shop_id = ${stage.shop.shopId} order by segment_id limit 1
    `.execute(database.db);
    const audience = { kind: "segment", segmentId: rows[0]?.segment_id ?? 0 } as const;
    const [early, late] = [await stage.start({ audience }), await stage.start({ audience })];
    await workCampaigns(database.db, () => noon);
    const waiting = await stage.start({ audience });
    await sql`delete from segments where shop_id = ${stage.shop.shopId}`.execute(database.db);
    await stage.run(noon);
    for (const campaignId of [early, late, waiting])
      expect(await stage.find(campaignId)).toMatchObject({ state: "paused", problem: "segment-gone" });
    expect(await stage.mailbox()).toEqual([]);
  });

  it("a legal notice that was taken out pauses it", async () => {
    await stage.people([1n]);
    const campaignId = await stage.start();
    await sql`update shop_settings set imprint = '' where shop_id = ${stage.shop.shopId}`.execute(database.db);
    await stage.run(noon);
    expect(await stage.find(campaignId)).toMatchObject({ state: "paused", problem: "no-sender" });
  });

  it("a day that has passed, as after an outage, pauses it: the merchant decides whether it is still news", async () => {
    await stage.people([1n]);
    const campaignId = await stage.start();
    const late = plusMs(noon, DAY_MS);
    await stage.run(late);
    expect(await stage.find(campaignId)).toMatchObject({ state: "paused", problem: "too-late" });
    await stage.step(campaignId, "resume", late);
    await stage.run(late);
    expect(await stage.mailbox()).toHaveLength(1);
  });

  it("a day in which nobody was at work pauses one that has begun, too", async () => {
    await stage.people(idsTo(3));
    const campaignId = await stage.start({ timing: { kind: "local", day: "2026-06-10", hour: 20 } });
    await stage.run(noon);
    expect((await stage.find(campaignId)).state).toBe("sending");
    const late = plusMs(noon, 30 * DAY_MS);
    await stage.run(late);
    expect(await stage.find(campaignId)).toMatchObject({ state: "paused", problem: "too-late" });
    expect(await stage.mailbox()).toEqual([]);
    await stage.step(campaignId, "resume", late);
    await stage.run(late);
    expect(await stage.mailbox()).toHaveLength(3);
  });

  it("a limit that the merchant lifts is waited for no more", async () => {
    await stage.people([1n]);
    await stage.start();
    await stage.run(noon);
    const second = await stage.start({}, minutes(1));
    await stage.run(minutes(1));
    expect(await stage.outcomes(second)).toEqual(["waiting frequency-cap 1"]);
    await changeSendingRules(stage.shop.shopId, { ...DEFAULT_RULES, capHours: 0 }, false, minutes(2));
    await stage.run(minutes(3));
    expect(await stage.outcomes(second)).toEqual(["sent 1"]);
  });
});

describe("who a campaign goes to", () => {
  it("everybody is who has consented; of a segment and a tier all are accounted for", async () => {
    await stage.people([1n, 2n]);
    await stage.people([3n], { consent: "not_subscribed" });
    await createDefaults(stage.shop.shopId, "en", noon);
    const { shopId } = stage.shop;
    const { rows } = await sql<{ segment_id: number }>`select segment_id from segments where shop_id = ${shopId} limit 1`.execute(
      database.db,
    );
    const segmentId = rows[0]?.segment_id ?? 0;
    await sql`
      insert into segment_members (shop_id, segment_id, customer_id, entered_at) values (${shopId}, ${segmentId}, 2, ${noon}), (${shopId}, ${segmentId}, 3, ${noon})
    `.execute(database.db);
    await sql`insert into members (shop_id, customer_id, tier) values (${shopId}, 1, 'gold'), (${shopId}, 2, 'silver')`.execute(
      database.db,
    );
    const outcomesOf = async (audience: Parameters<typeof stage.start>[0]) => {
      const campaignId = await stage.start(audience);
      await workCampaigns(database.db, () => noon);
      await workCampaigns(database.db, () => noon);
      return stage.outcomes(campaignId);
    };
    expect(await outcomesOf({ audience: { kind: "everyone" } })).toEqual(["waiting 2"]);
    expect(await outcomesOf({ audience: { kind: "segment", segmentId } })).toEqual(["not-sent no-consent 1", "waiting 1"]);
    expect(await outcomesOf({ audience: { kind: "tier", tier: "gold" } })).toEqual(["waiting 1"]);
  });

  it("a share gets nothing, to compare, and is told", async () => {
    await stage.people(idsTo(400));
    const campaignId = await stage.start({ holdout: 25 });
    await stage.run(noon);
    const { sent, notSent } = await stage.tally(campaignId);
    expect(await stage.outcomes(campaignId)).toEqual([`not-sent holdout ${notSent}`, `sent ${sent}`]);
    expect(notSent).toBeGreaterThan(60);
    expect(notSent).toBeLessThan(140);
  });

  it.each([
    ["both wait", 0],
    ["one has got it", 1],
  ])("two who become one get it once: %s", async (_, sentBefore) => {
    await stage.people([1n, 2n]);
    const campaignId = await stage.start();
    await workCampaigns(database.db, () => noon);
    await workCampaigns(database.db, () => noon);
    if (sentBefore > 0) await sendDue(database.db, () => noon, sentBefore, factSources, emailsBy(stage.smtp));
    await merge(1n, 2n);
    await stage.run(minutes(5));
    await stage.run(minutes(6));
    expect(await stage.mailbox()).toHaveLength(1);
    expect(await stage.find(campaignId)).toMatchObject({ state: "finished" });
    expect(await stage.tally(campaignId)).toMatchObject({ audience: 1, sent: 1 });
  });

  it("two who become one while one's email is being handed over get no other", async () => {
    await stage.people([1n, 2n]);
    await stage.start();
    await workCampaigns(database.db, () => noon);
    await workCampaigns(database.db, () => noon);
    const handedOver = stage.smtp.send.bind(stage.smtp);
    let merging: Promise<unknown> | null = null;
    stage.smtp.send = async (content) => {
      await (merging ??= merge(1n, 2n));
      return handedOver(content);
    };
    await sendDue(database.db, () => noon, 1, factSources, emailsBy(stage.smtp));
    // Also not when the cap is over.
    for (const hours of [0, 16, 24]) await stage.run(minutes(60 * hours + 5));
    expect(await stage.mailbox()).toEqual(["c1@example.com"]);
  });

  it("two who become one are one in the figures of a campaign that is over, in the list as on its page", async () => {
    await stage.people([1n, 2n, 3n]);
    await stage.people([4n], { consent: "unsubscribed" });
    const campaignId = await stage.start({ audience: { kind: "segment", segmentId: await everybody() } });
    await stage.run(noon);
    await stage.run(minutes(1));
    expect(await readResult(database.db, stage.shop.shopId, campaignId)).toMatchObject({ audience: 4, sent: 3, notSent: 1 });
    for (const goneId of [1n, 4n]) await merge(goneId, 2n);
    const tally = { audience: 2, waiting: 0, sent: 2, notSent: 0, failed: 0 };
    expect(await readResult(database.db, stage.shop.shopId, campaignId)).toEqual(tally);
    expect(await stage.tally(campaignId)).toEqual(tally);
  });

  it("whose lot was to get nothing keeps it when somebody else's waiting email becomes theirs", async () => {
    const ids = idsTo(40);
    await stage.people(ids);
    const campaignId = await stage.start({ holdout: 50 });
    await workCampaigns(database.db, () => noon);
    await workCampaigns(database.db, () => noon);
    const held = (id: bigint) => isHeldOut(campaignId, 50, id);
    const keptId = ids.find((id) => held(id)) ?? 0n;
    const goneId = ids.find((id) => !held(id)) ?? 0n;
    await merge(goneId, keptId);
    await stage.run(minutes(5));
    await stage.run(minutes(6));
    const mailbox = await stage.mailbox();
    expect(mailbox).not.toContain(`c${keptId}@example.com`);
    expect(mailbox).not.toContain(`c${goneId}@example.com`);
    expect(mailbox).toHaveLength(ids.filter((id) => !held(id)).length - 1);
  });
});

describe("another shop's campaign", () => {
  it("is none: it is neither found, changed, steered nor thrown away", async () => {
    const other = await stageShop(database.db, plusMs(noon, -400 * DAY_MS));
    const campaignId = await createCampaign(database.db, other.shopId, { name: "Fremd", plan: NO_PLAN }, BY, noon);
    const { shopId } = stage.shop;
    const id = campaignId ?? 0;
    expect(await findCampaign(database.db, shopId, id)).toBeNull();
    expect(await saveCampaign(database.db, shopId, id, { name: "Mein", plan: NO_PLAN, seen: 1 }, BY, noon)).toEqual({
      ...{ ok: false, reason: "gone" },
    });
    expect(await steer(database.db, stage.shop, id, { step: "schedule", seen: 1 }, BY, noon)).toEqual({
      ok: false,
      reason: "gone",
    });
    expect(await deleteDraft(database.db, shopId, id)).toBe(false);
    expect(await findCampaign(database.db, other.shopId, id)).toMatchObject({ name: "Fremd", state: "draft", revision: 1 });
  });
});

it("a watchdog names work that is overdue, and none that is not (flows 3)", async () => {
  const campaignId = await stage.start({ timing: { kind: "at", day: "2026-06-11", time: "12:00" } });
  const due = plusMs(noon, DAY_MS);
  expect(await listOverdue(database.db, plusMs(due, 4 * MINUTE_MS))).toEqual([]);
  expect(await listOverdue(database.db, plusMs(due, 6 * MINUTE_MS))).toEqual([
    { shopId: stage.shop.shopId, campaignId, dueAt: due },
  ]);
  await stage.run(plusMs(due, 7 * MINUTE_MS));
  expect(await listOverdue(database.db, plusMs(due, 8 * MINUTE_MS))).toEqual([]);
});
