import { generateKeyPairSync } from "node:crypto";

import { sql } from "kysely";
import { beforeEach, describe, expect, it } from "vitest";

import type { Shop } from "../../../app/shops/shop.ts";
import { useDatabase } from "../../support/database.ts";
import * as requests from "./requests.ts";
import type { Sent } from "./requests.ts";
import { now, providerStage, snsMeans, type SentMessage } from "./stage.ts";
import { tellings } from "./tellings.ts";

const database = useDatabase();
const stage = providerStage(database);
const strangers = {
  rsa: generateKeyPairSync("rsa", { modulusLength: 2048 }),
  ec: generateKeyPairSync("ec", { namedCurve: "P-256" }),
};
const SECONDS = 1781085600;

let shop: Shop;
let message: SentMessage;
beforeEach(async () => {
  await sql`delete from provider_events`.execute(database.db);
  shop = await stage.shop();
  message = await stage.send(shop, 1n);
});

const first = (provider: keyof typeof tellings): Sent => {
  const found = tellings[provider].find(([, outcome]) => outcome === "bounced");
  if (found === undefined) throw new Error("Every provider tells of bounces");
  return found[2]({ mark: message.mark, address: message.address, id: "e1" });
};
const with_ = (sent: Sent, headers: Record<string, string | null>): Sent => {
  for (const [name, value] of Object.entries(headers)) {
    if (value === null) sent.headers.delete(name);
    else sent.headers.set(name, value);
  }
  return sent;
};
const changed = (sent: Sent): Sent => ({
  ...sent,
  body: Buffer.from(sent.body.toString("utf8").replace("c1@example.com", "c2@example.com")),
});
const sns = (more: Parameters<typeof requests.sns>[1] = {}) =>
  requests.sns({ notificationType: "Delivery", mail: {}, delivery: { timestamp: now.toISOString(), recipients: [] } }, more);
const gun = (signature: Record<string, string>) =>
  requests.mailgun(
    { id: "x", event: "complained", timestamp: SECONDS, recipient: message.address, "user-variables": { reprise: message.mark } },
    signature,
  );
const CERTIFICATE = "https://sns.eu-central-1.amazonaws.com/SimpleNotificationService-a.pem";

