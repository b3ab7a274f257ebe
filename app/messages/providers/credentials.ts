import { createHash, timingSafeEqual } from "node:crypto";

/** Whether two texts are the same, in a time that tells nothing about where they differ, or how long they are. */
export function isSame(given: string, expected: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

const HEADER = "x-webhook-secret";

/**
 * Whether a request brings one of the secrets, for providers that sign nothing: as the password of basic authentication (in the address of the webhook), as a bearer token, or in
 * the header X-Webhook-Secret. All of them are compared, so that the time says nothing.
 */
export function hasSecret(headers: Headers, secrets: readonly string[]): boolean {
  const given = [headers.get(HEADER), ...passwordIn(headers.get("authorization"))].filter((text) => text !== null);
  return given.flatMap((text) => secrets.map((secret) => isSame(text, secret))).includes(true);
}

function passwordIn(authorization: string | null): string[] {
  const [, scheme = "", value = ""] = /^(basic|bearer) +(\S+)$/i.exec(authorization ?? "") ?? [];
  if (scheme.toLowerCase() !== "basic") return scheme === "" ? [] : [value];
  const pair = Buffer.from(value, "base64").toString("utf8");
  const colon = pair.indexOf(":");
  return colon < 0 ? [] : [pair.slice(colon + 1)];
}
