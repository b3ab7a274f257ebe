import { createHmac, timingSafeEqual } from "node:crypto";

/** What a signed link may be for. A signature of one kind is worth nothing for another. */
export type LinkKind =
  | "unsubscribe"
  | "sender"
  | "click"
  | "message"
  | "preferences"
  | "sign-up"
  | "summary"
  | "review"
  | "draw"
  | "board"
  | "module"
  | "gathering"
  | "community"
  | "partner"
  | "partner-account";

/** The signature of a link, 43 characters that an address may hold. @param content what it binds, besides the kind */
export function signatureOf(kind: LinkKind, content: string, secret: string): string {
  return createHmac("sha256", secret).update(`${kind}:1:${content}`).digest("base64url");
}

/** Whether one of the secrets made it. Compares in constant time. */
export function isSignature(given: string, kind: LinkKind, content: string, secrets: readonly string[]): boolean {
  const actual = Buffer.from(given);
  return secrets.some((secret) => {
    const expected = Buffer.from(signatureOf(kind, content, secret));
    return actual.length === expected.length && timingSafeEqual(actual, expected);
  });
}
