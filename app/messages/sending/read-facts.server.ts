import type { Tx } from "../../db.server.ts";
import type { About, FactKey, Facts, FactSource, FactSources } from "../templates/facts.ts";
import { findTemplate } from "../templates/registry.ts";
import type { ClaimedMessage } from "./claimed-message.ts";

type Asked = { messageId: bigint; fact: FactKey; question: { customerId: bigint; about: About[FactKey] } };

/** Reads anew what each message rests on, from the nouns that own it: one question to each of them. */
export async function readFacts(
  tx: Tx,
  shopId: number,
  messages: readonly ClaimedMessage[],
  sources: FactSources,
  now: Date,
): Promise<Map<bigint, Partial<Facts>>> {
  const found = new Map<bigint, Partial<Facts>>(messages.map(({ messageId }) => [messageId, {}]));
  const asked = messages.flatMap(({ messageId, customerId, template, data }) =>
    (findTemplate(template)?.questions(data) ?? []).map(({ fact, about }): Asked => ({
      messageId,
      fact,
      question: { customerId, about },
    })),
  );
  for (const [fact, own] of Map.groupBy(asked, (one) => one.fact)) {
    const questions = own.map(({ question }) => question);
    const answers = await (sources[fact] as FactSource<FactKey>)(tx, shopId, questions, now);
    own.forEach(({ messageId }, index) => Object.assign(found.get(messageId) ?? {}, { [fact]: answers[index] }));
  }
  return found;
}
