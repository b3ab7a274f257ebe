import type { Db } from "../db.server.ts";

type Read<Answer> = (db: Db, shopId: number) => Promise<Answer>;

/** What a transaction reads of a shop, and may ask for before it knows whether it is needed. */
export type Ahead<Answer> = {
  /** Sends the question with what else leaves just now. From here on to the end of the transaction its answer is what `read` gives. Elsewhere it does nothing. */
  ask: (tx: Db, shopId: number) => void;
  read: Read<Answer>;
};

/**
 * For what merchants set up, which little work changes: asked for ahead it costs no waiting of its own. Whoever asks changes none of it in the rest of the transaction.
 */
export function ahead<Answer>(read: Read<Answer>): Ahead<Answer> {
  const asked = new WeakMap<Db, Map<number, Promise<Answer>>>();
  return {
    ask(tx, shopId) {
      // Outside of a transaction nothing ends for which an answer would hold.
      if (!tx.isTransaction) return;
      const ofShops = asked.get(tx) ?? new Map<number, Promise<Answer>>();
      const answer = read(tx, shopId);
      // A statement that fails is the transaction's failure, whether or not anybody needs it.
      answer.catch(() => undefined);
      asked.set(tx, ofShops.set(shopId, answer));
    },
    read: (db, shopId) => asked.get(db)?.get(shopId) ?? read(db, shopId),
  };
}
