import { sql, type RawBuilder } from "kysely";

import { plannedByValues } from "../../db/statement-names.ts";
import type { Db, Tx } from "../../db.server.ts";
import { ids } from "../../lib/rows.server.ts";
import { plusMs } from "../../lib/time.ts";
import { enqueue, releaseDeferred } from "../../messages/outbox.server.ts";
import { FEEDBACK_OPEN, LONGEST_FEEDBACK_MS } from "../../messages/policy.ts";
import { isSurveyKind, type SurveyKind } from "../content/kinds.ts";
import { answersSchema, definitionSchema, type Answers, type Definition } from "../content/survey.ts";
import { isWay, type Way } from "../content/ways.ts";

/** Which of those in the inbox are looked at. `to`: who has taken them on (`merchant:<Shopify user id>`), "nobody", or null: whoever. */
export type CaseFilter = { closed: boolean; to: string | null; tag: string | null };

export type Reply = {
  responseId: bigint;
  text: string;
  actor: string;
  createdAt: Date;
  /** Of its email, as the outbox has it. */
  state: string | null;
  reason: string | null;
};
/** An answer that the team looks at. */
export type Case = {
  responseId: bigint;
  customerId: bigint;
  customer: string | null;
  survey: string;
  kind: SurveyKind;
  way: Way;
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
  /** Changes that it led to (surveys/changes). */
  changeIds: number[];
  replies: Reply[];
};

type Row = Omit<Case, "definition" | "answers" | "replies" | "kind" | "way"> & {
  definition: unknown;
  answers: unknown;
  kind: string;
  way: string;
};

/** Those that ask for somebody, the latest first; what looks like a program's is not among them. */
export async function listCases(
  db: Db,
  shopId: number,
  filter: CaseFilter,
  { limit, offset }: { limit: number; offset: number },
  now: Date,
): Promise<{ cases: Case[]; more: boolean }> {
  const { rows } = await sql<Row>`
    ${plannedByValues} select r.response_id as "responseId", r.customer_id as "customerId", r.way,
      nullif(trim(concat_ws(' ', c.first_name, c.last_name)), '') as customer, s.name as survey, s.kind, v.definition, r.answers,
      r.answered_at as "answeredAt", r.changed_at as "changedAt", r.detractor, (r.detractor and s.pauses and s.archived_at is null
        and r.closed_at is null and r.answered_at > ${plusMs(now, -LONGEST_FEEDBACK_MS)}) as pauses, (r.read_at is null) as unread,
      r.closed_at as "closedAt", r.closed_by as "closedBy", r.assigned_to as "assignedTo", r.tags,
      array(select a.change_id from survey_change_answers a where a.shop_id = r.shop_id and a.response_id = r.response_id order by a.change_id) as "changeIds"
    from (
      select * from survey_responses
      where shop_id = ${shopId} and attention and flag is null and ${within(filter)}
      order by answered_at desc, response_id desc limit ${limit + 1} offset ${offset}
    ) r
    join surveys s on s.shop_id = r.shop_id and s.survey_id = r.survey_id
    join survey_versions v on v.shop_id = r.shop_id and v.survey_id = r.survey_id and v.version = r.version
    left join customers c on c.shop_id = r.shop_id and c.customer_id = r.customer_id
    order by r.answered_at desc, r.response_id desc
  `.execute(db);
  const shown = rows.slice(0, limit);
  const replies = await listReplies(db, shopId, shown);
  const cases = shown.map(({ definition, answers, kind, way, ...row }) => ({
    ...row,
    ...{ kind: isSurveyKind(kind) ? kind : ("free" as const), definition: definitionSchema.parse(definition) },
    ...{ way: isWay(way) ? way : ("email" as const), answers: answersSchema.parse(answers) },
    replies: replies.filter(({ responseId }) => responseId === row.responseId),
  }));
  return { cases, more: rows.length > limit };
}

function within({ closed, to, tag: wanted }: CaseFilter): RawBuilder<unknown> {
  const state = closed ? sql`closed_at is not null` : sql`closed_at is null`;
  const assigned = to === null ? sql`` : to === "nobody" ? sql`and assigned_to is null` : sql`and assigned_to = ${to}`;
  return sql`${state} ${assigned} ${wanted === null ? sql`` : sql`and ${wanted} = any(tags)`}`;
}

/** So many of the latest cases are asked for their tags, and so many tags are told. */
const TAGGED = 2_000;
const MOST_TOLD = 50;

/** The tags of what is open, or closed, those of most cases first. */
export async function listTags(db: Db, shopId: number, closed: boolean): Promise<string[]> {
  const { rows } = await sql<{ tag: string }>`
    select one.tag from (
      select tags from survey_responses
      where shop_id = ${shopId} and attention and flag is null and ${within({ closed, to: null, tag: null })}
      order by answered_at desc limit ${TAGGED}
    ) r cross join lateral unnest(r.tags) as one(tag) group by 1 order by count(*) desc, 1 limit ${MOST_TOLD}
  `.execute(db);
  return rows.map(({ tag: told }) => told);
}

