import { sql } from "kysely";

import { tell } from "../../customers/timeline.server.ts";
import type { Db, Tx } from "../../db.server.ts";
import { shopperLocale, type ShopperLocale } from "../../i18n/shopper/say.ts";
import type { Shop } from "../../shops/shop.ts";
import { documentSchema, type EmailDocument } from "../content/document/document.ts";
import { askedIn, type Asked } from "./asked.ts";

/** A question that somebody was sent, with what they have answered so far. */
export type SentQuestion = Asked & {
  messageId: bigint;
  questionId: string;
  emailId: number;
  version: number;
  /** Who got the message, or whom they became. */
  customerId: bigint;
  locale: ShopperLocale;
  given: string | null;
};

type Row = {
  customer_id: bigint;
  locale: string;
  default_locale: string | null;
  email_id: number;
  version: number;
  document: unknown;
  given: string | null;
};

/** Null where the message, its email or its reader is gone, or the email asks nothing of that name. */
export async function findQuestion(db: Db, shopId: number, messageId: bigint, questionId: string): Promise<SentQuestion | null> {
  const { rows } = await sql<Row>`
    select m.customer_id, m.locale, st.default_locale, v.email_id, v.version, v.document, a.answer as given
    from messages m
    join customers c on c.shop_id = m.shop_id and c.customer_id = m.customer_id and c.redacted_at is null
    join email_versions v on v.shop_id = m.shop_id and v.email_id::text = m.data->>'emailId' and v.version::text = m.data->>'version'
    left join shop_settings st on st.shop_id = m.shop_id
    left join email_answers a on a.shop_id = m.shop_id and a.message_id = m.message_id and a.question = ${questionId}
    where m.shop_id = ${shopId} and m.message_id = ${messageId}
  `.execute(db);
  const [row] = rows;
  const document = documentSchema.safeParse(row?.document);
  if (row === undefined || !document.success) return null;
  const asked = askedIn(document.data, questionId, row.locale, row.default_locale);
  if (asked === null) return null;
  const { customer_id: customerId, email_id: emailId, version, given } = row;
  return { ...asked, messageId, questionId, emailId, version, customerId, given, locale: shopperLocale(row.locale) };
}

/** Keeps an answer; the same again changes nothing, another one takes its place. The customer is locked by the caller's change. @param answer one of the question's */
export async function saveAnswer(tx: Tx, { shopId }: Shop, asked: SentQuestion, answer: string, now: Date): Promise<void> {
  const { messageId, questionId, customerId, emailId, version, question, answers } = asked;
  const { numAffectedRows } = await sql`
    insert into email_answers as a (shop_id, message_id, question, customer_id, email_id, version, answer, answered_at)
    select m.shop_id, m.message_id, ${questionId}::text, m.customer_id, ${emailId}::int, ${version}::int, ${answer}::text, ${now}::timestamptz
    from messages m where m.shop_id = ${shopId} and m.message_id = ${messageId} and m.customer_id = ${customerId}
    on conflict (shop_id, message_id, question) do update set answer = excluded.answer, version = excluded.version, answered_at = excluded.answered_at
      where a.answer <> excluded.answer
  `.execute(tx);
  if (numAffectedRows !== 1n) return;
  // One line for each question of a message, however often its reader changes their mind.
  const label = answers.find(({ id }) => id === answer)?.label ?? answer;
  const key = `answer:${messageId}:${questionId}`;
  const data = { question, answer: label, emailId, questionId, answerId: answer };
  await tell(tx, shopId, [{ customerId, kind: "question.answered", key, occurredAt: now, data }], now);
}

/** How often each answer was given to an email's questions, over all its versions, and what the last of these said. */
export type AnswerCount = { question: string; answer: string; count: number; document: EmailDocument | null };

export async function countAnswers(db: Db, shopId: number, emailId: number): Promise<AnswerCount[]> {
  const { rows } = await sql<{ question: string; answer: string; count: number; document: unknown }>`
    with given as (
      select question, answer, count(*)::int as count, max(version) as version from email_answers
      where shop_id = ${shopId} and email_id = ${emailId} group by question, answer
    )
    select g.question, g.answer, g.count, v.document
    from given g left join email_versions v on v.shop_id = ${shopId} and v.email_id = ${emailId} and v.version = g.version
    order by g.question, g.answer
  `.execute(db);
  return rows.map(({ document, ...given }) => ({ ...given, document: documentSchema.safeParse(document).data ?? null }));
}
