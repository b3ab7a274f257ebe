import type { SandboxConfig } from "../config.ts";
import type { Granted, Identity } from "../identity.ts";
import type { Shop } from "../world/types.ts";

const EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
const ID_TOKEN = "urn:ietf:params:oauth:token-type:id_token";
const OFFLINE = "urn:shopify:params:oauth:token-type:offline-access-token";
const ONLINE = "urn:shopify:params:oauth:token-type:online-access-token";

export type OauthAnswer = { status: number; body: Record<string, unknown> };

function refuse(status: number, error: string, description: string): OauthAnswer {
  return { status, body: { error, error_description: description } };
}

/** Answers POST /admin/oauth/access_token: token exchange, and refresh of expiring offline tokens. */
export function grantToken(
  shop: Shop | undefined,
  identity: Identity,
  config: SandboxConfig,
  body: Record<string, unknown>,
): OauthAnswer {
  if (shop === undefined) return { status: 404, body: { errors: "Not Found" } };
  if (body["client_id"] !== config.clientId || body["client_secret"] !== config.clientSecret) {
    return refuse(401, "invalid_client", "The client_id or client_secret is wrong");
  }
  if (body["grant_type"] === "refresh_token") {
    const granted = shop.installed ? identity.refresh(shop.domain, String(body["refresh_token"])) : null;
    return granted === null ? refuse(401, "invalid_grant", "The refresh token is invalid or has expired") : tokens(shop, granted);
  }
  if (body["grant_type"] !== EXCHANGE) return refuse(400, "unsupported_grant_type", "The grant type is not supported");
  if (body["subject_token_type"] !== ID_TOKEN) return refuse(400, "invalid_request", "subject_token_type must be an id token");
  const claims = identity.verifySessionToken(String(body["subject_token"]));
  if (claims === null || claims.dest !== `https://${shop.domain}`) {
    return refuse(400, "invalid_subject_token", "The session token is invalid or has expired");
  }
  if (!shop.installed) return refuse(400, "invalid_subject_token", "The app is not installed in this shop");
  const wanted = body["requested_token_type"];
  if (wanted === ONLINE) return online(shop, identity.grant(shop.domain, "online", { expiring: true, userId: claims.sub }));
  if (wanted !== OFFLINE) return refuse(400, "invalid_request", "requested_token_type is not supported");
  const expiring = body["expiring"] === "1" || body["expiring"] === 1 || body["expiring"] === true;
  return tokens(shop, identity.grant(shop.domain, "offline", { expiring, userId: null }));
}

function secondsLeft(expiresAtMs: number): number {
  return Math.round((expiresAtMs - Date.now()) / 1000);
}

function tokens(shop: Shop, { access, refresh }: Granted): OauthAnswer {
  return {
    status: 200,
    body: {
      access_token: access.token,
      scope: shop.installedScopes.join(","),
      ...(access.expiresAtMs === null ? {} : { expires_in: secondsLeft(access.expiresAtMs) }),
      ...(refresh === null ? {} : { refresh_token: refresh.token, refresh_token_expires_in: secondsLeft(refresh.expiresAtMs) }),
    },
  };
}

function online(shop: Shop, granted: Granted): OauthAnswer {
  const { status, body } = tokens(shop, granted);
  const user = {
    ...{
      id: Number(granted.access.userId),
      first_name: "Sandbox",
      last_name: "Merchant",
      email: shop.email,
      email_verified: true,
    },
    ...{ account_owner: true, locale: shop.primaryLocale, collaborator: false },
  };
  return {
    status,
    body: { ...body, associated_user_scope: shop.installedScopes.join(","), associated_user: user },
  };
}
