import { webcrypto } from "node:crypto";

/** What a message's headers say of it, judged by the page of Standard Webhooks and by nothing of the app's. */
export type Verdict = "genuine" | "no-secret" | "signature" | "time" | "headers";

export type Received = { id: string | undefined; timestamp: string | undefined; signature: string | undefined; body: Buffer };

const TOLERANCE_S = 300;

/** @param secrets those that this end was told; one that fits is enough */
export async function judge(
  { id, timestamp, signature, body }: Received,
  secrets: readonly string[],
  now: Date,
): Promise<Verdict> {
  if (id === undefined || timestamp === undefined || signature === undefined || !/^\d+$/.test(timestamp)) return "headers";
  if (secrets.length === 0) return "no-secret";
  if (Math.abs(now.getTime() / 1000 - Number(timestamp)) > TOLERANCE_S) return "time";
  const content = Buffer.concat([Buffer.from(`${id}.${timestamp}.`), body]);
  for (const secret of secrets) {
    const bytes = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
    const key = await webcrypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["verify"]);
    for (const given of signature.split(" ")) {
      const [version, sum = ""] = given.split(",");
      if (version === "v1" && (await webcrypto.subtle.verify("HMAC", key, Buffer.from(sum, "base64"), content))) return "genuine";
    }
  }
  return "signature";
}
