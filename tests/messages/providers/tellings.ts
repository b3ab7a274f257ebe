/** What each provider documents that it tells, about one email to one address, with the outcome that it is to us; null: of no interest. */
import type { Outcome } from "../../../app/messages/outcomes/outcome.ts";
import type { ProviderName } from "../../../app/messages/providers/registry.ts";
import * as requests from "./requests.ts";
import type { Sent } from "./requests.ts";

export type About = { mark: string; address: string; /** Names the event. */ id: string };
type Telling = [what: string, outcome: Outcome | null, sent: (about: About) => Sent];

const AT = "2026-06-10T10:00:00.000Z";
const SECONDS = 1781085600;

const mail = ({ mark, address }: About) => ({
  ...{ timestamp: AT, messageId: "0107018f-ses", destination: [address], headersTruncated: false },
  headers: [{ name: "X-Reprise-Message", value: mark }],
});
const ses = (about: About, event: object, by: "notificationType" | "eventType" = "notificationType") =>
  requests.sns(
    {
      ...Object.fromEntries(Object.entries(event).map(([key, value]) => [key === "type" ? by : key, value as unknown])),
      mail: mail(about),
    },
    { MessageId: about.id },
  );
const bounce = (address: string, bounceType: string, bounceSubType: string) => ({
  type: "Bounce",
  bounce: {
    ...{ bounceType, bounceSubType, timestamp: AT, feedbackId: "f" },
    bouncedRecipients: [
      { emailAddress: address, action: "failed", status: "5.1.1", diagnosticCode: `smtp; 550 5.1.1 <${address}> unknown` },
    ],
  },
});
const complaint = (address: string, complaintFeedbackType: string) => ({
  type: "Complaint",
  complaint: { complainedRecipients: [{ emailAddress: address }], timestamp: AT, feedbackId: "f", complaintFeedbackType },
});

const sendgrid = ({ mark, address, id }: About, event: object) =>
  requests.sendgrid([
    {
      email: address,
      timestamp: SECONDS,
      "smtp-id": "<someone@else>",
      sg_event_id: id,
      sg_message_id: "abc.filter1",
      reprise: mark,
      ...event,
    },
  ]);

const mailgun = ({ mark, address, id }: About, event: object) =>
  requests.mailgun({
    ...{ id, timestamp: SECONDS + 0.25, recipient: address, "user-variables": { reprise: mark } },
    ...{ message: { headers: { "message-id": "1@else" } }, ...event },
  });

const postmark = ({ mark, address, id }: About, event: object) =>
  requests.json(
    {
      ...{
        MessageID: "883953f4-6105-42a2-a16a-77a8eac79483",
        ID: Number(id.replace(/\D/g, "") || 1),
        Email: address,
        Recipient: address,
      },
      ...{ BouncedAt: AT, DeliveredAt: AT, ChangedAt: AT, Metadata: { reprise: mark }, Description: "d", ...event },
    },
    requests.basic(requests.sharedSecret),
  );
const postmarkBounce = (type: string) => (about: About) => postmark(about, { RecordType: "Bounce", Type: type, Inactive: true });

const resend = ({ mark, address, id }: About, type: string, more: object = {}) =>
  requests.resend(
    {
      ...{ type, created_at: AT },
      data: {
        ...{ created_at: "2026-06-10T09:00:00.000Z", email_id: "re_1", to: [address], from: "Shop <shop@example.com>" },
        ...{ headers: [{ name: "x-reprise-message", value: mark }], ...more },
      },
    },
    { id },
  );

const brevo = ({ mark, address, id }: About, event: string) =>
  requests.json(
    {
      ...{ event, email: address, "message-id": `<${id}@smtp-relay.mailin.fr>`, "X-Mailin-custom": mark, reason: "r" },
      // In the account's zone, and wrong by hours.
      ...{ ts_epoch: SECONDS * 1_000, ts: SECONDS + 7_200, ts_event: SECONDS + 7_200, date: "2026-06-10 12:00:00" },
    },
    { Authorization: `Bearer ${requests.sharedSecret}` },
  );

const mailjet = ({ mark, address, id }: About, event: object) =>
  requests.json(
    // Beyond 2^53: a number in the body that no JavaScript number holds.
    JSON.stringify({ time: SECONDS, email: address, CustomID: mark, MessageID: "@", ...event }).replace(
      '"@"',
      `19421777835146${id.replace(/\D/g, "").padStart(5, "0")}`,
    ),
    requests.basic(requests.sharedSecret),
  );