type Refused = [what: string, status: number, provider: keyof typeof tellings, sent: () => Sent];
const refused: Refused[] = [
  [
    "SES: a topic that is not on the list, genuinely signed",
    403,
    "ses",
    () => sns({ TopicArn: "arn:aws:sns:eu-central-1:999999999999:theirs" }),
  ],
  ["SES: no topic at all", 403, "ses", () => sns({ TopicArn: "" })],
  ["SES: another's key", 401, "ses", () => sns({ key: strangers.rsa.privateKey })],
  ["SES: changed after signing", 401, "ses", () => changed(first("ses"))],
  ["SES: no signature", 401, "ses", () => sns({ Signature: "" })],
  [
    "SES: signed as version 1, said to be 2",
    401,
    "ses",
    () => {
      const sent = sns({ SignatureVersion: "1" });
      return { ...sent, body: Buffer.from(sent.body.toString().replace('"SignatureVersion":"1"', '"SignatureVersion":"2"')) };
    },
  ],
  [
    "SES: a version that there is not",
    400,
    "ses",
    () => {
      const sent = sns();
      return { ...sent, body: Buffer.from(sent.body.toString().replace('"SignatureVersion":"2"', '"SignatureVersion":"3"')) };
    },
  ],
  [
    "SES: a certificate of another region",
    403,
    "ses",
    () => sns({ SigningCertURL: CERTIFICATE.replace("eu-central-1", "us-east-1") }),
  ],
  [
    "SES: a certificate of somebody's bucket at Amazon",
    403,
    "ses",
    () => sns({ SigningCertURL: "https://sns-eu-central-1.s3.amazonaws.com/SimpleNotificationService-a.pem" }),
  ],
  [
    "SES: a certificate elsewhere",
    403,
    "ses",
    () => sns({ SigningCertURL: "https://evil.example/SimpleNotificationService-a.pem" }),
  ],
  [
    "SES: a host that begins like Amazon's",
    403,
    "ses",
    () => sns({ SigningCertURL: "https://sns.eu-central-1.amazonaws.com.evil.example/SimpleNotificationService-a.pem" }),
  ],
  [
    "SES: Amazon as the user of another host",
    403,
    "ses",
    () => sns({ SigningCertURL: "https://sns.eu-central-1.amazonaws.com@evil.example/SimpleNotificationService-a.pem" }),
  ],
  ["SES: another port", 403, "ses", () => sns({ SigningCertURL: CERTIFICATE.replace(".com/", ".com:8443/") })],
  ["SES: without TLS", 403, "ses", () => sns({ SigningCertURL: CERTIFICATE.replace("https", "http") })],
  ["SES: another path", 403, "ses", () => sns({ SigningCertURL: "https://sns.eu-central-1.amazonaws.com/latest/a.pem" })],
  [
    "SES: a path that climbs",
    403,
    "ses",
    () => sns({ SigningCertURL: "https://sns.eu-central-1.amazonaws.com/x/../SimpleNotificationService-a.pem/x" }),
  ],
  ["SES: a file", 403, "ses", () => sns({ SigningCertURL: "file:///etc/ssl/SimpleNotificationService-a.pem" })],
  [
    "SES: China's host for a topic that is not there",
    403,
    "ses",
    () => sns({ SigningCertURL: CERTIFICATE.replace(".com/", ".com.cn/") }),
  ],
  ["SES: an envelope without its parts", 400, "ses", () => requests.json({ TopicArn: requests.topic })],
  ["SES: a form", 415, "ses", () => with_(sns(), { "Content-Type": "application/x-www-form-urlencoded" })],
  ["SES: no JSON", 400, "ses", () => requests.json("{")],
  ["SES: a confirmation without a token", 400, "ses", () => sns({ Type: "SubscriptionConfirmation" })],
  [
    "SES: a token that would be an address",
    400,
    "ses",
    () => sns({ Type: "SubscriptionConfirmation", Token: "a&Action=DeleteTopic" }),
  ],
  ["SendGrid: no signature", 401, "sendgrid", () => with_(first("sendgrid"), { "X-Twilio-Email-Event-Webhook-Signature": null })],
  ["SendGrid: no timestamp", 401, "sendgrid", () => with_(first("sendgrid"), { "X-Twilio-Email-Event-Webhook-Timestamp": null })],
  [
    "SendGrid: another timestamp",
    401,
    "sendgrid",
    () => with_(first("sendgrid"), { "X-Twilio-Email-Event-Webhook-Timestamp": "1781085631" }),
  ],
  ["SendGrid: another's key", 401, "sendgrid", () => requests.sendgrid([], { key: strangers.ec.privateKey })],
  [
    "SendGrid: a signature of nothing sensible",
    401,
    "sendgrid",
    () => with_(first("sendgrid"), { "X-Twilio-Email-Event-Webhook-Signature": "AAAA" }),
  ],
  ["SendGrid: changed after signing", 401, "sendgrid", () => changed(first("sendgrid"))],
  [
    "SendGrid: white space added after signing",
    401,
    "sendgrid",
    () => {
      const sent = first("sendgrid");
      return { ...sent, body: Buffer.concat([sent.body, Buffer.from("\n")]) };
    },
  ],
  ["SendGrid: signed, but no list", 400, "sendgrid", () => requests.sendgrid({ event: "bounce" })],
  ["SendGrid: signed, but no JSON", 400, "sendgrid", () => requests.sendgrid("[")],
  ["SendGrid: signed, said to be text", 415, "sendgrid", () => with_(first("sendgrid"), { "Content-Type": "text/plain" })],
  ["Mailgun: another's key", 401, "mailgun", () => gun(requests.mailgunSignature(SECONDS, "t", "another-key-0123456789"))],
  ["Mailgun: no signature", 400, "mailgun", () => requests.json({ "event-data": {} })],
  ["Mailgun: an empty signature", 401, "mailgun", () => gun({ timestamp: String(SECONDS), token: "t", signature: "" })],
  ["Mailgun: older than a token is remembered", 401, "mailgun", () => gun(requests.mailgunSignature(SECONDS - 86_401))],
  ["Mailgun: of tomorrow", 401, "mailgun", () => gun(requests.mailgunSignature(SECONDS + 86_400))],
  ["Mailgun: a timestamp that is none", 401, "mailgun", () => gun(requests.mailgunSignature(Number.NaN))],
  ["Mailgun: as a form", 415, "mailgun", () => with_(first("mailgun"), { "Content-Type": "multipart/form-data; boundary=x" })],
  ["Postmark: nobody's secret", 401, "postmark", () => with_(first("postmark"), { Authorization: null })],
  ["Postmark: another's secret", 401, "postmark", () => with_(first("postmark"), requests.basic("another-secret-0123456789"))],
  [
    "Postmark: the secret as the user",
    401,
    "postmark",
    () => with_(first("postmark"), requests.basic("x", requests.sharedSecret)),
  ],
  [
    "Postmark: half of the secret",
    401,
    "postmark",
    () => with_(first("postmark"), requests.basic(requests.sharedSecret.slice(0, -1))),
  ],
  ["Postmark: no JSON", 400, "postmark", () => requests.json("", requests.basic(requests.sharedSecret))],
  [
    "Resend: another's secret",
    401,
    "resend",
    () => requests.resend({}, { secret: `whsec_${Buffer.from("another-secret-0123456789").toString("base64")}` }),
  ],
  ["Resend: older than five minutes", 401, "resend", () => requests.resend({}, { timestamp: SECONDS - 271 })],
  ["Resend: of in six minutes", 401, "resend", () => requests.resend({}, { timestamp: SECONDS + 391 })],
  ["Resend: another id than was signed", 401, "resend", () => with_(first("resend"), { "svix-id": "msg_2" })],
  ["Resend: no id", 401, "resend", () => with_(first("resend"), { "svix-id": null })],
  [
    "Resend: a version that there is not",
    401,
    "resend",
    () => {
      const sent = first("resend");
      return with_(sent, { "svix-signature": (sent.headers.get("svix-signature") ?? "").replaceAll("v1,", "v9,") });
    },
  ],
  ["Resend: changed after signing", 401, "resend", () => changed(first("resend"))],
  ["Brevo: no secret", 401, "brevo", () => with_(first("brevo"), { Authorization: null })],
  ["Brevo: another's secret", 401, "brevo", () => with_(first("brevo"), { Authorization: "Bearer another-secret-0123456789" })],
  [
    "Brevo: two secrets in one header",
    401,
    "brevo",
    () => with_(first("brevo"), { Authorization: `Bearer ${requests.sharedSecret}, Bearer x` }),
  ],
  ["Mailjet: no secret", 401, "mailjet", () => with_(first("mailjet"), { Authorization: null })],
  [
    "Mailjet: a password without a user",
    401,
    "mailjet",
    () => with_(first("mailjet"), { Authorization: `Basic ${Buffer.from(requests.sharedSecret).toString("base64")}` }),
  ],
];

