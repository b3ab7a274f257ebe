import "@shopify/shopify-app-remix/adapters/node";

import { createHmac } from "node:crypto";

import { GraphqlQueryError, HttpResponseError, RequestedTokenType, shopifyApi, type Session } from "@shopify/shopify-api";
import { setAbstractFetchFunc } from "@shopify/shopify-api/runtime";
import { ApiVersion, AppDistribution, LogSeverity, shopifyApp } from "@shopify/shopify-app-remix/server";
import { sql } from "kysely";
import { z } from "zod";

import { db, prisma } from "./db.server.ts";
import { env, shopifySecrets } from "./env.server.ts";
import { log } from "./log.server.ts";
import { keyring } from "./secrets/keyring.server.ts";
import { SealedSessionStorage } from "./secrets/session-storage.server.ts";
import { signedBy } from "./secrets/signed-by.ts";
import { areClaimsSound, shopperClaims, type ShopperClaims } from "./secrets/session-claims.ts";

/** The one Admin API version; shopify.app.toml names the same (a test compares them). */
export const API_VERSION = ApiVersion.October26;

const REFRESH_BEFORE_EXPIRY_MS = 5 * 60_000;
const THROTTLE_ATTEMPTS = 8;
/** The status by which Shopify asks to come again later. */
const TOO_MANY = 429;
/** Shopify ends its own work on a request sooner; a connection that says nothing for so long is dead, and must not hold up a loop. */
const REQUEST_MS = 30_000;

type App = ReturnType<typeof createApp>;
/** By the secret that it was set up with: the library knows one each. */
const apps = new Map<string, App>();

/** Shopify's own library, set up once: `shopify().authenticate.admin(request)` and the like. */
export function shopify(secret: string = env().SHOPIFY_API_SECRET): App {
  const app = apps.get(secret) ?? createApp(secret);
  apps.set(secret, app);
  return app;
}

function createApp(secret: string) {
  const { SANDBOX_SHOPIFY_ORIGIN, SHOPIFY_API_KEY, SHOPIFY_APP_URL, SCOPES } = env();
  if (SANDBOX_SHOPIFY_ORIGIN !== undefined) setAbstractFetchFunc(fetchFromStandIn(SANDBOX_SHOPIFY_ORIGIN));
  const shared = {
    apiKey: SHOPIFY_API_KEY,
    apiVersion: API_VERSION,
    logger: { level: LogSeverity.Warning, log: forwardLog },
  } as const;
  const remix = shopifyApp({
    ...shared,
    apiSecretKey: secret,
    appUrl: SHOPIFY_APP_URL,
    authPathPrefix: "/auth",
    ...(SCOPES === "" ? {} : { scopes: SCOPES.split(",") }),
    sessionStorage: new SealedSessionStorage(prisma(), db(), keyring()),
    distribution: AppDistribution.AppStore,
    future: { unstable_newEmbeddedAuthStrategy: true, expiringOfflineAccessTokens: true },
  });
  const api = shopifyApi({
    ...shared,
    apiSecretKey: secret,
    hostName: new URL(SHOPIFY_APP_URL).host,
    isEmbeddedApp: true,
    isTesting: false,
    future: { expiringOfflineAccessTokens: true, unstable_managedPricingSupport: true },
  });
  return {
    authenticate: remix.authenticate,
    addDocumentResponseHeaders: remix.addDocumentResponseHeaders,
    sessionStorage: remix.sessionStorage,
    api,
  };
}

/** The library reports at its own severities; its messages carry shop domains, never tokens, at warning and above. */
function forwardLog(severity: LogSeverity, message: string): void {
  if (severity === LogSeverity.Error) log().error({ source: "shopify" }, message);
  else log().warn({ source: "shopify" }, message);
}

/** Requests for `https://<shop>.myshopify.com` reach the stand-in, which learns the shop from the forwarded host. */
function fetchFromStandIn(origin: string): typeof fetch {
  return (input, init) => {
    const request = new Request(input, init);
    const url = new URL(request.url);
    if (!url.hostname.endsWith(".myshopify.com")) return fetch(request);
    const headers = new Headers(request.headers);
    headers.set("x-forwarded-host", url.hostname);
    return fetch(new Request(`${origin}${url.pathname}${url.search}`, { ...init, method: request.method, headers }));
  };
}

/**
 * Who is asking, for every request of the embedded admin. While Shopify's secret is being replaced, its session tokens may be signed with either.
 * @throws Response as Shopify's library wants it answered (bounce page, 401 with retry header, redirect into the admin), or as `exchangeToken`
 */
export async function authenticateAdmin(request: Request) {
  const token = tokenOf(request);
  const secret = signedBy(token, shopifySecrets());
  if (secret !== null && !areClaimsSound(token)) throw new Response(null, { status: 401 });
  const { authenticate } = shopify(secret ?? env().SHOPIFY_API_SECRET);
  try {
    return await authenticate.admin(request);
  } catch (thrown) {
    if (!(thrown instanceof Response)) throw thrown;
    allowStandIn(thrown.headers);
    if (thrown.status !== 500 || secret === null) throw thrown;
  }
  await exchangeToken(secret, token);
  return authenticate.admin(request);
}

