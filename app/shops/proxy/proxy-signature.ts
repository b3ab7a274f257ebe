import { createHmac, timingSafeEqual } from "node:crypto";

import { SECOND_MS } from "../../lib/time.ts";

/** Shopify asks for a tolerance of 90 seconds in either direction. */
const TOLERANCE_SECONDS = 90;

export type ProxyVerdict =
  /** `customerId` is null when nobody is logged in; `path` is where the proxy answers in the shop, as `/apps/reprise`, null where that cannot be told. */
  | { ok: true; shop: string; customerId: bigint | null; path: string | null }
  | { ok: false; reason: "missing-parameter" | "repeated-parameter" | "malformed-parameter" | "bad-signature" | "expired" };

const MAX_ID = 2n ** 63n - 1n;

/** Where Shopify lets a proxy be, without the language's prefix that may stand before it. */
const PROXY_PATH = /\/(a|apps|community|tools)\/[A-Za-z0-9_-]{1,60}$/;

const FORMATS = {
  shop: /^[a-z0-9][a-z0-9-]*\.myshopify\.com$/,
  logged_in_customer_id: /^([1-9]\d{0,18})?$/,
  // Merchants move the proxy, and Shopify does not say what it sends below a language's prefix: it is signed, so only its length is limited.
  path_prefix: /^\/\S{1,199}$/,
  timestamp: /^\d{1,12}$/,
  signature: /^[0-9a-f]{64}$/,
};

/**
 * Whether Shopify's app proxy sent this request, and for whom. The library's own check is not used, because it refreshes access tokens
 * before it answers and knows one secret only. A parameter of Shopify's that is repeated is refused, so that no two readers can take different ones.
 * Rule: https://shopify.dev/docs/apps/build/online-store/app-proxies/authenticate-app-proxies
 */
export function verifyProxySignature(url: URL, secrets: readonly string[], now: Date): ProxyVerdict {
  const given = url.searchParams;
  const values = new Map<string, string>();
  for (const [name, format] of Object.entries(FORMATS)) {
    const [value, ...more] = given.getAll(name);
    if (value === undefined) return { ok: false, reason: "missing-parameter" };
    if (more.length > 0) return { ok: false, reason: "repeated-parameter" };
    if (!format.test(value)) return { ok: false, reason: "malformed-parameter" };
    values.set(name, value);
  }
  const [text, signature] = [signedText(given), Buffer.from(values.get("signature") ?? "", "hex")];
  if (!secrets.some((secret) => timingSafeEqual(createHmac("sha256", secret).update(text).digest(), signature)))
    return { ok: false, reason: "bad-signature" };
  const ageSeconds = now.getTime() / SECOND_MS - Number(values.get("timestamp"));
  if (Math.abs(ageSeconds) > TOLERANCE_SECONDS) return { ok: false, reason: "expired" };
  const customer = values.get("logged_in_customer_id") ?? "";
  if (BigInt(customer) > MAX_ID) return { ok: false, reason: "malformed-parameter" };
  const path = PROXY_PATH.exec(values.get("path_prefix") ?? "")?.[0] ?? null;
  return { ok: true, shop: values.get("shop") ?? "", customerId: customer === "" ? null : BigInt(customer), path };
}

/** `key=value` of all parameters but the signature, sorted by key, without separators; repeated values are joined by commas. */
function signedText(params: URLSearchParams): string {
  // Gone through once: asking for each key's values would let a stranger's thousands of parameters cost their square.
  const values = Map.groupBy(params, ([key]) => key);
  values.delete("signature");
  const keys = [...values.keys()].sort();
  return keys.map((key) => `${key}=${(values.get(key) ?? []).map(([, value]) => value).join(",")}`).join("");
}
