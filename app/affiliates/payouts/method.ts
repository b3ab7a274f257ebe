import { COMMISSION_RULE } from "../../points/entry.ts";
import { isInKind, type Payee } from "../people/payee.ts";

/** What a run of payouts becomes: a file for the bank, one for PayPal, a list to pay by hand, store credit, or points. */
export const runMethods = ["sepa", "paypal", "csv", "credit", "points"] as const;
export type RunMethod = (typeof runMethods)[number];

/** Whether a run of this kind pays who has chosen this. By a list money is paid, of whatever kind. */
export function suits(method: RunMethod, payee: Pick<Payee, "method">): boolean {
  if (method === "csv") return !isInKind(payee.method);
  return payee.method === (method === "sepa" ? "bank" : method);
}

/** Commission that was paid in points, among the names of rules. */
export const COMMISSION = { key: COMMISSION_RULE, kind: "commission" as const, title: { en: "Commission", de: "Provision" } };