/**
 * Exchanges a session token for the shop's access token, once more: where that fails the library says 500 and nothing of the reason.
 * @throws Response 403 when Shopify refuses (the shop has not installed the app, or is closed); 503 when it could not be asked
 */
async function exchangeToken(secret: string, token: string): Promise<void> {
  const { api, sessionStorage } = shopify(secret);
  const shop = new URL((await api.session.decodeSessionToken(token)).dest).hostname;
  const requestedTokenType = RequestedTokenType.OfflineAccessToken;
  const exchanged = await api.auth
    .tokenExchange({ shop, sessionToken: token, requestedTokenType, expiring: true })
    .catch((error: unknown) => {
      const code = error instanceof HttpResponseError ? (error.response as { code: number }).code : null;
      const refused = code !== null && code >= 400 && code < 500 && code !== TOO_MANY;
      log().warn(refused ? { shop, code } : { shop, code, error }, "Shopify has given no access token");
      throw refused ? new Response(null, { status: 403 }) : new Response(null, { status: 503, headers: { "Retry-After": "30" } });
    });
  await sessionStorage.storeSession(exchanged.session);
}

/**
 * Who of a shop's staff is asking, as Shopify says for their session token: it comes with an access token of theirs, which is not kept.
 * @throws Error when Shopify does not say
 */
export async function readUser(request: Request): Promise<{ first_name?: string; last_name?: string; email?: string }> {
  const token = tokenOf(request);
  const { api } = shopify(signedBy(token, shopifySecrets()) ?? env().SHOPIFY_API_SECRET);
  const shop = new URL((await api.session.decodeSessionToken(token)).dest).hostname;
  const requestedTokenType = RequestedTokenType.OnlineAccessToken;
  const { session } = await api.auth.tokenExchange({ shop, sessionToken: token, requestedTokenType });
  return session.onlineAccessInfo?.associated_user ?? {};
}

function tokenOf(request: Request): string {
  return bearerOf(request) ?? new URL(request.url).searchParams.get("id_token") ?? "";
}

function bearerOf(request: Request): string | null {
  return /^Bearer (.+)$/i.exec(request.headers.get("authorization") ?? "")?.[1] ?? null;
}

/**
 * Whose request this is, by the session token that Shopify gives its extensions for shoppers; null without one that holds. The library's
 * `authenticate.public` takes tokens that were made for another app.
 */
export async function authenticateShopper(request: Request): Promise<ShopperClaims | null> {
  const token = bearerOf(request);
  const secret = token === null ? null : signedBy(token, shopifySecrets());
  if (token === null || secret === null) return null;
  try {
    return shopperClaims(await shopify(secret).api.session.decodeSessionToken(token, { checkAudience: true }));
  } catch {
    // What the library says of it holds the token.
    return null;
  }
}

/** Content security policy and preloads of the embedded admin. */
export function addDocumentHeaders(request: Request, headers: Headers): void {
  shopify().addDocumentResponseHeaders(request, headers);
  allowStandIn(headers);
}

/** In the sandbox the stand-in's shell may frame the app too. */
function allowStandIn(headers: Headers): void {
  const standIn = env().SANDBOX_SHOPIFY_ORIGIN;
  if (standIn === undefined) return;
  const policy = headers.get("Content-Security-Policy");
  if (policy !== null) headers.set("Content-Security-Policy", policy.replace("frame-ancestors", `frame-ancestors ${standIn}`));
  // The library preloads App Bridge from Shopify's CDN; the stand-in has its own.
  headers.delete("Link");
}

export type ValidWebhook = {
  valid: true;
  /** As in the header: `orders/create`. */
  topic: string;
  domain: string;
  apiVersion: string;
  webhookId: string;
  eventId: string | null;
  name: string | null;
  triggeredAt: string | null;
};
export type InvalidWebhook = { valid: false; reason: "invalid-hmac" | "missing-headers" };

/**
 * Checks a webhook's HMAC and then its headers; without session or token: token refresh must never decide whether an event is stored. The library's
 * `webhooks.validate` does the same, but goes through all headers, letter by letter, for each that it looks up, and asks WebCrypto for the HMAC, which
 * costs nine times as much as computing it here: together longer than all else that is done to accept a webhook.
 */
