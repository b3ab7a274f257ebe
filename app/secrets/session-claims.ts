import { z } from "zod";

const claimsSchema = z.object({ iss: z.url(), dest: z.url(), exp: z.number() });

/**
 * Whether the claims of a session token (a JWT whose signature has been checked) name one shop and an end. The library compares neither issuer with
 * shop, nor does it ask for an end.
 * Rule: https://shopify.dev/docs/apps/build/authentication-authorization/session-tokens/set-up-session-tokens
 */
export function areClaimsSound(token: string): boolean {
  try {
    const claims = claimsSchema.safeParse(JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8")));
    return claims.success && new URL(claims.data.iss).hostname === new URL(claims.data.dest).hostname;
  } catch {
    return false;
  }
}
