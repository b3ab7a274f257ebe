import type { DefenceGroup } from "../defence.ts";

const HOSTILE = "tests/messages/providers/hostile.test.ts";
const REFUSED = {
  file: HOSTILE,
  name: "what is not the provider's is refused, and nothing of it kept (flows 3.2, hostile: providers) > %s → %i",
};
const OUTCOMES = "tests/messages/providers/outcomes.test.ts";
const PROVIDERS = "app/messages/providers";

export const group: DefenceGroup = {
  title: "Events of email providers",
  defences: [
    {
      id: "events-topic",
      defends: "Of Amazon's envelopes only those of our own topics count, whoever signed them.",
      test: REFUSED,
      mutations: [{ file: `${PROVIDERS}/ses/ses.ts`, find: "if (!topics.includes(envelope.TopicArn))", replace: "if (false)" }],
    },
    {
      id: "events-certificate",
      defends:
        "And they are checked with Amazon's own certificate of the topic's region: an envelope that names another has nobody called.",
      test: REFUSED,
      mutations: [{ file: `${PROVIDERS}/ses/sns.ts`, find: "url.host === topic.host", replace: 'url.host !== ""' }],
    },
    {
      id: "events-confirmation",
      defends: "A subscription is confirmed at an address of our own making, never at one that an envelope brings.",
      test: {
        file: HOSTILE,
        name: "a subscription of SNS (hostile: providers) > is confirmed at an address of our own making, whatever the envelope says",
      },
      mutations: [
        {
          file: `${PROVIDERS}/ses/sns.ts`,
          find: "  url.search = new URLSearchParams(",
          replace: '  if (TopicArn !== "") return new URL("http://169.254.169.254/");\n  url.search = new URLSearchParams(',
        },
      ],
    },
    {
      id: "events-signature",
      defends: "Amazon's, SendGrid's, Mailgun's and Resend's events count only as they signed them.",
      test: REFUSED,
      mutations: [
        { file: `${PROVIDERS}/sendgrid.ts`, find: "if (!isSigned(delivery, keys))", replace: "if (false)" },
        { file: `${PROVIDERS}/mailgun.ts`, find: "if (signed === undefined)", replace: "if (false)" },
        { file: `${PROVIDERS}/resend.ts`, find: `if (id === "" || !isSigned(delivery, id, secrets))`, replace: "if (false)" },
        { file: `${PROVIDERS}/ses/ses.ts`, find: "if (!isSigned(envelope, certificate))", replace: "if (false)" },
      ],
    },
    {
      id: "events-secret",
      defends: "Postmark, Brevo and Mailjet sign nothing: their requests bring the operator's secret.",
      test: REFUSED,
      mutations: [
        { file: `${PROVIDERS}/postmark.ts`, find: "if (!hasSecret(delivery.headers, secrets))", replace: "if (false)" },
        { file: `${PROVIDERS}/brevo.ts`, find: "if (!hasSecret(delivery.headers, secrets))", replace: "if (false)" },
        { file: `${PROVIDERS}/mailjet.ts`, find: "if (!hasSecret(delivery.headers, secrets))", replace: "if (false)" },
      ],
    },
    {
      id: "events-token",
      defends: "Mailgun's signature does not cover the event: a token is good for one, and no other can be put behind it.",
      test: {
        file: HOSTILE,
        name: "Mailgun's signature does not cover what the event says (flows 3.2, hostile: providers) > so a token is good for one event: with another behind it, it is refused",
      },
      mutations: [
        {
          file: "app/messages/outcomes/store.server.ts",
          find: "return rows[0]?.digest === digest;",
          replace: "return rows.length === 1;",
        },
      ],
    },
    {
      id: "events-age",
      defends: "What is signed is good for as long as it is remembered: Resend's for five minutes, Mailgun's for a day.",
      test: REFUSED,
      mutations: [
        { file: `${PROVIDERS}/mailgun.ts`, find: "if (!isTimely(signed, delivery.now))", replace: "if (false)" },
        { file: `${PROVIDERS}/resend.ts`, find: "> CLOCKS_DIFFER_MS", replace: "> Infinity" },
      ],
    },
    {
      id: "events-once",
      defends: "An event that is told again, or played back, counts once.",
      test: {
        file: OUTCOMES,
        name: "of what is told of a message the strongest holds > told fifty times at once it counts once",
      },
      mutations: [
        {
          file: `${PROVIDERS}/contract.ts`,
          find: "JSON.stringify(parts.map((part) => part ?? null))",
          replace: "JSON.stringify([performance.now(), ...parts])",
        },
      ],
    },
    {
      id: "events-mark",
      defends: "Which message an event is of is said by a mark that we signed: nobody names another's, nor another shop's.",
      test: { file: OUTCOMES, name: "whose message it is > a mark %s is none" },
      mutations: [
        {
          file: "app/messages/outcomes/mark.ts",
          find: `if (shop === "" || !isSignature(signed, "message", \`\${shop}-\${message}\`, secrets)) return null;`,
          replace: `if (shop === "" || secrets.length === 0) return null;`,
        },
      ],
    },
    {
      id: "events-address",
      defends: "An address that several shops write to is told of to none of them.",
      test: {
        file: OUTCOMES,
        name: "whose message it is > an address that two shops have written to: that it has %s is told to neither",
      },
      mutations: [
        {
          file: "app/messages/outcomes/place.server.ts",
          find: "only === undefined || rows.length > 1",
          replace: "only === undefined",
        },
      ],
    },
    {
      id: "events-forgotten",
      defends: "An erasure reaches what a provider has told and nobody has acted upon.",
      test: {
        file: OUTCOMES,
        name: "what is kept > of somebody who was erased meanwhile: that the message arrived, and nothing of the person",
      },
      mutations: [
        { file: "app/messages/noun.server.ts", find: "  await forgetEvents(db, shopId, customerIds, emails);\n", replace: "" },
      ],
    },
  ],
};
