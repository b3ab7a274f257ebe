import { now as clock } from "../../../clock.server.ts";
import { findQuestion, saveAnswer, type SentQuestion } from "../../../messages/answers/answers.server.ts";
import { db } from "../../../db.server.ts";
import { change } from "../../../pipeline/change.server.ts";
import type { Shop } from "../../../shops/shop.ts";

/** A reader answers the question of an email; who answers anew has changed their mind. The same answer again waits for nobody, and changes nothing. @returns the question as it is answered now; null where it, or that answer, is not there */
export async function answerQuestion(
  shop: Shop,
  { messageId, question, answer }: { messageId: bigint; question: string; answer: string },
  now = clock,
): Promise<SentQuestion | null> {
  const before = await findQuestion(db(), shop.shopId, messageId, question);
  if (before?.given === answer) return before;
  return change(
    shop,
    async (tx, at) => {
      const asked = await findQuestion(tx, shop.shopId, messageId, question);
      if (asked === null || asked.answers.every(({ id }) => id !== answer)) return { result: null };
      await saveAnswer(tx, shop, asked, answer, at);
      return { result: { ...asked, given: answer }, touched: [asked.customerId] };
    },
    now,
  );
}
