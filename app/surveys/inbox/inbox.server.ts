import { sql } from "kysely";

import type { Db, Tx } from "../../db.server.ts";
import { ids } from "../../lib/rows.server.ts";
import { plusMs } from "../../lib/time.ts";
import { enqueue, releaseDeferred } from "../../messages/outbox.server.ts";
import { FEEDBACK_OPEN, LONGEST_FEEDBACK_MS } from "../../messages/policy.ts";
import { isSurveyKind, type SurveyKind } from "../content/kinds.ts";
import { answersSchema, definitionSchema, type Answers, type Definition } from "../content/survey.ts";

/** An answer that the team looks at: of one request. */
export type CaseId = { messageId: bigint; surveyId: number };
export type Reply = {
  messageId: bigint;
  surveyId: number;
  text: string;
  actor: string;
  createdAt: Date;
  /** Of its email, as the outbox has it. */
  state: string | null;
  reason: string | null;
};
export type Case = CaseId & {
  customerId: bigint;
  customer: string | null;
  survey: string;
  kind: SurveyKind;
  definition: Definition;
  answers: Answers;
  answeredAt: Date;
  /** When these words were given. */
  changedAt: Date;
  detractor: boolean;
  /** It holds back advertising of flows until it is closed, or a month old. */
  pauses: boolean;
  unread: boolean;
  closedAt: Date | null;
  closedBy: string | null;
  assignedTo: string | null;
  tags: string[];
  replies: Reply[];
};

type Row = Omit<Case, "definition" | "answers" | "replies" | "kind"> & { definition: unknown; answers: unknown; kind: string };

/** Those that ask for somebody, the latest first; what looks like a program's is not among them. */
export async function listCases(
  db: Db,
  shopId: number,
  closed: boolean,
  { limit, offset }: { limit: number; offset: number },
  now: Date,
): Promise<{ cases: Case[]; more: boolean }> {
  const { rows } = await sql<Row>`
    select r.message_id as "messageId", r.survey_id as "surveyId", r.customer_id as "customerId",
      nullif(trim(concat_ws(' ', c.first_name, c.last_name)), '') as customer, s.name as survey, s.kind, v.definition, r.answers,
      r.answered_at as "answeredAt", r.changed_at as "changedAt", r.detractor, (r.detractor and s.pauses and s.archived_at is null
        and r.closed_at is null and r.answered_at > ${plusMs(now, -LONGEST_FEEDBACK_MS)}) as pauses, (r.read_at is null) as unread,
      r.closed_at as "closedAt", r.closed_by as "closedBy", r.assigned_to as "assignedTo", r.tags
    from (
      select * from survey_responses
      where shop_id = ${shopId} and attention and flag is null and ${closed ? sql`closed_at is not null` : sql`closed_at is null`}
      order by answered_at desc, message_id desc limit ${limit + 1} offset ${offset}
    ) r
    join surveys s on s.shop_id = r.shop_id and s.survey_id = r.survey_id
    join survey_versions v on v.shop_id = r.shop_id and v.survey_id = r.survey_id and v.version = r.version
    left join customers c on c.shop_id = r.shop_id and c.customer_id = r.customer_id
    order by r.answered_at desc, r.message_id desc
  `.execute(db);
  const shown = rows.slice(0, limit);
  const replies = await listReplies(db, shopId, shown);
  const cases = shown.map(({ definition, answers, kind, ...row }) => ({
    ...row,
    ...{ kind: isSurveyKind(kind) ? kind : ("free" as const), definition: definitionSchema.parse(definition) },
    answers: answersSchema.parse(answers),
    replies: replies.filter(({ messageId, surveyId }) => messageId === row.messageId && surveyId === row.surveyId),
  }));
  return { cases, more: rows.length > limit };
}

async function listReplies(db: Db, shopId: number, cases: readonly CaseId[]): Promise<Reply[]> {
  if (cases.length === 0) return [];
  const { rows } = await sql<Reply>`
    select p.message_id as "messageId", p.survey_id as "surveyId", p.text, p.actor, p.created_at as "createdAt", m.state, m.reason
    from survey_replies p left join messages m on m.shop_id = p.shop_id and m.key = 'survey-reply:' || p.key
    where p.shop_id = ${shopId} and p.message_id = any(${ids(cases.map(({ messageId }) => messageId))})
    order by p.created_at, p.key
  `.execute(db);
  return rows;
}

