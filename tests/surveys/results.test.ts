import fc from "fast-check";
import { sql } from "kysely";
import { beforeEach, describe, expect, it } from "vitest";

import { countedAnswers, ownWords, questionsOf } from "../../app/insights/survey-results/counted.ts";
import {
  countByMonth,
  countResponses,
  countSurveyAnswers,
  listComments,
  readTotals,
} from "../../app/insights/survey-results/results.server.ts";
import { readNps } from "../../app/insights/survey-results/nps.server.ts";
import { ENOUGH, scored } from "../../app/insights/survey-results/score.ts";
import { DAY_MS } from "../../app/lib/time.ts";
import type { Shop } from "../../app/shops/shop.ts";
import { kinds } from "../../app/surveys/content/kinds.ts";
import { archiveSurvey, createSurvey, keepSurvey, readVersions } from "../../app/surveys/surveys.server.ts";
import { stageCustomer, stageShop } from "../messages/stage.ts";
import { useDatabase } from "../support/database.ts";
import { rowsRead } from "../support/rows-read.ts";

const counted = (...scores: number[]) =>
  [...Map.groupBy(scores, (score) => score)].map(([score, all]) => ({ score, count: all.length }));

describe("a score", () => {
  it("is promoters less detractors, or the share of the satisfied, and lies within its interval and bounds", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("score" as const, "rating" as const),
        fc.array(fc.nat(10), { minLength: ENOUGH, maxLength: 400 }),
        (type, drawn) => {
          const given = type === "score" ? drawn : drawn.map((value) => 1 + (value % 5));
          const { of, score } = scored(type, counted(...given));
          const share = (has: (value: number) => boolean) => (100 * given.filter(has).length) / given.length;
          const expected =
            type === "score" ? share((value) => value >= 9) - share((value) => value <= 6) : share((value) => value >= 4);
          expect(of).toBe(given.length);
          expect(score?.value).toBeCloseTo(expected, 9);
          if (score === null) return expect.fail();
          const least = type === "score" ? -100 : 0;
          expect(score.low).toBeGreaterThanOrEqual(least - 1e-9);
          expect(score.high).toBeLessThanOrEqual(100 + 1e-9);
          expect(score.low - 1e-9).toBeLessThanOrEqual(score.value);
          expect(score.high + 1e-9).toBeGreaterThanOrEqual(score.value);
          expect(score.high).toBeGreaterThan(score.low);
        },
      ),
    );
  });

  it("holds the true value in about 95 of 100 samples", () => {
    // Of people of whom 45 % are promoters and 20 % detractors: 25.
    let seed = 7;
    const random = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
    let hits = 0;
    for (let sample = 0; sample < 2_000; sample += 1) {
      const given = Array.from({ length: 40 }, () => {
        const drawn = random();
        return drawn < 0.45 ? 10 : drawn < 0.65 ? 3 : 8;
      });
      const { score } = scored("score", counted(...given));
      if (score !== null && score.low <= 25 && score.high >= 25) hits += 1;
    }
    expect(hits / 2_000).toBeGreaterThan(0.93);
    expect(hits / 2_000).toBeLessThan(0.975);
  });

  it("is not told of fewer than thirty, but what is missing", () => {
    expect(scored("score", counted(...Array<number>(29).fill(10)))).toMatchObject({ of: 29, score: null, missing: 1 });
    expect(scored("score", counted(...Array<number>(30).fill(10))).score).toMatchObject({ value: 100, high: 100 });
    expect(scored("score", [])).toMatchObject({ of: 0, score: null, missing: 30 });
  });
});

