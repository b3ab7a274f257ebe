import { sql, type RawBuilder } from "kysely";

import type { Db } from "../db.server.ts";

/** What a transaction reads of a shop, and may ask for before it knows whether it is needed. */
export type Ahead<Answer> = {
  /** What was asked for ahead in this transaction, else what is so now. */
  read: (db: Db, shopId: number) => Promise<Answer>;
  question: Question<Answer>;
};

type Question<Answer> = {
  select: (shopId: number) => RawBuilder<unknown>;
  parse: (answer: unknown) => Answer;
  asked: WeakMap<Db, Map<number, Promise<Answer>>>;
};

/**
 * For what merchants set up, which little work changes: asked for ahead it costs no waiting of its own. Whoever asks changes none of it in the rest of the transaction.
 * @param select one row of one column, as JSON @param parse makes of it what is read
 */
export function ahead<Answer>(
  select: (shopId: number) => RawBuilder<unknown>,
  parse: (answer: unknown) => Answer,
): Ahead<Answer> {
  const asked: Question<Answer>["asked"] = new WeakMap();
  return {
    question: { select, parse, asked },
    read: async (db, shopId) => {
      const known = asked.get(db)?.get(shopId);
      if (known !== undefined) return known;
      const { rows } = await sql<{ answer: unknown }>`select (${select(shopId)}) as answer`.execute(db);
      return parse(rows[0]?.answer);
    },
  };
}

/**
 * Sends questions as one statement, with what else leaves just now: each of its own costs both sides as much as its answer does. From here on to the end of the
 * transaction what it tells is what `read` gives. Elsewhere it does nothing.
 */
export function askAhead(tx: Db, shopId: number, all: readonly Ahead<unknown>[]): void {
  // Outside of a transaction nothing ends for which an answer would hold.
  if (!tx.isTransaction) return;
  const selects = all.map(({ question }) => sql`(${question.select(shopId)})`);
  const told = sql<{ answers: unknown[] }>`select json_build_array(${sql.join(selects)}) as answers`.execute(tx);
  for (const [place, { question }] of all.entries()) {
    const answer = told.then(({ rows }) => question.parse(rows[0]?.answers[place]));
    // A statement that fails is the transaction's failure, whether or not anybody needs it.
    answer.catch(() => undefined);
    const ofShops = question.asked.get(tx) ?? new Map<number, Promise<unknown>>();
    question.asked.set(tx, ofShops.set(shopId, answer));
  }
}
