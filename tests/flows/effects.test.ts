import { sql } from "kysely";
import { describe, expect, it } from "vitest";

import type { DefinitionInput } from "../../app/flows/definition/definition.ts";
import { fireDue } from "../../app/flows/runs/fire.server.ts";
import { age } from "../../app/jobs/loops/time-loops.server.ts";
import { factSources } from "../../app/jobs/loops/fact-sources.server.ts";
import { noteTriggerUse } from "../../app/deliveries/shopify-flow/usage.server.ts";
import { DAY_MS, plusMs } from "../../app/lib/time.ts";
import { DEFAULT_BRAND } from "../../app/messages/content/brand/brand.ts";
import { compile } from "../../app/messages/content/compile/compile.server.ts";
import { sendDue } from "../../app/messages/sending/send-due.server.ts";
import { readAccount } from "../../app/points/accounts.server.ts";
import { giftFacts } from "../../app/rewards/message-facts/message-facts.server.ts";
import { give } from "../../app/rewards/redemptions/taking/give.server.ts";
import type { GiftQuestion } from "../../app/messages/templates/facts.ts";
import { createReward } from "../../app/rewards/rewards.server.ts";
import { rewardTermsSchema } from "../../app/rewards/reward.ts";
import { messagesOf, stageCustomer, timelineOf } from "../messages/stage.ts";
import { useDatabase } from "../support/database.ts";
import { emailsBy } from "../support/transports.ts";
import { addFlow, email, publishDraft, startFlow } from "../support/flows.ts";
import { saveDraft } from "../../app/flows/publish.server.ts";
import { findFlow } from "../../app/flows/flows.server.ts";
import { days, due, start, useFlows } from "./flow-stage.ts";

const database = useDatabase();
const stage = useFlows(database);
const lapse = { kind: "lapsed" as const, days: 90 };

async function lapsed(definition: DefinitionInput): Promise<void> {
  await startFlow(database.db, stage.shop, definition, start);
  await stageCustomer(database.db, stage.shop, 1n);
  await stage.order(1n, start);
  await fireDue(database.db, due, 100);
}

const effects = async () =>
  (
    await sql<{ step_id: string; outcome: string | null }>`
      select step_id, outcome from flow_effects where shop_id = ${stage.shop.shopId} order by step_id
    `.execute(database.db)
  ).rows;

