import { sql } from "kysely";

import { takeBack, tell } from "../../customers/timeline.server.ts";
import type { Db, Tx } from "../../db.server.ts";
import { shopperLocale, type ShopperLocale } from "../../i18n/shopper/say.ts";
import { DAY_MS, plusMs } from "../../lib/time.ts";
import { SETTLE_MS } from "../../messages/clicks/automatic.ts";
import { TRAP } from "../../messages/links/target.ts";
import { releaseDeferred } from "../../messages/outbox.server.ts";
import { FEEDBACK_OPEN } from "../../messages/policy.ts";
import { isSurveyKind, type SurveyKind } from "../content/kinds.ts";
import { pathOf, pruned } from "../content/path.ts";
import {
  answersSchema,
  definitionSchema,
  wordsIn,
  type Answer,
  type Answers,
  type Definition,
  type Question,
} from "../content/survey.ts";
import { weightOf } from "../inbox/case.ts";
import { BURST_MS, isFlag, replaces, type Flag } from "./flag.ts";

/** For so long after the first answer it can be changed. */
export const CHANGEABLE_MS = DAY_MS;

/** What somebody was asked by a message, with what they have answered so far. */
export type SurveyRequest = {
  messageId: bigint;
  surveyId: number;
  kind: SurveyKind;
  name: string;
  /** The version that is asked. */
  version: number;
  definition: Definition;
  /** Who got the message, or whom they became. */
  customerId: bigint;
  locale: ShopperLocale;
  defaultLocale: string | null;
  given: { version: number; answers: Answers; flag: Flag | null; answeredAt: Date } | null;
  /** How many of the message's links were opened within the last seconds, and whether the hidden one was (flag.ts). */
  opened: number;
  hidden: boolean;
};

type Row = {
  kind: string;
  name: string;
  newest: number;
  customer_id: bigint;
  locale: string;
  default_locale: string | null;
  version: number | null;
  answers: unknown;
  flag: string | null;
  answered_at: Date | null;
  versions: { version: number; definition: unknown }[];
  opened: number;
  hidden: boolean;
};

/** Which survey a link asks, and in which version it was sent; `posted`: the version that a form is of. */
export type AskedBy = { messageId: bigint; surveyId: number; sent: number; posted: number | null };

/**
 * Null where the message, its reader or the survey is gone, and for a version that this link cannot have asked. Who opens it is asked the newest version that begins with the question of the email, else that of the email;
 * who has begun goes on with the version that they began.
 */
export async function findRequest(db: Db, shopId: number, asked: AskedBy, now: Date): Promise<SurveyRequest | null> {
  const { messageId, surveyId, sent, posted } = asked;
  const { rows } = await sql<Row>`
    select s.kind, s.name, s.version as newest, m.customer_id, m.locale, st.default_locale, r.version, r.answers, r.flag, r.answered_at,
      (select count(distinct k.link) from message_clicks k
        where k.shop_id = m.shop_id and k.message_id = m.message_id and k.kind = 'human' and k.first_at > ${plusMs(now, -BURST_MS)})::int as opened,
      exists (select from message_clicks k
        where k.shop_id = m.shop_id and k.message_id = m.message_id and k.link = ${TRAP} and k.last_at > ${plusMs(now, -SETTLE_MS)}) as hidden,
      coalesce((select jsonb_agg(jsonb_build_object('version', v.version, 'definition', v.definition)) from survey_versions v
        where v.shop_id = s.shop_id and v.survey_id = s.survey_id and v.version in (${sent}, s.version, r.version, ${posted ?? sent})), '[]') as versions
    from messages m
    join customers c on c.shop_id = m.shop_id and c.customer_id = m.customer_id and c.redacted_at is null and c.deleted_at is null
    join surveys s on s.shop_id = m.shop_id and s.survey_id = ${surveyId} and s.archived_at is null
    left join shop_settings st on st.shop_id = m.shop_id
    left join survey_responses r on r.shop_id = m.shop_id and r.message_id = m.message_id and r.survey_id = s.survey_id
    where m.shop_id = ${shopId} and m.message_id = ${messageId}
  `.execute(db);
  const [row] = rows;
  if (row === undefined) return null;
  const definitions = new Map(row.versions.map(({ version, definition }) => [version, definitionSchema.parse(definition)]));
  const version = versionFor(row, asked, definitions);
  const definition = definitions.get(version);
  if (definition === undefined) return null;
  const { kind, name, customer_id: customerId, default_locale: defaultLocale, opened, hidden } = row;
  return {
    ...{ messageId, surveyId, kind: isSurveyKind(kind) ? kind : "free", name, version, definition, customerId },
    ...{ locale: shopperLocale(row.locale), defaultLocale, given: givenIn(row), opened, hidden },
  };
}

function versionFor(row: Row, { sent, posted }: AskedBy, definitions: ReadonlyMap<number, Definition>): number {
  // Never an older one than was sent, never one that there is not yet.
  if (posted !== null) return posted >= sent && posted <= row.newest ? posted : 0;
  if (row.version !== null) return row.version;
  const [old, fresh] = [definitions.get(sent)?.questions[0], definitions.get(row.newest)?.questions[0]];
  return beginsAlike(old, fresh) ? row.newest : sent;
}

