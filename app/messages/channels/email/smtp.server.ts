import { Readable } from "node:stream";

import { createTransport } from "nodemailer";
import MailComposer from "nodemailer/lib/mail-composer";
import { z } from "zod";

import type { Transport } from "../channel.ts";
import type { Email } from "./email.ts";
import { classify } from "./smtp-failure.ts";

const failureSchema = z.object({
  code: z.string().optional(),
  responseCode: z.number().int().optional(),
  response: z.string().optional(),
  command: z.string().optional(),
  message: z.string(),
});

/** Connections to keep to the mail server. */
const CONNECTIONS = 4;
const TIMEOUT_MS = 30_000;

/** Connections to a mail server. SMTP knows no key: whether it took an email that it did not answer to cannot be asked. */
export function openSmtp(smtpUrl: string): Transport<Email> {
  const transport = createTransport({
    ...{ url: smtpUrl, pool: true, maxConnections: CONNECTIONS, maxMessages: 100, maxRequeues: 0 },
    ...{ connectionTimeout: TIMEOUT_MS, greetingTimeout: TIMEOUT_MS, socketTimeout: TIMEOUT_MS },
  });
  return {
    close: () => transport.close(),
    async send(email) {
      const built = await build(email).catch((error: unknown) => String(error));
      if (typeof built === "string") return { kind: "permanent", reason: built.slice(0, 200), addressIsDead: false };
      const content = Readable.from([built]);
      try {
        await transport.sendMail({ envelope: { from: email.from.address, to: [email.to] }, raw: content });
        return { kind: "accepted" };
      } catch (error) {
        // The server is asked for sender and recipient first; until the content is read, it cannot have taken the email.
        return classify(failureSchema.parse(error), content.readableDidRead);
      }
    },
  };
}

function build(email: Email): Promise<Buffer> {
  const { from, to, subject, html, text, messageId, date } = email;
  const headers = Object.entries(email.headers).map(([key, value]) => ({ key, value }));
  const options = {
    from,
    to: { name: "", address: to },
    subject,
    html,
    text,
    messageId,
    date,
    headers,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
  return new MailComposer({ ...options, ...(email.replyTo === null ? {} : { replyTo: { name: "", address: email.replyTo } }) })
    .compile()
    .build();
}
