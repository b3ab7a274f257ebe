import type { FactSource } from "../messages/templates/facts.ts";
import { currentProgram } from "../program/versions.server.ts";
import { getShop } from "../shops/shops.server.ts";
import { readAccounts } from "./accounts.server.ts";

/** What messages say of points, as of the moment in which they leave. */
export const pointsFacts: FactSource<"points"> = async (tx, shopId, questions, now) => {
  const shop = await getShop(tx, shopId);
  const { rules } = await currentProgram(tx, shopId, now);
  const accounts = await readAccounts(tx, shop, [...new Set(questions.map(({ customerId }) => customerId))], now);
  return questions.map(({ customerId }) => ({ account: accounts.get(customerId) ?? null, rules }));
};
