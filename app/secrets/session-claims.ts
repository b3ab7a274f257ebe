import { z } from "zod";

const claimsSchema = z.object({ iss: z.url(), dest: z.url(), exp: z.number(), sub: z.string().regex(/^\d{1,19}$/) });

/**
 * Whether the claims of a session token of the admin (a JWT whose signature has been checked) name one shop, an end and a member of the shop's staff. The
 * library compares neither issuer with shop, nor does it ask for an end or for whom it is: tokens of extensions for shoppers are signed with the same secret.
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

/** Whose session token it is: a shop's address and, where Shopify names one, a customer of it. */
export type ShopperClaims = { domain: string; customerId: bigint | null };

const shopperSchema = z.object({
  // Shopify writes a shop's address here, with or without its scheme.
  dest: z
    .string()
    .transform((dest) => dest.replace(/^https:\/\//, ""))
    .pipe(z.string().regex(/^[a-z0-9][a-z0-9-]*\.myshopify\.com$/)),
  exp: z.number(),
  sub: z
    .string()
    .regex(/^gid:\/\/shopify\/Customer\/[1-9]\d{0,18}$/)
    .transform((sub) => BigInt(sub.slice(sub.lastIndexOf("/") + 1)))
    .optional(),
});

/**
 * What a session token of an extension for shoppers claims, once its signature, end and audience have been checked; null where it is none: tokens of
 * the admin are signed with the same secret, and name a member of the shop's staff.
 * Rule: https://shopify.dev/docs/api/customer-account-ui-extensions/latest/target-apis/platform-apis/session-token-api
 */
export function shopperClaims(payload: unknown): ShopperClaims | null {
  const claims = shopperSchema.safeParse(payload);
  if (!claims.success) return null;
  return { domain: claims.data.dest, customerId: claims.data.sub ?? null };
}