describe("what is not the provider's is refused, and nothing of it kept (flows 3.2, hostile: providers)", () => {
  it.each(refused)("%s → %i", async (_what, status, provider, sent) => {
    const means = snsMeans();
    expect(await stage.tell(provider, sent(), now, means)).toBe(status);
    expect(await stage.stored()).toEqual([]);
    // Nobody is called for who names an address that is not Amazon's, or a topic that is not ours.
    if (status === 403) expect([...means.certificates, ...means.confirmed]).toEqual([]);
    expect(means.confirmed).toEqual([]);
  });

  it("a certificate that Amazon does not give is to be asked for again: 503", async () => {
    expect(await stage.tell("ses", sns(), now, snsMeans(null))).toBe(503);
  });

  it("where the certificate is no certificate nothing counts", async () => {
    expect(await stage.tell("ses", sns(), now, snsMeans("no PEM"))).toBe(401);
  });
});

describe("a subscription of SNS (hostile: providers)", () => {
  it("is confirmed at an address of our own making, whatever the envelope says", async () => {
    const means = snsMeans();
    const envelope = {
      Type: "SubscriptionConfirmation",
      Token: "2336412f37fb687f",
      SubscribeURL: "http://169.254.169.254/latest/meta-data",
    } as const;
    expect(await stage.tell("ses", sns(envelope), now, means)).toBe(200);
    expect(means.confirmed).toEqual([
      "https://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=arn%3Aaws%3Asns%3Aeu-central-1%3A123456789012%3Areprise&Token=2336412f37fb687f&AuthenticateOnUnsubscribe=true",
    ]);
  });
  it("of a topic of somebody else's is not", async () => {
    const means = snsMeans();
    const envelope = {
      Type: "SubscriptionConfirmation",
      Token: "2336",
      TopicArn: "arn:aws:sns:eu-central-1:999999999999:theirs",
    } as const;
    expect(await stage.tell("ses", sns(envelope), now, means)).toBe(403);
    expect(means.confirmed).toEqual([]);
  });
  it("that is signed by somebody else is not", async () => {
    const means = snsMeans();
    expect(
      await stage.tell(
        "ses",
        sns({ Type: "SubscriptionConfirmation", Token: "2336", key: strangers.rsa.privateKey }),
        now,
        means,
      ),
    ).toBe(401);
    expect(means.confirmed).toEqual([]);
  });
});

