import * as account from "../../app/routes/storefront.v1.account.ts";
import * as birthday from "../../app/routes/storefront.v1.birthday.ts";
import * as claims from "../../app/routes/storefront.v1.claims.ts";
import * as estimates from "../../app/routes/storefront.v1.estimates.ts";
import * as orders from "../../app/routes/storefront.v1.orders.$orderId.ts";
import * as redemptions from "../../app/routes/storefront.v1.redemptions.ts";
import * as referral from "../../app/routes/storefront.v1.referral.ts";
import * as signUp from "../../app/routes/storefront.v1.sign-up.ts";
import * as surveys from "../../app/routes/storefront.v1.surveys.ts";

/** The storefront API as extensions see it: addresses and answers, through the app's own routes. */
const ROUTES: Record<string, { loader?: unknown; action?: unknown }> = {
  ...{ "/account": account, "/orders/{orderId}": orders, "/estimates": estimates, "/redemptions": redemptions },
  ...{ "/claims": claims, "/birthday": birthday, "/sign-up": signUp, "/referral": referral, "/surveys": surveys },
};

/** `token` null: none. */
export type Sent = {
  token?: string | null;
  body?: unknown;
  query?: string;
  orderId?: string;
  headers?: Record<string, string>;
};
export type Answer = { status: number; body: unknown; headers: Headers };

/** From an address of its own, unless it says from where. @param at `GET /account` */
export async function callStorefront(at: string, { token = null, body, query = "", orderId, headers }: Sent): Promise<Answer> {
  const [method = "", path = ""] = at.split(" ");
  const request = new Request(`http://127.0.0.1:3000/storefront/v1${path}?locale=de${query === "" ? "" : `&${query}`}`, {
    ...{ method, body: method === "GET" ? null : JSON.stringify(body) },
    headers: {
      ...{ "content-type": "application/json", "x-forwarded-for": crypto.randomUUID() },
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...headers,
    },
  });
  const { loader, action } = ROUTES[path] ?? {};
  const route = (method === "GET" ? loader : action) as (args: object) => Promise<Response>;
  const response = await route({ request, params: orderId === undefined ? {} : { orderId }, context: {} });
  return { status: response.status, body: (await response.json()) as unknown, headers: response.headers };
}
