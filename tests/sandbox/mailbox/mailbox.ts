import type { AddressInfo } from "node:net";

import type { Router } from "express";
import { SMTPServer, type SMTPServerSession } from "smtp-server";

import { type Message, parseMessage } from "./message.ts";
import { mailboxRouter } from "./router.ts";

export type MailboxOptions = {
  /** SMTP port on 127.0.0.1; a free one when left out. */
  port?: number;
  /** Where the app answers; the one-click button posts nowhere else. */
  appUrl?: string;
  /** Stamps arrivals; the sandbox hands in its own clock. */
  now?: () => Date;
};

export type Rejection = "temporary" | "permanent";

export type Mailbox = {
  smtpPort: number;
  router: Router;
  /** Newest first. */
  messages: () => readonly Message[];
  /** The newest message that matches, now or when it arrives. @throws after timeoutMs, naming what had arrived instead */
  waitFor: (predicate: (message: Message) => boolean, timeoutMs?: number) => Promise<Message>;
  clear: () => void;
  /** Puts mails of an earlier run, the newest first, below those that are here. */
  restore: (messages: readonly Message[]) => void;
  /** Refuses the next `count` recipients (temporary: 451, permanent: 550), only those of `recipient` when it is given. */
  rejectNext: (count: number, kind: Rejection, recipient?: string) => void;
  clearRejections: () => void;
  stop: () => Promise<void>;
};

/** So that a sandbox left running for weeks does not fill the memory. */
const MOST_MESSAGES = 2_000;
const MOST_BYTES = 10 * 1024 * 1024;

/** A real SMTP server on the loopback, and a web mailbox over what it received. */
export async function startMailbox(options: MailboxOptions = {}): Promise<Mailbox> {
  const kept: Message[] = [];
  const waiting = new Set<(message: Message) => void>();
  const rejections: { left: number; kind: Rejection; recipient: string | undefined }[] = [];
  const now = options.now ?? (() => new Date());

  const keep = (message: Message) => {
    kept.unshift(message);
    kept.length = Math.min(kept.length, MOST_MESSAGES);
    for (const tell of waiting) tell(message);
  };

  const server = new SMTPServer({
    name: "mailbox.sandbox",
    disabledCommands: ["AUTH", "STARTTLS"],
    authOptional: true,
    disableReverseLookup: true,
    size: MOST_BYTES,
    logger: false,
    closeTimeout: 500,
    onRcptTo: (address, _session, callback) => {
      const wanted = address.address.toLowerCase();
      const rejection = rejections.find(({ left, recipient }) => left > 0 && (recipient === undefined || recipient === wanted));
      if (rejection === undefined) {
        callback();
        return;
      }
      rejection.left -= 1;
      callback(
        rejection.kind === "temporary" ? smtpError(451, "4.3.0 Try again later") : smtpError(550, "5.1.1 No such mailbox"),
      );
    },
    onData: (stream, session, callback) => {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        if (stream.sizeExceeded) {
          callback(smtpError(552, "5.3.4 Message too big"));
          return;
        }
        parseMessage(Buffer.concat(chunks), envelopeOf(session), now()).then(
          (message) => {
            keep(message);
            callback(null, `OK ${message.id}`);
          },
          (error: unknown) => callback(smtpError(554, `5.6.0 Message could not be read: ${String(error)}`)),
        );
      });
    },
  });
  // A client that hangs up in the middle is not the mailbox's failure.
  server.on("error", () => undefined);
  const smtpPort = await listen(server, options.port ?? 0);

  return {
    smtpPort,
    router: mailboxRouter({ messages: () => kept, clear: () => (kept.length = 0), appUrl: options.appUrl }),
    messages: () => kept,
    waitFor: (predicate, timeoutMs = 120_000) =>
      new Promise((resolve, reject) => {
        const found = kept.find(predicate);
        if (found !== undefined) {
          resolve(found);
          return;
        }
        const timer = setTimeout(() => {
          waiting.delete(tell);
          const arrived = kept.slice(0, 10).map(({ recipients, subject }) => `${recipients.join(", ")}: ${subject}`);
          reject(new Error(`No such mail within ${timeoutMs} ms; the latest are:\n${arrived.join("\n") || "(none)"}`));
        }, timeoutMs);
        const tell = (message: Message) => {
          if (!predicate(message)) return;
          clearTimeout(timer);
          waiting.delete(tell);
          resolve(message);
        };
        waiting.add(tell);
      }),
    clear: () => {
      kept.length = 0;
    },
    restore: (messages) => {
      kept.push(...messages);
      kept.length = Math.min(kept.length, MOST_MESSAGES);
    },
    rejectNext: (count, kind, recipient) => {
      rejections.push({ left: count, kind, recipient: recipient?.toLowerCase() });
    },
    clearRejections: () => {
      rejections.length = 0;
    },
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}

function envelopeOf({ envelope }: SMTPServerSession): { from: string; recipients: string[] } {
  return {
    from: envelope.mailFrom === false ? "" : envelope.mailFrom.address,
    recipients: envelope.rcptTo.map(({ address }) => address),
  };
}

function smtpError(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}

function listen(server: SMTPServer, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    const socket = server.listen(port, "127.0.0.1", () => {
      server.removeAllListeners("error");
      server.on("error", () => undefined);
      resolve((socket.address() as AddressInfo).port);
    });
  });
}