describe("what steps give", () => {
  it("points, once, however many workers ask, and the ledger says which flow", async () => {
    await lapsed({ trigger: lapse, steps: [{ kind: "points", id: "gift", points: 50 }, email("value")] });
    expect(await effects()).toEqual([{ step_id: "gift", outcome: null }]);
    await Promise.all([1, 2, 3].map(() => age("flow-effects", () => due)));
    while ((await age("flow-effects", () => plusMs(due, 5_000))) > 0);
    expect(await effects()).toEqual([{ step_id: "gift", outcome: "given" }]);
    expect((await readAccount(database.db, stage.shop, 1n, plusMs(due, 6_000))).available).toBe(50n);
    const { rows } = await sql<{ actor: string; reason: string }>`
      select actor, reason from ledger_entries where shop_id = ${stage.shop.shopId}
    `.execute(database.db);
    expect(rows).toEqual([{ actor: expect.stringMatching(/^flow:\d+$/) as string, reason: "win-back" }]);
  });

  it("a reward for nothing, though shoppers are not offered it, without points and with a code of its own", async () => {
    const terms = rewardTermsSchema.parse({
      kind: "percentage",
      title: { de: "10 %", en: "10%" },
      points: 100,
      percent: 10,
      validDays: 14,
    });
    const rewardId = await createReward(stage.shop.shopId, terms, start);
    await sql`update rewards set state = 'paused' where shop_id = ${stage.shop.shopId}`.execute(database.db);
    await lapsed({ trigger: lapse, steps: [{ kind: "reward", id: "ten", rewardId }, email("value")] });
    await age("flow-effects", () => due);
    await age("flow-effects", () => due);
    const { rows } = await sql`
      select customer_id, points, state, intent from redemptions where shop_id = ${stage.shop.shopId}
    `.execute(database.db);
    expect(rows).toEqual([
      { customer_id: 1n, points: 0n, state: "reserved", intent: expect.stringMatching(/^flow:\d+:ten$/) as string },
    ]);
    expect((await sql`select 1 from ledger_entries where shop_id = ${stage.shop.shopId}`.execute(database.db)).rows).toEqual([]);
  });

  it("a code that emails wait for, tell and do not tell once it is gone (flows 33)", async () => {
    const terms = rewardTermsSchema.parse({ kind: "percentage", title: { de: "10 %" }, points: 100, percent: 10, validDays: 14 });
    const { shopId } = stage.shop;
    const rewardId = await createReward(shopId, terms, start);
    await stageCustomer(database.db, stage.shop, 1n);
    const intent = "flow:1:ten";
    const facts = (about: GiftQuestion, now = due) =>
      database.db.transaction().execute((tx) => giftFacts(tx, shopId, [{ customerId: 1n, about }], now));
    expect(await facts({ intent })).toEqual([{ state: "making" }]);
    const given = await database.db
      .transaction()
      .execute((tx) => give(tx, stage.shop, { customerId: 1n, rewardId, intent }, due));
    const redemptionId = given.ok ? given.redemptionId : 0n;
    // The same step again is the same gift.
    expect(
      await database.db.transaction().execute((tx) => give(tx, stage.shop, { customerId: 1n, rewardId, intent }, due)),
    ).toEqual(given);
    expect(await facts({ intent })).toEqual([{ state: "making" }]);
    const expires = plusMs(due, 14 * DAY_MS);
    await sql`update redemptions set state = 'issued', expires_at = ${expires} where shop_id = ${shopId}`.execute(database.db);
    for (const about of [{ intent }, { redemptionId }])
      expect(await facts(about)).toMatchObject([{ state: "ready", title: { de: "10 %" }, percent: 10, expiresAt: expires }]);
    expect(await facts({ intent }, plusMs(expires, -3_600_000))).toEqual([{ state: "gone" }]);
    await sql`update redemptions set state = 'used' where shop_id = ${shopId}`.execute(database.db);
    expect(await facts({ redemptionId })).toEqual([{ state: "gone" }]);
    expect(await facts({ redemptionId: 999n })).toEqual([{ state: "gone" }]);
  });

  it("nothing of a reward that is archived, and says why", async () => {
    await lapsed({ trigger: lapse, steps: [{ kind: "reward", id: "ten", rewardId: 77 }] });
    await age("flow-effects", () => due);
    expect(await effects()).toEqual([{ step_id: "ten", outcome: "unknown-reward" }]);
  });

  it("a code that cannot be made is not waited for by its email for three days, minute by minute", async () => {
    const code = [{ id: "c1", kind: "code" as const }];
    await lapsed({ trigger: lapse, steps: [{ kind: "reward", id: "ten", rewardId: 77 }, email("value")] });
    const compiled = await compile({ de: { subject: "10 %", preheader: "", blocks: code } }, DEFAULT_BRAND);
    await sql`
      update email_versions set compiled = ${JSON.stringify(compiled)}::jsonb where shop_id = ${stage.shop.shopId}
    `.execute(database.db);
    const refuse = () => Promise.reject(new Error("Nothing is to be sent"));
    const transport = emailsBy({ send: refuse, close: () => undefined });
    const send = (at: Date) => sendDue(database.db, () => at, 10, factSources, transport);
    await send(due);
    expect(await messagesOf(database.db, stage.shop)).toMatchObject([{ state: "queued", reason: "code-pending" }]);
    await age("flow-effects", () => due);
    await send(plusMs(due, 60_000));
    expect(await messagesOf(database.db, stage.shop)).toMatchObject([{ state: "dropped", reason: "reward-gone" }]);
  });

  it("nothing to who is held out, who goes the same way", async () => {
    await startFlow(
      database.db,
      stage.shop,
      { trigger: lapse, holdout: 50, steps: [{ kind: "points", id: "gift", points: 5 }] },
      start,
    );
    for (let id = 1n; id <= 40n; id += 1n) await stageCustomer(database.db, stage.shop, id, { lastOrderAt: start });
    await stage.look(
      Array.from({ length: 40 }, (_, index) => BigInt(index + 1)),
      start,
    );
    while ((await fireDue(database.db, due, 100)) > 0);
    const { rows } = await sql<{ holdout: boolean; runs: number; given: number }>`
      select r.holdout, count(*)::int as runs, count(e.run_id)::int as given
      from flow_runs r left join flow_effects e using (shop_id, run_id)
      where r.shop_id = ${stage.shop.shopId} and r.end_reason = 'completed' group by 1 order by 1
    `.execute(database.db);
    expect(rows.map(({ holdout, runs, given }) => [holdout, runs === given])).toEqual([
      [false, true],
      [true, false],
    ]);
    expect(rows.reduce((sum, { runs }) => sum + runs, 0)).toBe(40);
    expect(rows[1]?.given).toBe(0);
  });
});