/** Whether what was clicked in an email answers the other question, too. */
function beginsAlike(one: Question | undefined, other: Question | undefined): boolean {
  const shape = (question: Question) => JSON.stringify([question.id, question.type, question.options.map(({ id }) => id).sort()]);
  return one !== undefined && other !== undefined && shape(one) === shape(other);
}

function givenIn({ version, answers, flag, answered_at: answeredAt }: Row): SurveyRequest["given"] {
  if (version === null || answeredAt === null) return null;
  return { version, answers: answersSchema.parse(answers), flag: isFlag(flag) ? flag : null, answeredAt };
}

/** Whether what was answered may still be changed; what a program has answered shuts nobody out. */
export function isChangeable({ given }: Pick<SurveyRequest, "given">, now: Date): boolean {
  return given === null || given.flag !== null || now < plusMs(given.answeredAt, CHANGEABLE_MS);
}

/** What is answered once a question is: what no longer stands on the way is gone. Another version begins anew, and so does a person where a program was before. */
export function answersWith(
  { given, version, definition }: SurveyRequest,
  { question, answer }: { question: string; answer: Answer },
  flag: Flag | null,
): Answers {
  const taken = flag === null && given !== null && given.flag !== null && question === definition.questions[0]?.id;
  const before = given?.version === version && !taken ? given.answers : {};
  return pruned(definition, { ...before, [question]: answer });
}

/** Keeps answers: the same again changes nothing, others take their place. The customer is locked by the caller's change, and nobody has a program's answer told. */
export async function saveAnswers(
  tx: Tx,
  shopId: number,
  request: SurveyRequest,
  answers: Answers,
  flag: Flag | null,
  now: Date,
): Promise<boolean> {
  const { messageId, surveyId, version, customerId, definition, given } = request;
  if (!replaces(flag, given, now)) return false;
  const [first] = definition.questions;
  const value = first === undefined ? undefined : answers[first.id];
  const score = typeof value === "number" ? value : null;
  const { detractor, attention } = weightOf(request.kind, definition, answers);
  const complete = pathOf(definition, answers).next === null;
  // What a program has answered does not begin the day in which it may be changed.
  const begun = given === null || given.flag !== null ? now : given.answeredAt;
  const { numAffectedRows } = await sql`
    insert into survey_responses as r (shop_id, message_id, survey_id, version, customer_id, answers, score, complete, flag, answered_at, changed_at, detractor, attention)
    values (${shopId}, ${messageId}, ${surveyId}, ${version}, ${customerId}, ${JSON.stringify(answers)}::jsonb, ${score}::int, ${complete}, ${flag}, ${begun}, ${now}, ${detractor}, ${attention})
    on conflict (shop_id, message_id, survey_id) do update set version = excluded.version, answers = excluded.answers, score = excluded.score,
      complete = excluded.complete, flag = excluded.flag, answered_at = excluded.answered_at, changed_at = excluded.changed_at,
      detractor = excluded.detractor, attention = excluded.attention, read_at = null, closed_at = null, closed_by = null
      where (r.version, r.answers, r.flag) is distinct from (excluded.version, excluded.answers, excluded.flag)
  `.execute(tx);
  if (numAffectedRows !== 1n) return false;
  // What the answer before held back may leave now; the policy decides about it again.
  if (given !== null && (flag !== null || !detractor)) await releaseDeferred(tx, shopId, [FEEDBACK_OPEN], now, customerId);
  if (flag !== null) {
    if (given?.flag === null) await takeBack(tx, shopId, [keyOf(request)]);
    return true;
  }
  await tellAnswer(tx, shopId, request, answers, score, begun, now);
  return true;
}

/** One line for each request, however often its reader changes their mind. */
async function tellAnswer(
  tx: Tx,
  shopId: number,
  { messageId, surveyId, kind, name, definition, customerId, defaultLocale }: SurveyRequest,
  answers: Answers,
  score: number | null,
  occurredAt: Date,
  now: Date,
): Promise<void> {
  const [first] = definition.questions;
  const said = first === undefined ? "" : answerWords(first, answers[first.id], defaultLocale);
  const data = { surveyId, survey: name, surveyKind: kind, score, answer: said.slice(0, 200) };
  const key = keyOf({ messageId, surveyId });
  await tell(tx, shopId, [{ customerId, kind: "survey.answered", key, occurredAt, data }], now);
}

function keyOf({ messageId, surveyId }: Pick<SurveyRequest, "messageId" | "surveyId">): string {
  return `survey:${messageId}:${surveyId}`;
}

/** An answer as somebody reads it. @param locales in order of preference */
export function answerWords(question: Question, answer: Answer | undefined, ...locales: (string | null)[]): string {
  if (answer === undefined) return "";
  if (typeof answer === "number") return String(answer);
  const label = (id: string) => {
    const option = question.options.find((one) => one.id === id);
    return option === undefined ? id : wordsIn(option.label, ...locales);
  };
  if (Array.isArray(answer)) return answer.map(label).join(", ");
  return question.type === "choice" ? label(answer) : answer;
}