describe("Mailgun's signature does not cover what the event says (flows 3.2, hostile: providers)", () => {
  it("so a token is good for one event: with another behind it, it is refused", async () => {
    const signature = requests.mailgunSignature(SECONDS);
    const other = await stage.send(shop, 2n);
    const event = {
      id: "x",
      event: "delivered",
      timestamp: SECONDS,
      recipient: message.address,
      "user-variables": { reprise: message.mark },
    };
    expect(await stage.tell("mailgun", requests.mailgun(event, signature))).toBe(200);
    const forged = {
      ...event,
      id: "y",
      event: "complained",
      recipient: other.address,
      "user-variables": { reprise: other.mark },
    };
    expect(await stage.tell("mailgun", requests.mailgun(forged, signature))).toBe(403);
    await stage.apply();
    expect(await stage.suppressed(shop)).toEqual([]);
    expect(await stage.consent(other)).toBe("subscribed");
  });
  it("and the same event with the same token, told again, is welcome and counts once", async () => {
    const sent = gun(requests.mailgunSignature(SECONDS));
    expect([await stage.tell("mailgun", sent), await stage.tell("mailgun", sent)]).toEqual([200, 200]);
    expect(await stage.stored()).toHaveLength(1);
  });
  it("the account above a subaccount signs, too", async () => {
    const own = requests.mailgunSignature(SECONDS, "own", "subaccount-key-0123456789");
    const event = {
      id: "x",
      event: "complained",
      timestamp: SECONDS,
      recipient: message.address,
      "user-variables": { reprise: message.mark },
    };
    const sent = requests.json({
      signature: own,
      "parent-signature": requests.mailgunSignature(SECONDS, "parent"),
      "event-data": event,
    });
    expect(await stage.tell("mailgun", sent)).toBe(200);
    expect(await stage.stored()).toHaveLength(1);
  });
});

