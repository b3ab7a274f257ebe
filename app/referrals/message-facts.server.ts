import type { FactSource } from "../messages/templates/facts.ts";
import { listLeading } from "./links/links.server.ts";

/** The links that emails may show of their readers. Nothing is made for it: who never asked for a link has none. */
export const friendFacts: FactSource<"friend"> = async (tx, shopId, questions, now) => {
  const asked = [...new Set(questions.map(({ customerId }) => customerId))];
  const codes = await listLeading(tx, shopId, asked, now);
  return questions.map(({ customerId }) => codes.get(customerId) ?? null);
};
