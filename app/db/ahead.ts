import { sql, type RawBuilder } from "kysely";

import type { Db } from "../db.server.ts";
import type { AsJson } from "../lib/rows.server.ts";

/** What a transaction reads of a shop, and may ask for before it knows whether it is needed. */
export type Ahead<Answer> = {
  /** What was asked for ahead in this transaction, else what is so now. */
  read: (db: Db, shopId: number) => Promise<Answer>;
  question: Question<Answer>;
};

type Question<Answer> = {
  select: (shopId: number) => RawBuilder<unknown>;
  /** @param rows null: there are none */
  parse: (rows: unknown) => Answer;
  asked: WeakMap<Db, Map<number, Promise<Answer>>>;
};

/**
 * For what merchants set up, which little work changes: asked for ahead it costs no waiting of its own. Whoever asks changes none of it in the rest of the transaction.
 * @param select rows, in their order @param parse makes of them, as JSON, what is read
 */
export function ahead<Row, Answer>(
  select: (shopId: number) => RawBuilder<Row>,
  parse: (rows: readonly AsJson<Row>[]) => Answer,
): Ahead<Answer> {
  const question: Question<Answer> = {
    select,
    parse: (rows) => parse((rows ?? []) as readonly AsJson<Row>[]),
    asked: new WeakMap(),
  };
  return {
    question,
    read: async (db, shopId) =>
      question.asked.get(db)?.get(shopId) ?? question.parse((await answersTo(db, shopId, [question]))[0]),
  };
}

/**
 * Sends questions as one statement, with what else leaves just now: each of its own costs both sides as much as its answer does. From here on to the end of the
 * transaction what it tells is what `read` gives. Elsewhere it does nothing.
 */
export function askAhead(tx: Db, shopId: number, all: readonly Ahead<unknown>[]): void {
  // Outside of a transaction nothing ends for which an answer would hold.
  if (!tx.isTransaction) return;
  const told = answersTo(
    tx,
    shopId,
    all.map(({ question }) => question),
  );
  for (const [place, { question }] of all.entries()) {
    const answer = told.then((answers) => question.parse(answers[place]));
    // A statement that fails is the transaction's failure, whether or not anybody needs it.
    answer.catch(() => undefined);
    const ofShops = question.asked.get(tx) ?? new Map<number, Promise<unknown>>();
    question.asked.set(tx, ofShops.set(shopId, answer));
  }
}

async function answersTo(db: Db, shopId: number, all: readonly Question<unknown>[]): Promise<readonly unknown[]> {
  const each = all.map(({ select }) => sql`(select json_agg(r) from (${select(shopId)}) r)`);
  const { rows } = await sql`select json_build_array(${sql.join(each)}) as answers`.execute(db);
  return (rows[0] as { answers: unknown[] }).answers;
}
