import type { DefenceGroup } from "../defence.ts";

const SIGNATURE = "app/messages/links/signature.ts";
const RENDER = "tests/messages/render.test.ts";

export const group: DefenceGroup = {
  title: "Links and mails",
  defences: [
    {
      id: "unsubscribe-signature",
      defends: "An unsubscribe link works only as we signed it, for the customer that it names.",
      test: {
        file: "tests/messages/unsubscribe.test.ts",
        name: "links that we did not make > %s: a friendly 400 in the reader's language, and nothing happens",
      },
      mutations: [{ file: SIGNATURE, find: "&& timingSafeEqual(actual, expected)", replace: "" }],
    },
    {
      id: "unsubscribe-post-only",
      defends: "Only a POST unsubscribes; programs that open every link change nothing.",
      test: { file: "tests/messages/unsubscribe.test.ts", name: "links that we did not make > %s is not allowed" },
      mutations: [{ file: "app/routes/unsubscribe.tsx", find: `if (request.method !== "POST")`, replace: "if (false)" }],
    },
    {
      id: "link-kinds",
      defends: "A signature for one kind of link is worth nothing for another.",
      test: {
        file: "tests/messages/link-signature.test.ts",
        name: "a signature of one kind of link is worth nothing for another, whatever it binds",
      },
      mutations: [{ file: SIGNATURE, find: "`${kind}:1:${content}`", replace: "`1:${content}`" }],
    },
    {
      id: "sender-proof",
      defends: "Mails leave from a shop's own address only once a click in a mail to it has proved it.",
      test: {
        file: "tests/messages/sender-proof.test.ts",
        name: "a sender address (security-faults 6) > is not used before a click in an email to it has proved it; answers go to it all the same",
      },
      mutations: [
        { file: "app/messages/mails/mail.ts", find: "usable(settings.senderProved)", replace: "usable(settings.senderEmail)" },
      ],
    },
    {
      id: "mail-markup",
      defends: "What people typed is never markup and never Liquid in a mail.",
      test: { file: RENDER, name: "what people typed > is never mark-up and never Liquid" },
      mutations: [{ file: "app/messages/mails/render.ts", find: `{ ...strict, outputEscape: "escape" }`, replace: "strict" }],
    },
    {
      id: "mail-header",
      defends: "What people typed cannot end a header line.",
      test: { file: RENDER, name: "what people typed > cannot break a subject line" },
      mutations: [
        {
          file: "app/messages/mails/wording.ts",
          find: `return text.replace(UNSEEN, " ").replace`,
          replace: "return text.replace",
        },
      ],
    },
    {
      id: "page-markup",
      defends: "What a merchant typed is text on the pages behind links.",
      test: { file: "tests/messages/unsubscribe.test.ts", name: "opening the link > escapes what the merchant typed" },
      mutations: [
        {
          file: "app/messages/links/document.tsx",
          find: "<p>{text}</p>",
          replace: "<p dangerouslySetInnerHTML={{ __html: text }} />",
        },
      ],
    },
    {
      id: "link-referrer",
      defends: "Pages behind links are kept by nobody and tell nobody their address.",
      test: {
        file: "tests/messages/unsubscribe.test.ts",
        name: "opening the link > asks, in the customer's language, and changes nothing",
      },
      mutations: [{ file: "app/messages/links/answer.ts", find: `"Referrer-Policy": "no-referrer",`, replace: "" }],
    },
  ],
};