describe("what was answered", () => {
  const database = useDatabase();
  const now = new Date("2026-11-15T12:00:00Z");
  let shop: Shop;
  let surveyId: number;
  let next = 0;
  const recommend = { id: "recommend", type: "score" as const };

  beforeEach(async () => {
    shop = await stageShop(database.db, new Date("2026-01-01T00:00:00Z"));
    await stageCustomer(database.db, shop, 1n);
    surveyId = (await createSurvey(shop.shopId, "nps", "de", "test", now)) ?? 0;
  });

  type Given = { flag?: string | null; at?: Date; version?: number; of?: number; by?: bigint | null };
  async function answer(
    answers: object,
    { flag = null, at = now, version = 1, of = surveyId, by = 1n }: Given = {},
  ): Promise<void> {
    const score = "recommend" in answers ? Number(answers.recommend) : null;
    await sql`
      insert into survey_responses (shop_id, occasion, survey_id, version, customer_id, answers, score, complete, flag, answered_at, changed_at)
      values (${shop.shopId}, ${`test:${++next}`}, ${of}, ${version}, ${by}, ${JSON.stringify(answers)}::jsonb, ${score}, true, ${flag}, ${at}, ${at})
    `.execute(database.db);
  }

  it("is counted by question and month of the shop's clock, without programs, of this survey and shop", async () => {
    await answer({ recommend: 10, like: "Alles" });
    await answer({ recommend: 10 });
    await answer({ recommend: 3, better: "Nichts" });
    await answer({ recommend: 0 }, { flag: "trap" });
    // Midnight of Berlin is an hour before that of UTC.
    await answer({ recommend: 9 }, { at: new Date("2026-10-31T23:30:00Z") });
    await answer({ recommend: 8 }, { at: new Date("2026-10-31T22:30:00Z") });
    await answer({ recommend: 1 }, { of: surveyId + 1 });
    const counts = await countSurveyAnswers(database.db, shop.shopId, surveyId, [recommend], "customers");
    expect(counts.map(({ answer, count }) => [answer, count])).toEqual([
      ["10", 2],
      ["3", 1],
      ["8", 1],
      ["9", 1],
    ]);
    const months = await countByMonth(database.db, shop, surveyId, "customers", now);
    expect(months).toEqual([
      { month: "2026-10", score: 8, count: 1 },
      { month: "2026-11", score: 3, count: 1 },
      { month: "2026-11", score: 9, count: 1 },
      { month: "2026-11", score: 10, count: 2 },
    ]);
    expect(await readTotals(database.db, shop.shopId, surveyId)).toEqual({
      people: 5,
      strangers: 0,
      emailed: 5,
      flagged: 1,
      sent: 0,
    });
    expect(await countResponses(database.db, shop.shopId)).toEqual(
      new Map([
        [surveyId, 5],
        [surveyId + 1, 1],
      ]),
    );
    const other = await stageShop(database.db, now);
    expect(await countSurveyAnswers(database.db, other.shopId, surveyId, [recommend], "customers")).toEqual([]);
    expect(await listComments(database.db, other.shopId, surveyId, "customers", 10)).toEqual([]);
  });

  it("is told of a period by everybody's last answer in it, of all surveys of the kind, by the shop's days (issue 10)", async () => {
    const day = (iso: string) => Date.parse(`${iso}T00:00:00Z`) / DAY_MS;
    const november = { first: day("2026-11-01"), last: day("2026-11-30") };
    const october = { first: day("2026-10-01"), last: day("2026-10-31") };
    const second = (await createSurvey(shop.shopId, "nps", "en", "test", now)) ?? 0;
    await archiveSurvey(shop.shopId, second, now);
    const csat = (await createSurvey(shop.shopId, "csat", "en", "test", now)) ?? 0;
    for (let by = 1n; by <= 30n; by += 1n) await answer({ recommend: by <= 20n ? 10 : 3 }, { by });
    // Each of these would change the score if it counted.
    await answer({ recommend: 0 }, { by: 1n, at: new Date("2026-11-10T12:00:00Z") });
    await answer({ recommend: 0 }, { by: 2n, at: new Date("2026-10-31T22:59:59Z") });
    await answer({ recommend: 0 }, { by: 3n, at: new Date("2026-11-30T23:00:00Z") });
    await answer({ recommend: 0 }, { by: 4n, flag: "trap", at: new Date("2026-11-16T12:00:00Z") });
    await answer({ recommend: 0 }, { by: 5n, of: csat, at: new Date("2026-11-16T12:00:00Z") });
    // Nobody in particular may be one person with many answers.
    for (let at = 0; at < 2; at += 1) await answer({ recommend: 0 }, { by: null, at: new Date("2026-11-17T12:00:00Z") });
    // And this does, though its survey asks nobody any more.
    await answer({ recommend: 8 }, { by: 30n, of: second, at: new Date("2026-11-30T22:59:59Z") });
    const told = await readNps(database.db, shop, [november, october]);
    expect(told).toMatchObject({
      asks: true,
      periods: [
        { of: 30, bands: { high: 20, middle: 1, low: 9 }, score: { unit: "nps" } },
        { of: 1, score: null, missing: 29 },
      ],
    });
    expect(told.periods[0]?.score?.value).toBeCloseTo((100 * (20 - 9)) / 30, 9);
    const other = await stageShop(database.db, now);
    expect(await readNps(database.db, other, [november])).toMatchObject({ asks: false, periods: [{ of: 0, score: null }] });
    expect(await readNps(database.db, shop, [])).toEqual({ asks: true, periods: [] });
  });

  it("says how many emails have asked without reading what was sent before there was a survey (issue 12)", async () => {
    await sql`
      insert into messages (shop_id, customer_id, channel, template, purpose, key, locale, state, data, due_at, created_at, sent_at)
      select ${shop.shopId}, 1, 'email', 'flow-email', 'marketing', 'r' || n, 'de', 'sent', '{"emailId": 1, "version": 1}', ${now}, ${now},
        ${now}::timestamptz + case when n <= 3 then interval '1 hour' else make_interval(mins => -n) end
      from generate_series(1, 8000) n
    `.execute(database.db);
    const compiled = { de: { links: [{ to: "survey", survey: surveyId }] } };
    await sql`
      insert into email_versions (shop_id, email_id, version, document, compiled, published_at, created_at, created_by)
      values (${shop.shopId}, 1, 1, '{}', ${JSON.stringify(compiled)}::jsonb, ${now}, ${now}, 'test')
    `.execute(database.db);
    await database.pool.query("vacuum analyze messages");
    const read = await rowsRead(database.db, "messages", async (tx) =>
      expect(await readTotals(tx, shop.shopId, surveyId)).toMatchObject({ sent: 3 }),
    );
    expect(read).toBeLessThan(20);
  });

  it("counts under a question only what was answered to one of its kind (issue 12)", async () => {
    const definition = structuredClone(kinds.nps.definition);
    const [first] = definition.questions;
    if (first === undefined) return expect.fail();
    first.type = "rating";
    await keepSurvey(
      shop.shopId,
      surveyId,
      1,
      { name: "N", quietDays: 0, pauses: false, ways: [], anonymous: false, definition, actor: "test" },
      now,
    );
    await answer({ recommend: 3 });
    await answer({ recommend: 5 }, { version: 2 });
    const rating = { id: "recommend", type: "rating" as const };
    const counts = await countSurveyAnswers(database.db, shop.shopId, surveyId, [rating], "customers");
    expect(counts).toEqual([{ question: "recommend", answer: "5", count: 1 }]);
  });

  it("keeps the words of the version that was asked, and counts options that are gone", async () => {
    const heard = (await createSurvey(shop.shopId, "heard", "de", "test", now)) ?? 0;
    const definition = structuredClone(kinds.heard.definition);
    const [first, second] = definition.questions;
    if (first === undefined || second === undefined) return expect.fail();
    first.options = first.options.slice(1);
    first.ask.de = "Wie kam es?";
    second.ask.de = "Und wo?";
    await keepSurvey(
      shop.shopId,
      heard,
      1,
      { name: "Herkunft", quietDays: 0, pauses: false, ways: [], anonymous: false, definition, actor: "test" },
      now,
    );
    await answer({ heard: "o1" }, { of: heard });
    await answer({ heard: "o6", which: "Messe" }, { of: heard, version: 1 });
    await answer({ heard: "o6", which: "Zug" }, { of: heard, version: 2, at: new Date("2026-11-16T00:00:00Z") });
    const versions = await readVersions(database.db, shop.shopId, heard);
    const questions = questionsOf(versions);
    const counts = await countSurveyAnswers(database.db, shop.shopId, heard, questions.slice(0, 1), "customers");
    const [told] = countedAnswers(questions, counts, "de");
    expect(told?.ask).toBe("Wie kam es?");
    expect(told?.answers.filter(({ count }) => count > 0)).toEqual([
      { id: "o6", label: "Anders", count: 2 },
      { id: "o1", label: "Empfehlung von Freunden oder Familie", count: 1 },
    ]);
    const comments = await listComments(database.db, shop.shopId, heard, "customers", 2);
    expect(comments.map(({ version, answers }) => ownWords(versions.get(version), answers, "de"))).toEqual([
      [{ ask: "Und wo?", text: "Zug" }],
      [{ ask: "Wo genau?", text: "Messe" }],
    ]);
  });
});