export function validateWebhook(rawBody: string, headers: Record<string, string>): ValidWebhook | InvalidWebhook {
  const sent = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  const header = (name: string) => sent.get(`x-shopify-${name}`) || null;
  const claimed = header("hmac-sha256");
  if (rawBody === "" || claimed === null) return { valid: false, reason: "invalid-hmac" };
  if (!isSigned(rawBody, claimed)) return { valid: false, reason: "invalid-hmac" };
  const [topic, domain] = [header("topic"), header("shop-domain")];
  const [apiVersion, webhookId] = [header("api-version"), header("webhook-id")];
  if (topic === null || domain === null || apiVersion === null || webhookId === null)
    return { valid: false, reason: "missing-headers" };
  const about = { topic, domain, apiVersion, webhookId };
  return { valid: true, ...about, eventId: header("event-id"), name: header("name"), triggeredAt: header("triggered-at") };
}

/** Whether Shopify has signed a body, with the app's secret or, while that is being replaced, the one before. @param claimed base64, as in the header */
export function isSigned(rawBody: string, claimed: string): boolean {
  return shopifySecrets().some((secret) =>
    shopify().api.auth.safeCompare(claimed, createHmac("sha256", secret).update(rawBody).digest("base64")),
  );
}

/** The shop has no usable offline token: it was never installed, or has been uninstalled. Retrying does not help. */
export class ShopUnreachableError extends Error {
  override name = "ShopUnreachableError";
}

/** The Admin API refused the operation itself; a defect of ours or a missing scope. */
export class AdminApiError extends Error {
  override name = "AdminApiError";
  readonly code: string;
  constructor(message: string, code: string) {
    super(message);
    this.code = code;
  }
}

const failureSchema = z.object({
  errors: z.object({
    graphQLErrors: z.array(
      z.object({ message: z.string(), extensions: z.object({ code: z.string().optional() }).loose().optional() }),
    ),
  }),
  extensions: z
    .object({
      cost: z.object({
        requestedQueryCost: z.number(),
        throttleStatus: z.object({ currentlyAvailable: z.number(), restoreRate: z.number() }),
      }),
    })
    .partial()
    .optional(),
});

/**
 * One Admin API operation with the shop's offline token. Waits out throttling as the answer's cost says.
 * `userErrors` are part of the data: the caller reads them.
 * @throws ShopUnreachableError | AdminApiError | network errors (worth a retry)
 */
export async function adminGraphql<Data>(
  shop: { domain: string },
  document: string,
  variables: Record<string, unknown> = {},
): Promise<Data> {
  const { api } = shopify();
  for (let attempt = 1; ; attempt += 1) {
    const session = await offlineSession(shop.domain);
    const client = new api.clients.Graphql({ session });
    try {
      const answer: { data?: unknown } = await client.request(document, {
        variables,
        retries: 0,
        signal: AbortSignal.timeout(REQUEST_MS),
      });
      return answer.data as Data;
    } catch (error) {
      const waitMs = throttledForMs(error);
      if (waitMs === null || attempt >= THROTTLE_ATTEMPTS) throw asAdminApiError(error);
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  }
}

function throttledForMs(error: unknown): number | null {
  if (!(error instanceof GraphqlQueryError)) return null;
  const failure = failureSchema.safeParse(error.body).data;
  if (failure?.errors.graphQLErrors.some(({ extensions }) => extensions?.code === "THROTTLED") !== true) return null;
  const cost = failure.extensions?.cost;
  if (cost === undefined) return 1_000;
  const missing = Math.max(0, cost.requestedQueryCost - cost.throttleStatus.currentlyAvailable);
  return Math.min(30_000, 100 + (1_000 * missing) / Math.max(1, cost.throttleStatus.restoreRate));
}

function asAdminApiError(error: unknown): unknown {
  if (!(error instanceof GraphqlQueryError)) return error;
  const first = failureSchema.safeParse(error.body).data?.errors.graphQLErrors[0];
  return new AdminApiError(first?.message ?? error.message, first?.extensions?.code ?? "UNKNOWN");
}

/** The shop's offline session, refreshed when it is about to expire; refreshes of one shop queue behind an advisory lock. */
async function offlineSession(domain: string): Promise<Session> {
  const { api, sessionStorage } = shopify();
  const sessionId = api.session.getOfflineId(domain);
  const session = await sessionStorage.loadSession(sessionId);
  if (session === undefined) throw new ShopUnreachableError(`No offline session for ${domain}`);
  if (!session.isExpired(REFRESH_BEFORE_EXPIRY_MS)) return session;
  return db()
    .transaction()
    .execute(async (tx) => {
      await sql`select pg_advisory_xact_lock(hashtext('refresh-token'), hashtext(${domain}))`.execute(tx);
      const current = await sessionStorage.loadSession(sessionId);
      if (current === undefined) throw new ShopUnreachableError(`No offline session for ${domain}`);
      if (!current.isExpired(REFRESH_BEFORE_EXPIRY_MS)) return current;
      if (current.refreshToken === undefined)
        throw new ShopUnreachableError(`The token of ${domain} has expired and cannot be refreshed`);
      const refreshed = await api.auth.refreshToken({ shop: domain, refreshToken: current.refreshToken });
      await sessionStorage.storeSession(refreshed.session);
      return refreshed.session;
    });
}
