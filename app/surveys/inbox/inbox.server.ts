import { sql } from "kysely";

import type { Db, Tx } from "../../db.server.ts";
import { ids } from "../../lib/rows.server.ts";
import { enqueue, releaseDeferred } from "../../messages/outbox.server.ts";
import { FEEDBACK_OPEN } from "../../messages/policy.ts";
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
  detractor: boolean;
  /** It holds back advertising of flows until it is closed. */
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
): Promise<{ cases: Case[]; more: boolean }> {
  const { rows } = await sql<Row>`
    select r.message_id as "messageId", r.survey_id as "surveyId", r.customer_id as "customerId",
      nullif(trim(concat_ws(' ', c.first_name, c.last_name)), '') as customer, s.name as survey, s.kind, v.definition, r.answers,
      r.answered_at as "answeredAt", r.detractor, (r.detractor and s.pauses and r.closed_at is null) as pauses, (r.read_at is null) as unread,
      r.closed_at as "closedAt", r.closed_by as "closedBy", r.assigned_to as "assignedTo", r.tags
    from survey_responses r
    join surveys s on s.shop_id = r.shop_id and s.survey_id = r.survey_id
    join survey_versions v on v.shop_id = r.shop_id and v.survey_id = r.survey_id and v.version = r.version
    left join customers c on c.shop_id = r.shop_id and c.customer_id = r.customer_id
    where r.shop_id = ${shopId} and r.attention and r.flag is null and (r.closed_at is not null) = ${closed}
    order by r.answered_at desc, r.message_id desc limit ${limit + 1} offset ${offset}
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

/** @returns whose it is; null for what is not there */
async function update(
  tx: Tx,
  shopId: number,
  { messageId, surveyId }: CaseId,
  set: ReturnType<typeof sql>,
): Promise<bigint | null> {
  const { rows } = await sql<{ customerId: bigint }>`
    update survey_responses set ${set} where shop_id = ${shopId} and message_id = ${messageId} and survey_id = ${surveyId} and attention and flag is null
    returning customer_id as "customerId"
  `.execute(tx);
  return rows[0]?.customerId ?? null;
}

export function markRead(tx: Tx, shopId: number, about: CaseId, now: Date): Promise<bigint | null> {
  return update(tx, shopId, about, sql`read_at = coalesce(read_at, ${now}::timestamptz)`);
}

/** @param to `merchant:<Shopify user id>`; null: nobody's */
export function assign(tx: Tx, shopId: number, about: CaseId, to: string | null): Promise<bigint | null> {
  return update(tx, shopId, about, sql`assigned_to = ${to}::text`);
}

export function tag(tx: Tx, shopId: number, about: CaseId, tags: readonly string[]): Promise<bigint | null> {
  return update(tx, shopId, about, sql`tags = ${[...tags]}::text[]`);
}

/** What it held back is decided about again at once. */
export async function close(tx: Tx, shopId: number, about: CaseId, actor: string, now: Date): Promise<bigint | null> {
  const at = sql`${now}::timestamptz`;
  const customerId = await update(
    tx,
    shopId,
    about,
    sql`closed_at = coalesce(closed_at, ${at}), closed_by = coalesce(closed_by, ${actor}::text), read_at = coalesce(read_at, ${at})`,
  );
  if (customerId !== null) await releaseDeferred(tx, shopId, [FEEDBACK_OPEN], now, customerId);
  return customerId;
}

export function reopen(tx: Tx, shopId: number, about: CaseId): Promise<bigint | null> {
  return update(tx, shopId, about, sql`closed_at = null, closed_by = null`);
}

/** Answers by email, once for each key. @param said what the customer wrote, to be quoted */
export async function reply(
  tx: Tx,
  shopId: number,
  about: CaseId,
  { key, text, said, actor }: { key: string; text: string; said: string | null; actor: string },
  now: Date,
): Promise<bigint | null> {
  const customerId = await markRead(tx, shopId, about, now);
  if (customerId === null) return null;
  const { numAffectedRows } = await sql`
    insert into survey_replies (shop_id, key, message_id, survey_id, customer_id, text, actor, created_at)
    values (${shopId}, ${key}, ${about.messageId}, ${about.surveyId}, ${customerId}, ${text}, ${actor}, ${now})
    on conflict (shop_id, key) do nothing
  `.execute(tx);
  if (numAffectedRows !== 1n) return customerId;
  const data = { said, reply: text };
  await enqueue(tx, shopId, [{ customerId, template: "survey-reply", key: `survey-reply:${key}`, data }], now);
  return customerId;
}

/** What the customer of a case wrote in their own words, for a reply to quote; null where they did not. */
export async function saidIn(tx: Tx, shopId: number, { messageId, surveyId }: CaseId): Promise<string | null> {
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