describe("a live flow that is changed (flows 35)", () => {
  const wait = (count: number) => ({ kind: "wait" as const, id: "w", wait: { days: count } });
  const steps = (count: number) => [email("one"), wait(count), email("two")];
  async function changeTo(count: number, inside: Parameters<typeof publishDraft>[3], now: Date): Promise<void> {
    const { shop, flowId } = stage;
    const seen = (await findFlow(shop.shopId, flowId))?.draftRevision ?? 0;
    await saveDraft(shop.shopId, flowId, { draft: { trigger: lapse, steps: steps(count) }, seen }, "test", now);
    await publishDraft(database.db, shop, flowId, inside, now);
  }

  it("keeps who is inside on their version, or moves them, spread over days", async () => {
    stage.flowId = await addFlow(database.db, stage.shop, { trigger: lapse, steps: steps(15) }, start);
    for (let id = 1n; id <= 20n; id += 1n) await stageCustomer(database.db, stage.shop, id, { lastOrderAt: start });
    await stage.switchOn();
    await fireDue(database.db, due, 100);
    const dues = async () =>
      (
        await sql<{ due_at: Date }>`select due_at from flow_timers where shop_id = ${stage.shop.shopId} order by due_at`.execute(
          database.db,
        )
      ).rows.map(({ due_at }) => due_at.getTime());
    const sixth = plusMs(due, 6 * DAY_MS);
    await changeTo(5, { mode: "keep" }, sixth);
    expect(new Set(await dues())).toEqual(new Set([plusMs(due, 15 * DAY_MS).getTime()]));
    await changeTo(5, { mode: "move", spreadDays: 4 }, sixth);
    const moved = await dues();
    // Who is due at once has been served; the others wait for their day.
    expect(moved.length).toBeLessThan(20);
    expect(moved.length).toBeGreaterThan(5);
    for (const at of moved) expect(at).toBeGreaterThan(sixth.getTime());
    for (const at of moved) expect(at).toBeLessThanOrEqual(plusMs(sixth, 3 * DAY_MS).getTime());
    expect(await timelineOf(database.db, stage.shop, 1n)).toContain("flow.entered");
    expect(days(0)).toEqual(start);
  });

  it("waits for who is being dealt with, so that nobody stays behind", async () => {
    const { shop } = stage;
    stage.flowId = await addFlow(database.db, shop, { trigger: lapse, steps: steps(15) }, start);
    await stageCustomer(database.db, shop, 1n, { lastOrderAt: start });
    await stage.switchOn();
    await fireDue(database.db, due, 100);
    const worker = await database.pool.connect();
    await worker.query("begin");
    await worker.query("select 1 from customers where shop_id = $1 and customer_id = 1 for no key update", [shop.shopId]);
    const changing = changeTo(5, { mode: "move", spreadDays: 1 }, plusMs(due, DAY_MS));
    const waits = () =>
      database.pool.query("select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()");
    await expect.poll(async () => (await waits()).rowCount, { timeout: 20_000 }).toBeGreaterThan(0);
    // As a worker writes a run that it has read: whole.
    await worker.query("update flow_runs set version = 1, step_id = 'w', not_before = null where shop_id = $1", [shop.shopId]);
    await worker.query("commit");
    worker.release();
    await changing;
    const { rows } = await database.pool.query("select version from flow_runs where shop_id = $1", [shop.shopId]);
    expect(rows).toEqual([{ version: 2 }]);
  });

  it("shows who saved meanwhile, and loses neither", async () => {
    const { shop, flowId } = stage;
    const seen = (await findFlow(shop.shopId, flowId))?.draftRevision ?? 0;
    const mine = { trigger: lapse, steps: steps(3) };
    expect(await saveDraft(shop.shopId, flowId, { draft: mine, seen }, "merchant:1", start)).toEqual({
      ok: true,
      revision: seen + 1,
    });
    const other = await saveDraft(shop.shopId, flowId, { draft: { half: "typed" }, seen }, "merchant:2", start);
    expect(other).toMatchObject({ ok: false, reason: "conflict", other: { revision: seen + 1, draft: mine, by: "merchant:1" } });
  });
});

describe("what receivers hear of steps (issue 11, Flow)", () => {
  const reached = async () =>
    (
      await sql<{ data: Record<string, unknown> }>`
        select data from timeline_events where shop_id = ${stage.shop.shopId} and kind = 'flow.reached' order by event_id
      `.execute(database.db)
    ).rows.map(({ data }) => [data["flow"], data["step"], data["stepId"], data["emailId"] ?? null]);
  const steps: DefinitionInput = { trigger: lapse, steps: [{ kind: "points", id: "gift", points: 50 }, email("value")] };

  it("is nothing where none has chosen it: no row is written", async () => {
    await lapsed(steps);
    expect(await reached()).toEqual([]);
  });

  it("is each that gives something, once, however often the flow looks again", async () => {
    await noteTriggerUse(database.db, stage.shop.shopId, { trigger: "flow-step-reached", used: true, at: start }, start);
    await lapsed(steps);
    const [gift, letter] = await reached();
    expect([gift, letter?.slice(0, 3)]).toEqual([
      ["win-back", "points", "gift", null],
      ["win-back", "email", "value"],
    ]);
    expect(letter?.[3]).toBeTypeOf("number");
    await fireDue(database.db, plusMs(due, DAY_MS), 100);
    await stage.look([1n], plusMs(due, DAY_MS));
    expect(await reached()).toHaveLength(2);
  });

  it("is none of who is held out", async () => {
    await noteTriggerUse(database.db, stage.shop.shopId, { trigger: "flow-step-reached", used: true, at: start }, start);
    await lapsed({ ...steps, holdout: 50 });
    const { rows } = await sql<{ holdout: boolean }>`select holdout from flow_runs where shop_id = ${stage.shop.shopId}`.execute(
      database.db,
    );
    expect(await reached()).toHaveLength(rows[0]?.holdout === true ? 0 : 2);
  });
});