async function listReplies(db: Db, shopId: number, cases: readonly Pick<Case, "responseId">[]): Promise<Reply[]> {
  if (cases.length === 0) return [];
  const { rows } = await sql<Reply>`
    select p.response_id as "responseId", p.text, p.actor, p.created_at as "createdAt", m.state, m.reason
    from survey_replies p left join messages m on m.shop_id = p.shop_id and m.key = 'survey-reply:' || p.key
    where p.shop_id = ${shopId} and p.response_id = any(${ids(cases.map(({ responseId }) => responseId))})
    order by p.created_at, p.key
  `.execute(db);
  return rows;
}

/** How many are open, and how many of them nobody has read. */
export async function countOpen(db: Db, shopId: number): Promise<{ open: number; unread: number }> {
  const { rows } = await sql<{ open: number; unread: number }>`
    select count(*)::int as open, count(*) filter (where read_at is null)::int as unread from survey_responses
    where shop_id = ${shopId} and attention and flag is null and closed_at is null
  `.execute(db);
  return rows[0] ?? { open: 0, unread: 0 };
}

/** Whose it is; "gone": it is not there; "changed": its reader has answered otherwise than was seen. */
export type Touched = bigint | "gone" | "changed";

/** @param seen when the answer was given that this is about; null: it is about any */
async function update(
  tx: Tx,
  shopId: number,
  responseId: bigint,
  set: ReturnType<typeof sql>,
  seen: Date | null = null,
): Promise<Touched> {
  const there = sql`shop_id = ${shopId} and response_id = ${responseId}`;
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

export function markRead(tx: Tx, shopId: number, responseId: bigint, seen: Date, now: Date): Promise<Touched> {
  return update(tx, shopId, responseId, sql`read_at = coalesce(read_at, ${now}::timestamptz)`, seen);
}

/** @param to `merchant:<Shopify user id>`; null: nobody's */
export function assign(tx: Tx, shopId: number, responseId: bigint, to: string | null): Promise<Touched> {
  return update(tx, shopId, responseId, sql`assigned_to = ${to}::text`);
}

export function tag(tx: Tx, shopId: number, responseId: bigint, tags: readonly string[]): Promise<Touched> {
  return update(tx, shopId, responseId, sql`tags = ${[...tags]}::text[]`);
}

/** What it held back is decided about again at once. */
export async function close(
  tx: Tx,
  shopId: number,
  responseId: bigint,
  { seen, actor }: { seen: Date; actor: string },
  now: Date,
): Promise<Touched> {
  const at = sql`${now}::timestamptz`;
  const customerId = await update(
    tx,
    shopId,
    responseId,
    sql`closed_at = coalesce(closed_at, ${at}), closed_by = coalesce(closed_by, ${actor}::text), read_at = coalesce(read_at, ${at})`,
    seen,
  );
  if (typeof customerId === "bigint") await releaseDeferred(tx, shopId, [FEEDBACK_OPEN], now, customerId);
  return customerId;
}

export function reopen(tx: Tx, shopId: number, responseId: bigint): Promise<Touched> {
  return update(tx, shopId, responseId, sql`closed_at = null, closed_by = null`);
}

/**
 * Answers by email, once for each key, and quotes what the customer wrote. @returns "otherwise" where another reply was sent under the key: nothing is sent then
 */
export async function reply(
  tx: Tx,
  shopId: number,
  responseId: bigint,
  { key, text, seen, actor }: { key: string; text: string; seen: Date; actor: string },
  now: Date,
): Promise<Touched | "otherwise"> {
  // One at a time comes here (pipeline/change.server.ts). What was sent is told as sent, though the answer has changed since.
  const { rows } = await sql<{ same: boolean; customerId: bigint }>`
    select (response_id = ${responseId} and text = ${text}) as same, customer_id as "customerId"
    from survey_replies where shop_id = ${shopId} and key = ${key}
  `.execute(tx);
  const [sent] = rows;
  if (sent !== undefined) return sent.same ? sent.customerId : "otherwise";
  const customerId = await markRead(tx, shopId, responseId, seen, now);
  if (typeof customerId !== "bigint") return customerId;
  await sql`
    insert into survey_replies (shop_id, key, response_id, customer_id, text, actor, created_at)
    values (${shopId}, ${key}, ${responseId}, ${customerId}, ${text}, ${actor}, ${now})
  `.execute(tx);
  const data = { said: await saidIn(tx, shopId, responseId), reply: text };
  await enqueue(tx, shopId, [{ customerId, template: "survey-reply", key: `survey-reply:${key}`, data }], now);
  return customerId;
}

/** What the customer of a case wrote in their own words, for a reply to quote; null where they did not. The case is locked: it is what was seen. */
async function saidIn(tx: Tx, shopId: number, responseId: bigint): Promise<string | null> {
  const { rows } = await sql<{ definition: unknown; answers: unknown }>`
    select v.definition, r.answers from survey_responses r
    join survey_versions v on v.shop_id = r.shop_id and v.survey_id = r.survey_id and v.version = r.version
    where r.shop_id = ${shopId} and r.response_id = ${responseId}
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
