import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";

import { createTransport } from "nodemailer";
import DKIM from "nodemailer/lib/dkim";
import MailComposer from "nodemailer/lib/mail-composer";
import { z } from "zod";

import { MARK_HEADER } from "../../providers/contract.ts";
import type { Transport } from "../channel.ts";
import type { Email } from "./email.ts";
import { classify } from "./smtp-failure.ts";
import { createTurns } from "./turns.ts";

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

/** A key that emails are signed with on their way out. Its domain has the public key at `<keySelector>._domainkey`. */
export type DkimKey = { domainName: string; keySelector: string; privateKey: string };

export type SmtpOptions = {
  /** Null: the mail server signs, or nobody. */
  dkim?: DkimKey | null;
  /** What has the provider behind the server give the mark of an email back. */
  markHeaders?: (mark: string) => Record<string, string>;
  /** Waits until the server may be given the next email (pace.ts). */
  pace?: () => Promise<void>;
};

/**
 * Connections to a mail server. SMTP knows no key: whether it took an email that it did not answer to cannot be asked.
 */
export function openSmtp(
  smtpUrl: string,
  { dkim = null, markHeaders = () => ({}), pace = () => Promise.resolve() }: SmtpOptions = {},
): Transport<Email> {
  const transport = createTransport({
    ...{ url: smtpUrl, pool: true, maxConnections: CONNECTIONS, maxMessages: 100, maxRequeues: 0 },
    ...{ connectionTimeout: TIMEOUT_MS, greetingTimeout: TIMEOUT_MS, socketTimeout: TIMEOUT_MS },
  });
  const turns = createTurns(CONNECTIONS);
  return {
    close: () => transport.close(),
    async send(email, isWanted = () => Promise.resolve(true)) {
      const marks = email.mark === null ? {} : markHeaders(email.mark);
      const built = await build(email, marks, dkim).catch((error: unknown) => String(error));
      if (typeof built === "string") return { kind: "permanent", reason: built.slice(0, 200), addressIsDead: false };
      const content = Readable.from([built]);
      const done = await turns();
      try {
        await pace();
        if (!(await isWanted())) return { kind: "temporary", reason: "taken back" };
        const { response } = await transport.sendMail({ envelope: { from: email.from.address, to: [email.to] }, raw: content });
        return { kind: "accepted", providerId: providerIdIn(response) };
      } catch (error) {
        // The server is asked for sender and recipient first; until the content is read, it cannot have taken the email.
        return classify(failureSchema.parse(error), content.readableDidRead);
      } finally {
        done();
      }
    },
  };
}

/** What the server calls the email that it has taken: servers say it last in their answer (`250 Ok <id>`, `250 2.0.0 Ok: queued as <id>`). */
function providerIdIn(response: string): string | null {
  const last =
    response
      .trim()
      .split(/[\s=]+/)
      .at(-1) ?? "";
  return /^<?([\w.@+-]{8,200})>?$/.exec(last)?.[1] ?? null;
}

/**
 * What nodemailer signs of its own accord leaves out the header that makes a button of the link: mailbox providers want both signed (RFC 8058).
 */
const SIGNED =
  "From:Sender:Reply-To:Subject:Date:Message-ID:To:Cc:MIME-Version:Content-Type:Content-Transfer-Encoding:List-Unsubscribe:List-Unsubscribe-Post";

async function build(email: Email, marks: Record<string, string>, dkim: DkimKey | null): Promise<Buffer> {
  const { from, to, subject, html, text, messageId, date, mark } = email;
  const marked = mark === null ? {} : { [MARK_HEADER]: mark, ...marks };
  const headers = Object.entries<string>({ ...email.headers, ...marked }).map(([key, value]) => ({ key, value }));
  const options = {
    from,
    to: { name: "", address: to },
    subject,
    html,
    text,
    messageId,
    date,
    headers,
    // Providers read names out of the rest of a header's name, which nodemailer would put into capitals.
    normalizeHeaderKey: (name: string) => Object.keys(marked).find((own) => own.toLowerCase() === name.toLowerCase()) ?? name,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
  const replyTo = email.replyTo === null ? {} : { replyTo: { name: "", address: email.replyTo } };
  const built = await new MailComposer({ ...options, ...replyTo }).compile().build();
  // Here and not by the transport, which would begin to read the content before the server has agreed to recipient and sender.
  return dkim === null ? built : buffer(new DKIM({ ...dkim, headerFieldNames: SIGNED }).sign(built));
}