/** How many are open. */
export async function countOpen(db: Db, shopId: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from survey_responses
    where shop_id = ${shopId} and attention and flag is null and closed_at is null
  `.execute(db);
  return rows[0]?.count ?? 0;
}

/** Whose it is; "gone": it is not there; "changed": its reader has answered otherwise than was seen. */
export type Touched = bigint | "gone" | "changed";

/** @param seen when the answer was given that this is about; null: it is about any */
async function update(
  tx: Tx,
  shopId: number,
  { messageId, surveyId }: CaseId,
  set: ReturnType<typeof sql>,
  seen: Date | null = null,
): Promise<Touched> {
  const there = sql`shop_id = ${shopId} and message_id = ${messageId} and survey_id = ${surveyId}`;
  const { rows } = await sql<{ customerId: bigint }>`
    update survey_responses set ${set} where ${there} and attention and flag is null
      and (${seen}::timestamptz is null or changed_at = ${seen}::timestamptz)
    returning customer_id as "customerId"
  `.execute(tx);
  if (rows[0] !== undefined) return rows[0].customerId;
  if (seen === null) return "gone";
  const { rows: others } = await sql`select from survey_responses where ${there} and flag is null`.execute(tx);
  return others.length > 0 ? "changed" : "gone";
}

export function markRead(tx: Tx, shopId: number, about: CaseId, seen: Date, now: Date): Promise<Touched> {
  return update(tx, shopId, about, sql`read_at = coalesce(read_at, ${now}::timestamptz)`, seen);
}

/** @param to `merchant:<Shopify user id>`; null: nobody's */
export function assign(tx: Tx, shopId: number, about: CaseId, to: string | null): Promise<Touched> {
  return update(tx, shopId, about, sql`assigned_to = ${to}::text`);
}

export function tag(tx: Tx, shopId: number, about: CaseId, tags: readonly string[]): Promise<Touched> {
  return update(tx, shopId, about, sql`tags = ${[...tags]}::text[]`);
}

/** What it held back is decided about again at once. */
export async function close(
  tx: Tx,
  shopId: number,
  about: CaseId,
  { seen, actor }: { seen: Date; actor: string },
  now: Date,
): Promise<Touched> {
  const at = sql`${now}::timestamptz`;
  const customerId = await update(
    tx,
    shopId,
    about,
    sql`closed_at = coalesce(closed_at, ${at}), closed_by = coalesce(closed_by, ${actor}::text), read_at = coalesce(read_at, ${at})`,
    seen,
  );
  if (typeof customerId === "bigint") await releaseDeferred(tx, shopId, [FEEDBACK_OPEN], now, customerId);
  return customerId;
}

export function reopen(tx: Tx, shopId: number, about: CaseId): Promise<Touched> {
  return update(tx, shopId, about, sql`closed_at = null, closed_by = null`);
}

/**
 * Answers by email, once for each key, and quotes what the customer wrote. @returns "otherwise" where another reply was sent under the key: nothing is sent then
 */
export async function reply(
  tx: Tx,
  shopId: number,
  about: CaseId,
  { key, text, seen, actor }: { key: string; text: string; seen: Date; actor: string },
  now: Date,
): Promise<Touched | "otherwise"> {
  const { messageId, surveyId } = about;
  // One at a time comes here (pipeline/change.server.ts). What was sent is told as sent, though the answer has changed since.
  const { rows } = await sql<{ same: boolean; customerId: bigint }>`
    select (message_id = ${messageId} and survey_id = ${surveyId} and text = ${text}) as same, customer_id as "customerId"
    from survey_replies where shop_id = ${shopId} and key = ${key}
  `.execute(tx);
  const [sent] = rows;
  if (sent !== undefined) return sent.same ? sent.customerId : "otherwise";
  const customerId = await markRead(tx, shopId, about, seen, now);
  if (typeof customerId !== "bigint") return customerId;
  await sql`
    insert into survey_replies (shop_id, key, message_id, survey_id, customer_id, text, actor, created_at)
    values (${shopId}, ${key}, ${messageId}, ${surveyId}, ${customerId}, ${text}, ${actor}, ${now})
  `.execute(tx);
  const data = { said: await saidIn(tx, shopId, about), reply: text };
  await enqueue(tx, shopId, [{ customerId, template: "survey-reply", key: `survey-reply:${key}`, data }], now);
  return customerId;
}

/** What the customer of a case wrote in their own words, for a reply to quote; null where they did not. The case is locked: it is what was seen. */
async function saidIn(tx: Tx, shopId: number, { messageId, surveyId }: CaseId): Promise<string | null> {
  const { rows } = await sql<{ definition: unknown; answers: unknown }>`
    select v.definition, r.answers from survey_responses r
    join survey_versions v on v.shop_id = r.shop_id and v.survey_id = r.survey_id and v.version = r.version
    where r.shop_id = ${shopId} and r.message_id = ${messageId} and r.survey_id = ${surveyId}
  `.execute(tx);
  const [row] = rows;
  if (row === undefined) return null;
  const answers = answersSchema.parse(row.answers);
  const texts = definitionSchema.parse(row.definition).questions.flatMap(({ id, type }) => {
    const answer = answers[id];
    return type === "text" && typeof answer === "string" && answer !== "" ? [answer] : [];
  });
  return texts[0] ?? null;
}
