import { sql } from "kysely";
import { beforeEach, describe, expect, it } from "vitest";

import { markAnswers } from "../../app/actions/merchant/mark-answers.server.ts";
import { takeChangeAway } from "../../app/actions/merchant/take-change-away.server.ts";
import { tellOfChange } from "../../app/actions/merchant/tell-change.server.ts";
import { DAY_MS, plusMs } from "../../app/lib/time.ts";
import { createDefaultProgram } from "../../app/program/versions.server.ts";
import { readChange } from "../../app/surveys/changes/change.ts";
import { createChange, listChanges, rewriteChange, unmark } from "../../app/surveys/changes/changes.server.ts";
import { surveys } from "../../app/surveys/noun.server.ts";
import { noon, useOutbox } from "../messages/outbox-stage.ts";
import { messagesOf, stageCustomer, stageShop } from "../messages/stage.ts";
import { useDatabase } from "../support/database.ts";

const database = useDatabase();
const stage = useOutbox(database);
const words = {
  title: { de: "Schnellere Pakete", en: "" },
  text: { de: "Sie gehen am selben Tag los.", en: "" },
  madeOn: "2026-11-20",
};
let changeId: number;
let answered = 0;

beforeEach(async () => {
  const { shopId, installedAt } = stage.shop;
  await createDefaultProgram(shopId, installedAt);
  for (const customerId of [1n, 2n]) await stageCustomer(database.db, stage.shop, customerId);
  changeId = (await createChange(shopId, words, "merchant:1", noon)) ?? 0;
});

async function answer(customerId: bigint | null, flag: string | null = null, shopId = stage.shop.shopId): Promise<bigint> {
  const { rows } = await sql<{ id: bigint }>`
    insert into survey_responses (shop_id, occasion, survey_id, version, customer_id, answers, complete, flag, answered_at, changed_at)
    values (${shopId}, ${`test:${++answered}`}, 1, 1, ${customerId}, '{}', true, ${flag}, ${noon}, ${noon}) returning response_id as id
  `.execute(database.db);
  return rows[0]?.id ?? 0n;
}
const mark = (...ids: bigint[]) => markAnswers(stage.shop, changeId, ids, () => noon);
const tell = (at = noon) => tellOfChange(stage.shop, changeId, () => at);
const sentTo = async (customerId: bigint) =>
  (await messagesOf(database.db, stage.shop, customerId)).map(({ state, reason }) => reason ?? state);

describe("you said, we did (issue 12)", () => {
  it("tells everybody whose answer led to it, once, and those who come later once, too", async () => {
    await mark(await answer(1n), await answer(1n));
    expect(await tell()).toBe(1);
    expect(await tell()).toBe(0);
    await mark(await answer(2n), await answer(1n));
    expect(await tell()).toBe(1);
    await stage.send(plusMs(noon, 60_000));
    expect([await sentTo(1n), await sentTo(2n)]).toEqual([["sent"], ["sent"]]);
    const [email] = (await stage.server.emails()).filter(({ subject }) => subject?.includes("Schnellere Pakete"));
    expect(email?.text).toContain("Sie gehen am selben Tag los.");
    expect(await listChanges(database.db, stage.shop.shopId)).toMatchObject([{ answers: 4, people: 2, told: 2, waiting: 0 }]);
  });

  it("is advertising: who has not agreed to that gets nothing", async () => {
    await sql`update customers set email_consent = 'unsubscribed' where shop_id = ${stage.shop.shopId} and customer_id = 1`.execute(
      database.db,
    );
    await mark(await answer(1n));
    await tell();
    await stage.send(plusMs(noon, 60_000));
    expect(await sentTo(1n)).toEqual(["no-consent"]);
  });

  it("nobody is told of answers of programs, of who was not logged in, or of another shop's", async () => {
    const other = await stageShop(database.db, noon);
    await mark(await answer(1n, "trap"), await answer(null), await answer(2n, null, other.shopId));
    expect(await tell()).toBe(0);
    expect(await listChanges(database.db, stage.shop.shopId)).toMatchObject([{ answers: 1, people: 0 }]);
    expect(await tellOfChange(other, changeId, () => noon)).toBeNull();
    expect(await markAnswers(other, changeId, [], () => noon)).toBe(false);
    expect(await takeChangeAway(other, changeId, () => noon)).toBe(false);
  });

  it("whoever has become somebody who was told is not told again, and who is erased has no marks", async () => {
    await mark(await answer(1n), await answer(2n));
    await sql`update survey_change_answers set told_at = ${noon} where customer_id = 1 and shop_id = ${stage.shop.shopId}`.execute(
      database.db,
    );
    await surveys.merge?.(database.db, stage.shop, { goneId: 1n, keptId: 2n }, noon);
    expect(await tell()).toBe(0);
    await surveys.forget(database.db, stage.shop.shopId, { customerIds: [2n], emails: [] }, noon);
    expect(await listChanges(database.db, stage.shop.shopId)).toMatchObject([{ answers: 0 }]);
  });

  it("its words and marks can be changed until somebody was told", async () => {
    const responseId = await answer(1n);
    await mark(responseId);
    expect(await rewriteChange(stage.shop.shopId, changeId, { ...words, madeOn: "2026-11-21" })).toBe(true);
    await tell(plusMs(noon, DAY_MS));
    expect(await rewriteChange(stage.shop.shopId, changeId, words)).toBe(false);
    expect(await database.db.transaction().execute((tx) => unmark(tx, stage.shop.shopId, changeId, responseId))).toBe(false);
    expect(await listChanges(database.db, stage.shop.shopId)).toMatchObject([{ madeOn: "2026-11-21", answers: 1 }]);
    expect(await takeChangeAway(stage.shop, changeId, () => noon)).toBe(true);
    expect(await listChanges(database.db, stage.shop.shopId)).toEqual([]);
  });

  it("two who tell at once tell each person once", async () => {
    await mark(await answer(1n), await answer(2n));
    const told = await Promise.all([tell(), tell(), tell()]);
    expect(told.map(Number).sort()).toEqual([0, 0, 2]);
    expect(await messagesOf(database.db, stage.shop)).toHaveLength(2);
  });

  it.each<[string, Record<string, string>]>([
    ["no words", { titleDe: "", titleEn: "", textDe: "", textEn: "" }],
    ["a title without its text", { titleEn: "Faster" }],
    ["a title that is too long", { titleDe: "x".repeat(121) }],
    ["a text that is too long", { textDe: "x".repeat(2_001) }],
    ["a day that is none", { madeOn: "2026-02-30" }],
    ["no day", { madeOn: "" }],
  ])("takes no change with %s (hostile: changes)", (_name, fields) => {
    const form = new FormData();
    const whole = { titleDe: "Pakete", textDe: "Schneller", titleEn: "", textEn: "", madeOn: "2026-11-20", ...fields };
    for (const [name, value] of Object.entries(whole)) form.set(name, value);
    expect(readChange(form)).toBeNull();
  });
});
