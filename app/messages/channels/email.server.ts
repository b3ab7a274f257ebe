import { Readable } from "node:stream";

import { createTransport } from "nodemailer";
import MailComposer from "nodemailer/lib/mail-composer";
import { z } from "zod";

import { env } from "../../env.server.ts";
import { classify, type Delivery } from "./delivery.ts";
import type { Mail } from "../mails/mail.ts";

/** Hands one mail over and says what became of it; never throws. */
export type EmailChannel = { send: (mail: Mail) => Promise<Delivery>; close: () => void };

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

export function openEmailChannel(smtpUrl: string): EmailChannel {
  const transport = createTransport({
    ...{ url: smtpUrl, pool: true, maxConnections: CONNECTIONS, maxMessages: 100, maxRequeues: 0 },
    ...{ connectionTimeout: TIMEOUT_MS, greetingTimeout: TIMEOUT_MS, socketTimeout: TIMEOUT_MS },
  });
  return {
    close: () => transport.close(),
    async send(mail) {
      const built = await build(mail).catch((error: unknown) => String(error));
      if (typeof built === "string") return { kind: "permanent", reason: built.slice(0, 200), addressIsDead: false };
      const content = Readable.from([built]);
      try {
        await transport.sendMail({ envelope: { from: mail.from.address, to: [mail.to] }, raw: content });
        return { kind: "accepted" };
      } catch (error) {
        // The server is asked for sender and recipient first; until the content is read, it cannot have taken the mail.
        return classify(failureSchema.parse(error), content.readableDidRead);
      }
    },
  };
}

function build(mail: Mail): Promise<Buffer> {
  const { from, to, subject, html, text, messageId, date } = mail;
  const headers = Object.entries(mail.headers).map(([key, value]) => ({ key, value }));
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
  return new MailComposer({ ...options, ...(mail.replyTo === null ? {} : { replyTo: { name: "", address: mail.replyTo } }) })
    .compile()
    .build();
}

let open: EmailChannel | undefined;

/** The process's connection to its mail server (SMTP_URL). */
export function emailChannel(): EmailChannel {
  return (open ??= openEmailChannel(env().SMTP_URL));
}

/** Ends the connections. The next use connects again. */
export function closeEmailChannel(): void {
  open?.close();
  open = undefined;
}
