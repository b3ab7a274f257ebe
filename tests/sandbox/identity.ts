import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

import type { SandboxConfig } from "./config.ts";

/** All expiry here is by the machine's clock, not the sandbox's: the app's library checks tokens against the real time. */
const SESSION_TOKEN_S = 60;
const SHOPPER_TOKEN_S = 5 * 60;
const ACCESS_TOKEN_S = 3600;
const REFRESH_TOKEN_S = 90 * 24 * 3600;
const LEEWAY_S = 10;

export type SessionClaims = {
  iss: string;
  dest: string;
  aud: string;
  sub: string;
  exp: number;
  nbf: number;
  iat: number;
  jti: string;
  sid: string;
};

export type AccessToken = {
  token: string;
  shop: string;
  kind: "offline" | "online";
  userId: string | null;
  expiresAtMs: number | null;
};
export type RefreshToken = { token: string; shop: string; expiresAtMs: number };
export type IdentityState = { accessTokens: AccessToken[]; refreshTokens: RefreshToken[] };

export type Granted = { access: AccessToken; refresh: RefreshToken | null };

export type Identity = {
  /** A token such as App Bridge's idToken() returns, good for a minute of real time. `now` is a real instant; leave it out except in tests. */
  sessionToken: (shopDomain: string, userId: string | number | bigint, now?: Date) => string;
  /** A token such as extensions for shoppers get: of no issuer, and with the customer where one is logged in. */
  shopperToken: (shopDomain: string, customerId: bigint | null, now?: Date) => string;
  /** The claims, or null when the token is not ours, not for this app, or expired. */
  verifySessionToken: (token: string, now?: Date) => SessionClaims | null;
  grant: (shopDomain: string, kind: AccessToken["kind"], options: { expiring: boolean; userId: string | null }) => Granted;
  /** Swaps a refresh token, which is then used up; null when it is unknown, used or expired. */
  refresh: (shopDomain: string, token: string) => Granted | null;
  /** The token's entry if it is valid now. */
  findAccess: (token: string) => AccessToken | null;
  /** Ends every token of a shop, as an uninstall does. */
  revoke: (shopDomain: string) => void;
  /** Makes the access tokens of a shop (or all) expire now; their refresh tokens stay. */
  expire: (shopDomain?: string) => void;
  dump: () => IdentityState;
  restore: (state: IdentityState) => void;
};

export function createIdentity(config: Pick<SandboxConfig, "clientId" | "clientSecret">): Identity {
  let accessTokens = new Map<string, AccessToken>();
  let refreshTokens = new Map<string, RefreshToken>();

  const grant: Identity["grant"] = (shop, kind, { expiring, userId }) => {
    const now = Date.now();
    const expiresAtMs = expiring || kind === "online" ? now + ACCESS_TOKEN_S * 1000 : null;
    const prefix = kind === "offline" ? "shpat_" : "shpua_";
    const access: AccessToken = { token: prefix + randomBytes(16).toString("hex"), shop, kind, userId, expiresAtMs };
    accessTokens.set(access.token, access);
    if (!expiring || kind === "online") return { access, refresh: null };
    const refresh = { token: `shprt_${randomBytes(16).toString("hex")}`, shop, expiresAtMs: now + REFRESH_TOKEN_S * 1000 };
    refreshTokens.set(refresh.token, refresh);
    return { access, refresh };
  };

  return {
    grant,
    sessionToken: (shopDomain, userId, now = new Date()) => {
      const seconds = Math.floor(now.getTime() / 1000);
      const claims: SessionClaims = {
        ...{ iss: `https://${shopDomain}/admin`, dest: `https://${shopDomain}`, aud: config.clientId, sub: String(userId) },
        ...{ exp: seconds + SESSION_TOKEN_S, nbf: seconds, iat: seconds },
        ...{ jti: randomBytes(16).toString("hex"), sid: randomBytes(32).toString("hex") },
      };
      return signedToken(claims, config.clientSecret);
    },
    shopperToken: (shopDomain, customerId, now = new Date()) => {
      const seconds = Math.floor(now.getTime() / 1000);
      const claims = {
        ...{ dest: shopDomain, aud: config.clientId, exp: seconds + SHOPPER_TOKEN_S, nbf: seconds, iat: seconds },
        ...{
          jti: randomBytes(16).toString("hex"),
          ...(customerId === null ? {} : { sub: `gid://shopify/Customer/${customerId}` }),
        },
      };
      return signedToken(claims, config.clientSecret);
    },
    verifySessionToken: (token, now = new Date()) => {
      const [header, payload, signature, ...rest] = token.split(".");
      if (header === undefined || payload === undefined || signature === undefined || rest.length > 0) return null;
      const wanted = Buffer.from(sign(`${header}.${payload}`, config.clientSecret));
      const given = Buffer.from(signature);
      if (wanted.length !== given.length || !timingSafeEqual(wanted, given)) return null;
      const claims = decode(payload);
      const seconds = now.getTime() / 1000;
      if (claims === null || claims.aud !== config.clientId) return null;
      return claims.exp + LEEWAY_S > seconds && claims.nbf - LEEWAY_S <= seconds ? claims : null;
    },
    refresh: (shopDomain, token) => {
      const entry = refreshTokens.get(token);
      if (entry === undefined || entry.shop !== shopDomain || entry.expiresAtMs <= Date.now()) return null;
      refreshTokens.delete(token);
      return grant(shopDomain, "offline", { expiring: true, userId: null });
    },
    findAccess: (token) => {
      const entry = accessTokens.get(token);
      if (entry === undefined || (entry.expiresAtMs !== null && entry.expiresAtMs <= Date.now())) return null;
      return entry;
    },
    revoke: (shopDomain) => {
      for (const entry of accessTokens.values()) if (entry.shop === shopDomain) accessTokens.delete(entry.token);
      for (const entry of refreshTokens.values()) if (entry.shop === shopDomain) refreshTokens.delete(entry.token);
    },
    expire: (shopDomain) => {
      for (const entry of accessTokens.values()) {
        if (shopDomain === undefined || entry.shop === shopDomain)
          entry.expiresAtMs = Math.min(entry.expiresAtMs ?? Infinity, Date.now());
      }
    },
    dump: () => ({ accessTokens: [...accessTokens.values()], refreshTokens: [...refreshTokens.values()] }),
    restore: (state) => {
      accessTokens = new Map(state.accessTokens.map((entry) => [entry.token, entry]));
      refreshTokens = new Map(state.refreshTokens.map((entry) => [entry.token, entry]));
    },
  };
}

/** A JWT with these claims (HS256). */
export function signedToken(claims: object, secret: string): string {
  const signed = `${encode({ alg: "HS256", typ: "JWT" })}.${encode(claims)}`;
  return `${signed}.${sign(signed, secret)}`;
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

function decode(payload: string): SessionClaims | null {
  try {
    return JSON.parse(Buffer.from(payload, "base64url").toString("utf8")) as SessionClaims;
  } catch {
    return null;
  }
}

function sign(text: string, secret: string): string {
  return createHmac("sha256", secret).update(text).digest("base64url");
}