describe("lists (hostile: providers)", () => {
  const entry = (id: string, more: object = {}) => ({
    email: message.address,
    timestamp: SECONDS,
    sg_event_id: id,
    reprise: message.mark,
    event: "delivered",
    ...more,
  });

  it("of which entries make no sense cost none of the others", async () => {
    const bad = [
      null,
      7,
      "x",
      [],
      {},
      { event: "bounce" },
      entry("b", { timestamp: "yesterday" }),
      entry("c", { timestamp: 1e300 }),
      entry("d", { sg_event_id: 5 }),
      { ...entry("e"), event: {} },
    ];
    expect(await stage.tell("sendgrid", requests.sendgrid([...bad, entry("good"), ...bad]))).toBe(200);
    expect(await stage.stored()).toMatchObject([{ shop_id: shop.shopId, kind: "delivered" }]);
  });
  it("of Mailjet and Brevo may be lists, or not", async () => {
    const jet = { event: "sent", time: SECONDS, email: message.address, CustomID: message.mark };
    const credentials = requests.basic(requests.sharedSecret);
    const both = [{ ...jet, MessageID: 1 }, null, { ...jet, MessageID: 2 }];
    expect(await stage.tell("mailjet", requests.json(both, credentials))).toBe(200);
    const brevo = {
      event: "delivered",
      email: message.address,
      "message-id": "<1@x>",
      ts_epoch: SECONDS * 1_000,
      "X-Mailin-custom": message.mark,
    };
    expect(await stage.tell("brevo", requests.json([brevo], credentials))).toBe(200);
    expect(await stage.stored()).toHaveLength(3);
  });
  it("of Mailjet whose ids differ beyond 2^53 are two", async () => {
    const jet = (id: string) =>
      `{"event":"sent","time":${SECONDS},"email":"${message.address}","CustomID":"${message.mark}","MessageID":${id}}`;
    expect(9007199254740993n.toString()).not.toBe(Number("9007199254740993").toString());
    await stage.tell(
      "mailjet",
      requests.json(`[${jet("9007199254740993")},${jet("9007199254740992")}]`, requests.basic(requests.sharedSecret)),
    );
    const { rows } = await sql<{ provider_id: string }>`select provider_id from provider_events order by provider_id`.execute(
      database.db,
    );
    expect(rows.map(({ provider_id }) => provider_id)).toEqual(["9007199254740992", "9007199254740993"]);
  });
  it("empty, are welcome", async () => {
    expect(await stage.tell("sendgrid", requests.sendgrid([]))).toBe(200);
    expect(await stage.tell("mailjet", requests.json([], requests.basic(requests.sharedSecret)))).toBe(200);
  });
  it("longer than any are refused whole", async () => {
    expect(
      await stage.tell("sendgrid", requests.sendgrid(Array.from({ length: 10_001 }, (_, index) => entry(`e${index}`)))),
    ).toBe(400);
    expect(await stage.stored()).toEqual([]);
  });
});

describe("texts from outside (hostile: providers)", () => {
  it("that PostgreSQL cannot store are stored all the same, and addresses are not repeated", async () => {
    const event = {
      email: message.address,
      timestamp: SECONDS,
      sg_event_id: "a\u0000b",
      reprise: message.mark,
      event: "bounce",
      reason: `550 <${message.address}> \u0000\ud800 unknown`,
    };
    expect(await stage.tell("sendgrid", requests.sendgrid([event]))).toBe(200);
    const { rows } = await sql<{ reason: string; event_key: string }>`select reason, event_key from provider_events`.execute(
      database.db,
    );
    expect(rows[0]?.reason).not.toContain(message.address);
    expect(rows[0]?.event_key).toMatch(/^[0-9a-f]{64}$/);
  });
  it("endless ones are cut", async () => {
    const event = {
      email: message.address,
      timestamp: SECONDS,
      sg_event_id: "x".repeat(5_000),
      reprise: message.mark,
      event: "bounce",
      reason: "y".repeat(100_000),
    };
    expect(await stage.tell("sendgrid", requests.sendgrid([event]))).toBe(200);
    const { rows } = await sql<{ key: number; reason: number; raw: unknown }>`
      select length(event_key) as key, length(reason) as reason, raw from provider_events`.execute(database.db);
    expect(rows).toEqual([{ key: 64, reason: 200, raw: null }]);
  });
});
