import type { ShopperAnswer } from "../../../app/storefront/answer.ts";
import type { AccountPage, AccountView } from "../../../app/storefront/api/account.server.ts";
import type { OrderView } from "../../../app/storefront/api/order.server.ts";
import type { EstimateView } from "../../../app/storefront/api/estimate.server.ts";
import type { SurveyAnswer, SurveyQuestion } from "../../../app/storefront/api/survey.server.ts";
import { host } from "./host.ts";
import { callPoints } from "./words.ts";

export type View = AccountView;
export type { AccountPage } from "../../../app/storefront/api/account.server.ts";
export type { OrderView } from "../../../app/storefront/api/order.server.ts";
export type Answer = ShopperAnswer;
export type { EstimateView } from "../../../app/storefront/api/estimate.server.ts";
export type { SurveyQuestion } from "../../../app/storefront/api/survey.server.ts";
export type Act = "redemptions" | "claims" | "birthday" | "sign-up" | "referral";

/** Shopify's command line writes the address in when it bundles; which of the two it knows depends on the command. */
function appUrl(): string {
  for (const read of [() => process.env.APP_URL, () => process.env.SHOPIFY_APP_URL]) {
    try {
      const address = read();
      if (address) return address.replace(/\/+$/, "");
    } catch {
      // Not written in, and a worker knows no environment.
    }
  }
  throw new Error("The extension was bundled without the app's address");
}

async function call(path: string, init: RequestInit = {}, query: Readonly<Record<string, string>> = {}): Promise<unknown> {
  // Good for minutes only: asked for each time, and kept by Shopify.
  const token = await host().sessionToken.get();
  // What the page is written in, which is not the shopper's language where we have no texts in that: what they agree to is noted in it.
  const locale = host().localization.extensionLanguage.value.isoCode;
  const answer = await fetch(`${appUrl()}/storefront/v1/${path}?${new URLSearchParams({ ...query, locale }).toString()}`, {
    ...init,
    headers: { Authorization: `Bearer ${token}`, ...(init.body == null ? {} : { "Content-Type": "application/json" }) },
  });
  // A refusal names nothing.
  if (answer.ok) callPoints(answer.headers.get("Reprise-Points-Name"));
  const body: unknown = await answer.json();
  // What only repeating helps with is thrown; words for the shopper are an answer.
  if (answer.status >= 400 && !(typeof body === "object" && body !== null && "message" in body))
    throw new Error(`The app answered ${answer.status}`);
  return body;
}

/** @returns null for who has no points account yet @throws Error when there is no answer */
export async function readView(): Promise<AccountPage | null> {
  const body = await call("account");
  if (body !== null && !(typeof body === "object" && "loyalty" in body)) throw new Error("The app gave no account");
  return body as AccountPage | null;
}

/** What an order brings. @param orderId the number @throws Error when there is no answer */
export async function readOrder(orderId: string): Promise<OrderView> {
  const body = await call(`orders/${orderId}`);
  if (typeof body !== "object" || body === null || !("order" in body)) throw new Error("The app said nothing of the order");
  return body as OrderView;
}

/** What a basket would bring. @throws Error when there is no answer */
export async function readEstimate(basket: Readonly<Record<string, string>>): Promise<EstimateView> {
  const body = await call("estimates", { method: "POST", body: JSON.stringify(basket) });
  if (typeof body !== "object" || body === null || !("points" in body)) throw new Error("The app estimated nothing");
  return body as EstimateView;
}

/** Who asks too often, or is not heard, is told so and nothing else. */
type Refusable<Told extends { ok: boolean; message: string }> = Pick<Told, "ok" | "message"> & Partial<Told>;

/** Where a survey is asked, and of which order. */
export type Asked = { way: "account" | "thanks"; order?: string };

/** What a survey asks the shopper here; null: nothing. @throws Error when there is no answer */
export async function readSurvey(asked: Asked): Promise<SurveyQuestion | null> {
  const body = await call("surveys", {}, asked);
  if (typeof body !== "object" || body === null || !("question" in body)) throw new Error("The app said nothing of surveys");
  return body.question as SurveyQuestion | null;
}

/** @returns null when nobody knows what became of it: it may be sent again with the same fields */
export async function answerSurvey(fields: Readonly<Record<string, string>>): Promise<Refusable<SurveyAnswer> | null> {
  try {
    return (await call("surveys", { method: "POST", body: JSON.stringify(fields) })) as Refusable<SurveyAnswer>;
  } catch {
    return null;
  }
}

/** @returns null when nobody knows what became of it: it may be sent again with the same fields */
export async function send(act: Act, fields: Readonly<Record<string, string>>): Promise<Answer | null> {
  try {
    return (await call(act, { method: "POST", body: JSON.stringify(fields) })) as Answer;
  } catch {
    return null;
  }
}
