import { sql } from "kysely";

import type { Db } from "../../db.server.ts";
import { monthsFrom } from "../../lib/months.ts";
import { instants, recordset } from "../../lib/rows.server.ts";
import { startOfDay } from "../../lib/time.ts";
import type { Shop } from "../../shops/shop.ts";
import { alike, answersSchema, type Answers, type Question } from "../../surveys/content/survey.ts";
import { isFlag, type Flag } from "../../surveys/asked/flag.ts";
import { isWay, type Way } from "../../surveys/content/ways.ts";

/** How often an answer of a list or scale was given, as JSON has it without its quotes. */
export type AnswerCount = { question: string; answer: string; count: number };
/** `month`: "2026-11" by the shop's clock. */
export type MonthCount = { month: string; score: number; count: number };
/** `people`: customers' answers, `strangers`: those of who was not logged in, `emailed`: what emails led to, of `sent` that left. */
export type Totals = { people: number; strangers: number; emailed: number; flagged: number; sent: number };
/** Whose answers are counted: never both together. */
export type Who = "customers" | "strangers";
export type Comment = {
  responseId: bigint;
  /** Null: who answered was not logged in. */
  customerId: bigint | null;
  way: Way;
  customer: string | null;
  version: number;
  answers: Answers;
  score: number | null;
  flag: Flag | null;
  answeredAt: Date;
};

/** So many months are told, the present one among them. */
const MONTHS = 12;

/** Whose answers are meant, over `survey_responses r`. */
const of = (who: Who) => (who === "customers" ? sql`r.customer_id is not null` : sql`r.customer_id is null`);
/** Theirs that count: without those of programs. */
export const counting = (who: Who) => sql`r.flag is null and ${of(who)}`;

/** Answers, those of programs and of who was not logged in apart, and how many emails have asked. */
export async function readTotals(db: Db, shopId: number, surveyId: number): Promise<Totals> {
  // Known beforehand, so that the planner sees how little of what was sent is later (messages_advertising_sent).
  const { rows: made } = await sql<{ at: Date }>`
    select created_at as at from surveys where shop_id = ${shopId} and survey_id = ${surveyId}
  `.execute(db);
  const { rows } = await sql<Totals>`
    select count(*) filter (where ${counting("customers")})::int as people, count(*) filter (where ${counting("strangers")})::int as strangers,
      count(*) filter (where ${counting("customers")} and r.way = 'email')::int as emailed, count(*) filter (where r.flag is not null)::int as flagged,
      (select count(*) from messages m join email_versions v
          on v.shop_id = m.shop_id and v.email_id::text = m.data->>'emailId' and v.version::text = m.data->>'version'
        where m.shop_id = ${shopId} and m.state = 'sent' and m.purpose = 'marketing' and m.sent_at is not null
          and m.sent_at >= ${made[0]?.at ?? null}::timestamptz
          and jsonb_path_exists(v.compiled, '$.*.links[*] ? (@.to == "survey" && @.survey == $id)', jsonb_build_object('id', ${surveyId}::int)))::int as sent
    from survey_responses r where r.shop_id = ${shopId} and r.survey_id = ${surveyId}
  `.execute(db);
  return rows[0] ?? { people: 0, strangers: 0, emailed: 0, flagged: 0, sent: 0 };
}

/**
 * Answers to questions as they are asked now: what was answered to one of another kind under the same id is left out. A scale that a survey begins with is counted by its column; of all others what was answered is counted
 * before it is taken apart, for there are few different answers, and many.
 * @param questions those whose answers are no words of the reader's own
 */
