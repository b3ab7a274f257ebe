import { createHmac, timingSafeEqual } from "node:crypto";

/** Of several secrets, the one that a session token (a JWT, HS256) was signed with; null when it is none of them. Says nothing of what the token claims. */
export function signedBy(token: string, secrets: readonly string[]): string | null {
  const [head, payload, signature, ...more] = token.split(".");
  if (head === undefined || payload === undefined || signature === undefined || more.length > 0) return null;
  const given = Buffer.from(signature, "base64url");
  return secrets.find((secret) => same(given, createHmac("sha256", secret).update(`${head}.${payload}`).digest())) ?? null;
}

/** In constant time. */
function same(given: Buffer, expected: Buffer): boolean {
  return given.length === expected.length && timingSafeEqual(given, expected);
}
