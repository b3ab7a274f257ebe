import { createHash } from "node:crypto";

import type { Rendered } from "./render.ts";
import type { MailLocale } from "./templates.ts";
import { isAddress, oneLine } from "./wording.ts";

export type Sender = { name: string; address: string; replyTo: string | null };

/** A mail ready to be handed over. Headers hold no line breaks, addresses are single addresses. */
export type Mail = {
  from: { name: string; address: string };
  to: string;
  replyTo: string | null;
  subject: string;
  html: string;
  text: string;
  messageId: string;
  date: Date;
  headers: Record<string, string>;
};

export type SenderSettings = {
  senderName: string | null;
  /** As the merchant entered it. */
  senderEmail: string | null;
  /** The one that a click has proved. */
  senderProved: string | null;
  replyTo: string | null;
  shopName: string;
  shopEmail: string | null;
};

/**
 * Who a shop's mails come from: an address that the shop has proved to be its own (sender-proof/), else the operator's with the shop's name, and
 * answers to the shop. The operator's mail server must be allowed to send for the domain.
 */
export function senderOf(settings: SenderSettings, mailFrom: string): Sender {
  const usable = (address: string | null) => (address !== null && isAddress(address) ? address : null);
  const own = usable(settings.senderProved);
  const name = oneLine(settings.senderName ?? "") || oneLine(settings.shopName);
  return {
    name,
    address: own ?? mailFrom,
    replyTo: usable(settings.replyTo) ?? (own === null ? (usable(settings.senderEmail) ?? usable(settings.shopEmail)) : null),
  };
}

/**
 * The same for each attempt at one message, so that a mail server or program that sees it twice can tell.
 * @param key names the message within the shop
 */
export function messageIdOf(shopId: number, key: string, fromAddress: string): string {
  const name = createHash("sha256").update(`${shopId}:${key}`).digest("hex").slice(0, 40);
  return `<${name}@${fromAddress.slice(fromAddress.lastIndexOf("@") + 1)}>`;
}

type Parts = {
  shopId: number;
  key: string;
  sender: Sender;
  to: string;
  locale: MailLocale;
  rendered: Rendered;
  /** Null for a mail that is no advertising. */
  unsubscribeUrl: string | null;
  now: Date;
};

/** @throws when the recipient is not one plain address: the policy refuses those before */
export function compose({ shopId, key, sender, to, locale, rendered, unsubscribeUrl, now }: Parts): Mail {
  if (!isAddress(to)) throw new Error("Not an address to send to");
  return {
    from: { name: sender.name, address: sender.address },
    to,
    replyTo: sender.replyTo,
    subject: oneLine(rendered.subject),
    html: rendered.html,
    text: rendered.text,
    messageId: messageIdOf(shopId, key, sender.address),
    date: now,
    headers: {
      ...(unsubscribeUrl === null
        ? {}
        : { "List-Unsubscribe": `<${unsubscribeUrl}>`, "List-Unsubscribe-Post": "List-Unsubscribe=One-Click" }),
      "Auto-Submitted": "auto-generated",
      "Content-Language": locale,
    },
  };
}
