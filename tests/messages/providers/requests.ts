/** Requests as providers of email send them: signed as each of them does, with keys of the tests' own. */
import { createHmac, createSign, generateKeyPairSync, type KeyObject } from "node:crypto";

import { signedText, type Envelope } from "../../../app/messages/providers/ses/sns.ts";

export type Sent = { body: Buffer; headers: Headers };

export const json = (body: unknown, headers: Record<string, string> = {}): Sent => ({
  body: Buffer.from(typeof body === "string" ? body : JSON.stringify(body)),
  headers: new Headers({ "Content-Type": "application/json", ...headers }),
});

const amazons = generateKeyPairSync("rsa", { modulusLength: 2048 });
export const topic = "arn:aws:sns:eu-central-1:123456789012:reprise";
export const amazonsCertificate = amazons.publicKey.export({ type: "spki", format: "pem" }) as string;

type SnsOptions = Partial<Envelope> & { key?: KeyObject; contentType?: string };

/** An envelope of SNS, signed after everything in `more` has been put into it. */
export function sns(
  message: unknown,
  { key = amazons.privateKey, contentType = "text/plain; charset=UTF-8", ...more }: SnsOptions = {},
): Sent {
  const envelope: Envelope = {
    ...{
      Type: "Notification",
      MessageId: "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324",
      TopicArn: topic,
      Timestamp: "2026-06-10T10:00:30.000Z",
    },
    ...{ Message: typeof message === "string" ? message : JSON.stringify(message), SignatureVersion: "2", Signature: "" },
    SigningCertURL: "https://sns.eu-central-1.amazonaws.com/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem",
    ...more,
  };
  const algorithm = envelope.SignatureVersion === "1" ? "RSA-SHA1" : "RSA-SHA256";
  const Signature = more.Signature ?? createSign(algorithm).update(signedText(envelope)).sign(key, "base64");
  return { body: Buffer.from(JSON.stringify({ ...envelope, Signature })), headers: new Headers({ "Content-Type": contentType }) };
}

const twilio = generateKeyPairSync("ec", { namedCurve: "P-256" });
export const sendgridKey = twilio.publicKey.export({ type: "spki", format: "der" }).toString("base64");

export function sendgrid(
  events: unknown,
  { timestamp = "1781085630", key = twilio.privateKey }: { timestamp?: string; key?: KeyObject } = {},
): Sent {
  const sent = json(events);
  const signature = createSign("sha256").update(timestamp).update(sent.body).sign(key, "base64");
  sent.headers.set("X-Twilio-Email-Event-Webhook-Signature", signature);
  sent.headers.set("X-Twilio-Email-Event-Webhook-Timestamp", timestamp);
  return sent;
}

export const mailgunKey = "mailgun-signing-key-0123456789";
let tokens = 0;

export function mailgunSignature(timestamp: number, token = `token-${(tokens += 1)}`, key = mailgunKey): Record<string, string> {
  const signature = createHmac("sha256", key).update(`${timestamp}${token}`).digest("hex");
  return { timestamp: String(timestamp), token, signature };
}

export function mailgun(event: unknown, signature: Record<string, string> = mailgunSignature(1781085630)): Sent {
  return json({ signature, "event-data": event });
}

export const sharedSecret = "shared-secret-0123456789";
export const basic = (secret: string, user = "reprise"): Record<string, string> => ({
  Authorization: `Basic ${Buffer.from(`${user}:${secret}`).toString("base64")}`,
});

export const resendSecret = `whsec_${Buffer.from("resend-signing-secret-0123456789").toString("base64")}`;

type SvixOptions = { id?: string; timestamp?: number; secret?: string };

export function resend(event: unknown, { id = "msg_1", timestamp = 1781085630, secret = resendSecret }: SvixOptions = {}): Sent {
  const sent = json(event);
  const key = Buffer.from(secret.slice("whsec_".length), "base64");
  const signature = createHmac("sha256", key)
    .update(Buffer.concat([Buffer.from(`${id}.${timestamp}.`), sent.body]))
    .digest("base64");
  sent.headers.set("svix-id", id);
  sent.headers.set("svix-timestamp", String(timestamp));
  sent.headers.set("svix-signature", `v1,${Buffer.from("another").toString("base64")} v1,${signature}`);
  return sent;
}
