import { createHmac } from "node:crypto";

import type { ActionFunctionArgs } from "@remix-run/node";

const SECRET = "test-client-secret-0123456789";

export const signatureOf = (text: string | Buffer, secret = SECRET) => createHmac("sha256", secret).update(text).digest("base64");

type Sent = { hmac?: string | null; secret?: string; method?: string; raw?: string | Buffer<ArrayBuffer> };

/** A request as Shopify Flow posts it: its body as JSON, bigint as digits, signed with the app's secret unless told otherwise. */
export function signedPost(
  to: string,
  body: object,
  { hmac, secret = SECRET, method = "POST", raw }: Sent = {},
): ActionFunctionArgs {
  const text =
    raw ??
    JSON.stringify(body, (_key, value: unknown) => (typeof value === "bigint" ? `#${value}#` : value)).replace(
      /"#(\d+)#"/g,
      "$1",
    );
  const claimed = hmac === undefined ? signatureOf(text, secret) : hmac;
  const headers = new Headers({ "Content-Type": "application/json" });
  if (claimed !== null) headers.set("X-Shopify-Hmac-Sha256", claimed);
  const reads = method === "GET";
  const request = new Request(`http://127.0.0.1:3000/shopify-flow/${to}`, { method, headers, ...(reads ? {} : { body: text }) });
  return { request, params: {}, context: {} };
}