export async function countSurveyAnswers(
  db: Db,
  shopId: number,
  surveyId: number,
  questions: readonly Pick<Question, "id" | "type">[],
  who: Who,
): Promise<AnswerCount[]> {
  const wanted = questions.flatMap(({ id, type }) => alike(type).map((known) => ({ id, type: known })));
  const { rows } = await sql<AnswerCount>`
    with asked as materialized (
      select v.version, w.id, q.nth = 1 and w.type in ('score', 'rating') as scored from survey_versions v
      cross join lateral jsonb_array_elements(v.definition->'questions') with ordinality as q(question, nth)
      join ${recordset(wanted)} as w(id text, type text) on w.id = q.question->>'id' and w.type = q.question->>'type'
      where v.shop_id = ${shopId} and v.survey_id = ${surveyId}
    ), given as materialized (
      select a.id, r.score::text collate "C" as answer, count(*) as count
      from survey_responses r join asked a on a.version = r.version and a.scored
      where r.shop_id = ${shopId} and r.survey_id = ${surveyId} and ${counting(who)} and r.score is not null
      group by a.id, r.score
      union all
      select a.id, (r.answers->a.id)::text collate "C", count(*)
      from survey_responses r join asked a on a.version = r.version and not a.scored
      where r.shop_id = ${shopId} and r.survey_id = ${surveyId} and ${counting(who)} and r.answers ? a.id
      group by 1, 2
    )
    select g.id as question, one.value #>> '{}' as answer, sum(g.count)::int as count
    from given g cross join lateral (select g.answer::jsonb as said) parsed cross join lateral jsonb_array_elements(
      case jsonb_typeof(said) when 'array' then said else jsonb_build_array(said) end
    ) as one
    group by 1, 2 order by 1, 2
  `.execute(db);
  return rows;
}

/** By month, the earliest first. */
export async function countByMonth(db: Db, shop: Shop, surveyId: number, who: Who, now: Date): Promise<MonthCount[]> {
  const months = monthsFrom(now, shop.timeZone, 1 - MONTHS, MONTHS);
  const begins = months.map(({ at }) => startOfDay(at, shop.timeZone));
  const { rows } = await sql<{ nth: number; score: number; count: number }>`
    select width_bucket(r.answered_at, ${instants(begins)}) as nth, r.score, count(*)::int as count
    from survey_responses r
    where r.shop_id = ${shop.shopId} and r.survey_id = ${surveyId} and ${counting(who)} and r.score is not null and r.answered_at >= ${begins[0]}
    group by 1, 2 order by 1, 2
  `.execute(db);
  return rows.flatMap(({ nth, score, count }) => {
    const month = months[nth - 1];
    return month === undefined ? [] : [{ month: month.key, score, count }];
  });
}

/** The latest answers, whole. */
export async function listComments(db: Db, shopId: number, surveyId: number, who: Who, limit: number): Promise<Comment[]> {
  type Row = Omit<Comment, "answers" | "flag" | "way"> & { answers: unknown; flag: string | null; way: string };
  const { rows } = await sql<Row>`
    select r.response_id as "responseId", r.customer_id as "customerId", r.way,
      nullif(trim(concat_ws(' ', c.first_name, c.last_name)), '') as customer, r.version, r.answers, r.score, r.flag, r.answered_at as "answeredAt"
    from survey_responses r left join customers c on c.shop_id = r.shop_id and c.customer_id = r.customer_id
    where r.shop_id = ${shopId} and r.survey_id = ${surveyId} and ${of(who)}
    order by r.answered_at desc, r.response_id desc limit ${limit}
  `.execute(db);
  return rows.map((row) => ({
    ...{ ...row, answers: answersSchema.parse(row.answers), flag: isFlag(row.flag) ? row.flag : null },
    way: isWay(row.way) ? row.way : "email",
  }));
}

/** How many answers there are to each of a shop's surveys, without programs. */
export async function countResponses(db: Db, shopId: number): Promise<Map<number, number>> {
  const { rows } = await sql<{ surveyId: number; count: number }>`
    select survey_id as "surveyId", count(*)::int as count from survey_responses
    where shop_id = ${shopId} and flag is null group by survey_id
  `.execute(db);
  return new Map(rows.map(({ surveyId, count }) => [surveyId, count]));
}
