import { createHmac } from "node:crypto";

const PREFIX = "whsec_";

/** A secret as receivers' libraries expect it. @param random at least 24 bytes */
export function secretText(random: Buffer): string {
  return `${PREFIX}${random.toString("base64")}`;
}

/**
 * The headers by which a receiver knows who sent a body, and when, as Standard Webhooks has them (https://www.standardwebhooks.com). One signature for each
 * secret, so that one can be replaced without a gap.
 */
export function signedHeaders(secrets: readonly string[], id: string, body: string, now: Date): Record<string, string> {
  const timestamp = String(Math.floor(now.getTime() / 1_000));
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(PREFIX.length), "base64");
    return `v1,${createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64")}`;
  });
  return { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signatures.join(" ") };
}
