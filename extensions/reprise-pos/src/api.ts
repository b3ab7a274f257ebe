import type { TillAnswer, TillCustomer, TillSearch } from "../../../app/shopify-pos/views.ts";
import { t } from "./host.ts";

export type { TillAnswer, TillCode, TillCustomer, TillReward, TillSearch } from "../../../app/shopify-pos/views.ts";

/** Why there is no answer: whoever is logged in may not use the app, or it could not be asked. */
export type Failure = "forbidden" | "failed";

/** Shopify gives tokens for an app only to accounts that may use it. */
const MAY_NOT = [401, 403];

/** Shopify resolves the address against the app's own and says who asks. @throws Failure */
async function call(path: string, query: Readonly<Record<string, string>> = {}, init: RequestInit = {}): Promise<unknown> {
  const params = new URLSearchParams({ locale: t("locale"), ...query });
  const answer = await fetch(`/pos/v1/${path}?${params.toString()}`, init).catch(() => null);
  if (answer?.ok === true) return answer.json();
  const why: Failure = answer !== null && MAY_NOT.includes(answer.status) ? "forbidden" : "failed";
  throw new Error(why);
}

/** @returns null when nobody knows what became of it: it may be sent again with the same fields @throws Error "forbidden": nothing came of it */
export async function redeem(customerId: string, fields: Readonly<Record<string, string>>): Promise<TillAnswer | null> {
  const headers = { "Content-Type": "application/json" };
  const init = { method: "POST", headers, body: JSON.stringify(fields) };
  return (await call(`customers/${customerId}/redemptions`, {}, init).catch((thrown: unknown) => {
    if (failureIn(thrown) === "forbidden") throw thrown;
    return null;
  })) as TillAnswer | null;
}

/** @throws Error whose message is a `Failure` */
export const readCustomer = async (customerId: string) => (await call(`customers/${customerId}`)) as TillCustomer;

/** @throws as `readCustomer` */
export const search = async (text: string) => (await call("customers", { search: text })) as TillSearch;

export const failureIn = (thrown: unknown): Failure =>
  thrown instanceof Error && thrown.message === "forbidden" ? "forbidden" : "failed";