export const tellings: Record<ProviderName, Telling[]> = {
  ses: [
    [
      "Delivery",
      "delivered",
      (about) =>
        ses(about, { type: "Delivery", delivery: { timestamp: AT, recipients: [about.address], smtpResponse: "250 ok" } }),
    ],
    ["Bounce, Permanent", "bounced", (about) => ses(about, bounce(about.address, "Permanent", "General"))],
    ["Bounce, published", "bounced", (about) => ses(about, bounce(about.address, "Permanent", "NoEmail"), "eventType")],
    ["Bounce, Transient", "undelivered", (about) => ses(about, bounce(about.address, "Transient", "MailboxFull"))],
    ["Bounce, Undetermined", "undelivered", (about) => ses(about, bounce(about.address, "Undetermined", "Undetermined"))],
    ["Complaint", "complained", (about) => ses(about, complaint(about.address, "abuse"))],
    ["Complaint that it is no spam", null, (about) => ses(about, complaint(about.address, "not-spam"))],
    ["Reject", "undelivered", (about) => ses(about, { type: "Reject", reject: { reason: "Bad content" } }, "eventType")],
    [
      "Subscription",
      "unsubscribed",
      (about) =>
        ses(
          about,
          {
            type: "Subscription",
            subscription: { timestamp: AT, contactList: "l", newTopicPreferences: { unsubscribeAll: true } },
          },
          "eventType",
        ),
    ],
    [
      "Subscription to topics",
      null,
      (about) =>
        ses(
          about,
          { type: "Subscription", subscription: { timestamp: AT, newTopicPreferences: { unsubscribeAll: false } } },
          "eventType",
        ),
    ],
    ["DeliveryDelay", null, (about) => ses(about, { type: "DeliveryDelay", deliveryDelay: { timestamp: AT } }, "eventType")],
    ["Open", null, (about) => ses(about, { type: "Open", open: { timestamp: AT } }, "eventType")],
  ],
  sendgrid: [
    ["delivered", "delivered", (about) => sendgrid(about, { event: "delivered", response: "250 OK" })],
    [
      "bounce",
      "bounced",
      (about) => sendgrid(about, { event: "bounce", type: "bounce", status: "5.1.1", reason: "550 5.1.1 unknown" }),
    ],
    ["bounce, blocked", "undelivered", (about) => sendgrid(about, { event: "bounce", type: "blocked", status: "5.7.1" })],
    ["dropped, bounced", "bounced", (about) => sendgrid(about, { event: "dropped", reason: "Bounced Address" })],
    ["dropped, spam", "complained", (about) => sendgrid(about, { event: "dropped", reason: "Spam Reporting Address" })],
    ["dropped, unsubscribed", "unsubscribed", (about) => sendgrid(about, { event: "dropped", reason: "Unsubscribed Address" })],
    [
      "dropped otherwise",
      "undelivered",
      (about) => sendgrid(about, { event: "dropped", reason: "Recipient List over Package Quota" }),
    ],
    ["spamreport", "complained", (about) => sendgrid(about, { event: "spamreport" })],
    ["group_unsubscribe", "unsubscribed", (about) => sendgrid(about, { event: "group_unsubscribe", asm_group_id: 1 })],
    ["unsubscribe", "unsubscribed", (about) => sendgrid(about, { event: "unsubscribe" })],
    ["deferred", null, (about) => sendgrid(about, { event: "deferred", attempt: "3" })],
    ["open", null, (about) => sendgrid(about, { event: "open", sg_machine_open: true })],
  ],
  mailgun: [
    ["delivered", "delivered", (about) => mailgun(about, { event: "delivered" })],
    [
      "failed for good",
      "bounced",
      (about) => mailgun(about, { event: "failed", severity: "permanent", reason: "bounce", "delivery-status": { code: 550 } }),
    ],
    [
      "failed for good, by policy",
      "undelivered",
      (about) =>
        mailgun(about, {
          event: "failed",
          severity: "permanent",
          reason: "generic",
          "delivery-status": { code: 550, "enhanced-code": "5.7.1" },
        }),
    ],
    [
      "failed for good, too old",
      "undelivered",
      (about) => mailgun(about, { event: "failed", severity: "permanent", reason: "old" }),
    ],
    [
      "failed, complained before",
      "complained",
      (about) => mailgun(about, { event: "failed", severity: "permanent", reason: "suppress-complaint" }),
    ],
    [
      "failed, unsubscribed before",
      "unsubscribed",
      (about) => mailgun(about, { event: "failed", severity: "permanent", reason: "suppress-unsubscribe" }),
    ],
    ["failed for now", null, (about) => mailgun(about, { event: "failed", severity: "temporary", reason: "generic" })],
    ["rejected", "undelivered", (about) => mailgun(about, { event: "rejected", reject: { reason: "Sandbox" } })],
    ["complained", "complained", (about) => mailgun(about, { event: "complained" })],
    ["unsubscribed", "unsubscribed", (about) => mailgun(about, { event: "unsubscribed" })],
    ["clicked", null, (about) => mailgun(about, { event: "clicked" })],
  ],
  postmark: [
    ["Delivery", "delivered", (about) => postmark(about, { RecordType: "Delivery" })],
    ["HardBounce", "bounced", postmarkBounce("HardBounce")],
    ["BadEmailAddress", "bounced", postmarkBounce("BadEmailAddress")],
    ["SoftBounce", "undelivered", postmarkBounce("SoftBounce")],
    ["Blocked", "undelivered", postmarkBounce("Blocked")],
    ["DMARCPolicy", "undelivered", postmarkBounce("DMARCPolicy")],
    ["SpamNotification", "undelivered", postmarkBounce("SpamNotification")],
    ["AutoResponder", null, postmarkBounce("AutoResponder")],
    ["AddressChange", null, postmarkBounce("AddressChange")],
    ["Transient", null, postmarkBounce("Transient")],
    ["DnsError", null, postmarkBounce("DnsError")],
    ["ChallengeVerification", null, postmarkBounce("ChallengeVerification")],
    ["SpamComplaint", "complained", (about) => postmark(about, { RecordType: "SpamComplaint", Type: "SpamComplaint" })],
    [
      "SubscriptionChange by the reader",
      "unsubscribed",
      (about) =>
        postmark(about, {
          RecordType: "SubscriptionChange",
          SuppressSending: true,
          SuppressionReason: "ManualSuppression",
          Origin: "Recipient",
        }),
    ],
    [
      "SubscriptionChange by hand",
      null,
      (about) =>
        postmark(about, {
          RecordType: "SubscriptionChange",
          SuppressSending: true,
          SuppressionReason: "ManualSuppression",
          Origin: "Customer",
        }),
    ],
    [
      "SubscriptionChange back",
      null,
      (about) =>
        postmark(about, {
          RecordType: "SubscriptionChange",
          SuppressSending: false,
          SuppressionReason: null,
          Origin: "Customer",
        }),
    ],
    ["Open", null, (about) => postmark(about, { RecordType: "Open" })],
  ],
  resend: [
    ["email.delivered", "delivered", (about) => resend(about, "email.delivered")],
    [
      "email.bounced, Permanent",
      "bounced",
      (about) => resend(about, "email.bounced", { bounce: { type: "Permanent", subType: "General", message: "m" } }),
    ],
    [
      "email.bounced, Transient",
      "undelivered",
      (about) => resend(about, "email.bounced", { bounce: { type: "Transient", subType: "MailboxFull", message: "m" } }),
    ],
    [
      "email.bounced, in words",
      "bounced",
      (about) =>
        resend(about, "email.bounced", { bounce: { message: "The recipient's email provider sent a hard bounce message" } }),
    ],
    ["email.suppressed", "undelivered", (about) => resend(about, "email.suppressed")],
    ["email.complained", "complained", (about) => resend(about, "email.complained")],
    ["email.delivery_delayed", null, (about) => resend(about, "email.delivery_delayed")],
    ["email.opened", null, (about) => resend(about, "email.opened")],
  ],
  brevo: [
    ["delivered", "delivered", (about) => brevo(about, "delivered")],
    ["hard_bounce", "bounced", (about) => brevo(about, "hard_bounce")],
    ["invalid_email", "bounced", (about) => brevo(about, "invalid_email")],
    ["soft_bounce", "undelivered", (about) => brevo(about, "soft_bounce")],
    ["blocked", "undelivered", (about) => brevo(about, "blocked")],
    ["spam", "complained", (about) => brevo(about, "spam")],
    ["complaint", "complained", (about) => brevo(about, "complaint")],
    ["unsubscribe", "unsubscribed", (about) => brevo(about, "unsubscribe")],
    ["request", null, (about) => brevo(about, "request")],
    ["deferred", null, (about) => brevo(about, "deferred")],
    ["proxy_open", null, (about) => brevo(about, "proxy_open")],
  ],
  mailjet: [
    ["sent", "delivered", (about) => mailjet(about, { event: "sent" })],
    [
      "bounce, hard",
      "bounced",
      (about) => mailjet(about, { event: "bounce", hard_bounce: true, blocked: false, error: "user unknown" }),
    ],
    ["bounce, soft", "undelivered", (about) => mailjet(about, { event: "bounce", hard_bounce: false, error: "quota exceeded" })],
    ["bounce, greylisted", null, (about) => mailjet(about, { event: "bounce", hard_bounce: false, error: "greylisted" })],
    [
      "blocked, unknown",
      "bounced",
      (about) => mailjet(about, { event: "blocked", error_related_to: "recipient", error: "user unknown" }),
    ],
    ["blocked, reported", "complained", (about) => mailjet(about, { event: "blocked", error: "spam reporter" })],
    [
      "blocked by Mailjet",
      "undelivered",
      (about) => mailjet(about, { event: "blocked", error_related_to: "mailjet", error: "preblocked" }),
    ],
    ["spam", "complained", (about) => mailjet(about, { event: "spam", source: "JMRPP" })],
    ["unsub", "unsubscribed", (about) => mailjet(about, { event: "unsub", mj_list_id: "" })],
    ["open", null, (about) => mailjet(about, { event: "open" })],
  ],
};
