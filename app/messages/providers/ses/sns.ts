import { createVerify } from "node:crypto";

import { z } from "zod";

/** An envelope of Amazon's Simple Notification Service. `Message` is a text, also where it is JSON. */
export const envelopeSchema = z.object({
  Type: z.enum(["Notification", "SubscriptionConfirmation", "UnsubscribeConfirmation"]),
  MessageId: z.string().min(1).max(200),
  TopicArn: z.string(),
  Message: z.string(),
  Subject: z.string().nullish(),
  Timestamp: z.string(),
  Token: z.string().optional(),
  SubscribeURL: z.string().optional(),
  SignatureVersion: z.enum(["1", "2"]),
  Signature: z.string(),
  SigningCertURL: z.string(),
});
export type Envelope = z.infer<typeof envelopeSchema>;

const ARN = /^arn:(aws|aws-cn|aws-us-gov):sns:([a-z]{2}(?:-[a-z]+)+-\d{1,2}):\d{12}:[\w-]{1,256}$/;

/** The region of a topic and the host that speaks for it; null: it is no topic. */
function topicOf(arn: string): { region: string; host: string } | null {
  const [, partition = "", region = ""] = ARN.exec(arn) ?? [];
  if (region === "") return null;
  return { region, host: `sns.${region}.amazonaws.com${partition === "aws-cn" ? ".cn" : ""}` };
}

/**
 * Where the certificate of an envelope is, if that is Amazon's own place in the topic's own region. Anything else would let an envelope name the key that it is checked
 * with, and have us call any address.
 */
export function certificateUrl({ SigningCertURL, TopicArn }: Pick<Envelope, "SigningCertURL" | "TopicArn">): URL | null {
  const topic = topicOf(TopicArn);
  if (topic === null || !URL.canParse(SigningCertURL)) return null;
  const url = new URL(SigningCertURL);
  const amazons = url.protocol === "https:" && url.host === topic.host && url.username === "" && url.password === "";
  return amazons && url.search === "" && url.hash === "" && /^\/SimpleNotificationService-[\w-]{1,100}\.pem$/.test(url.pathname)
    ? url
    : null;
}

/** What confirms a subscription: made of what we know and the token, never the address that the envelope brings. */
export function confirmationUrl({ TopicArn, Token }: Envelope): URL | null {
  const topic = topicOf(TopicArn);
  if (topic === null || Token === undefined || !/^[\w-]{1,1024}$/.test(Token)) return null;
  const url = new URL(`https://${topic.host}/`);
  url.search = new URLSearchParams({
    Action: "ConfirmSubscription",
    TopicArn,
    Token,
    AuthenticateOnUnsubscribe: "true",
  }).toString();
  return url;
}

/** What the signature covers: names and values, a line each, in this order. */
export function signedText(envelope: Envelope): string {
  const { Type, Message, MessageId, Subject, SubscribeURL, Timestamp, Token, TopicArn } = envelope;
  const lines =
    Type === "Notification"
      ? { Message, MessageId, Subject, Timestamp, TopicArn, Type }
      : { Message, MessageId, SubscribeURL, Timestamp, Token, TopicArn, Type };
  return Object.entries(lines)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([name, value]) => `${name}\n${value}\n`)
    .join("");
}

/** @param certificate PEM */
export function isSigned(envelope: Envelope, certificate: string): boolean {
  const algorithm = envelope.SignatureVersion === "1" ? "RSA-SHA1" : "RSA-SHA256";
  try {
    return createVerify(algorithm).update(signedText(envelope)).verify(certificate, envelope.Signature, "base64");
  } catch {
    // Whatever stands there, it is no certificate.
    return false;
  }
}
