import type { Fact } from "../../app/facts/fact.ts";
import { interpret, type Meta } from "../../app/webhooks/interpret.ts";
import { someShop } from "../support/shops.ts";

export const meta: Meta = { shop: someShop, triggeredAt: new Date("2026-03-01T12:00:00.500Z") };

/** What a parsed body says; fails where it does not parse. */
export function factsOf(topic: string, body: unknown): Fact[] {
  const read = interpret(topic, body, meta);
  if (!read.ok) throw new Error(JSON.stringify(read.issues));
  return read.facts;
}

export function orderOf(body: unknown, topic = "orders/create") {
  const fact = factsOf(topic, body).find((candidate) => candidate.kind === "order");
  if (fact === undefined) throw new Error("no order");
  return fact.order;
}

/** The least that an order says. */
export const base = {
  id: 1,
  name: "#1",
  created_at: "2026-01-02T00:00:00Z",
  updated_at: "2026-01-02T00:00:00Z",
  currency: "EUR",
  financial_status: "paid",
};
