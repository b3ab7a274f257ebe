import { oneLine } from "../../content/text.ts";
import type { Channel, SenderSettings, Written } from "../channel.ts";
import { isAddress } from "./address.ts";

export type Sender = { name: string; address: string; replyTo: string | null };

/** An email ready to be handed over. Headers hold no line breaks, addresses are single addresses. */
export type Email = {
  from: { name: string; address: string };
  to: string;
  replyTo: string | null;
  subject: string;
  html: string;
  text: string;
  messageId: string;
  /** What providers are asked to give back when they tell of it; null for an email of which nobody need hear. */
  mark: string | null;
  date: Date;
  headers: Record<string, string>;
};

/**
 * Who a shop's emails come from: an address that the shop has proved to be its own (sender-proof/), else the operator's with the shop's name, and
 * answers to the shop. The operator's mail server must be allowed to send for the domain.
 */
export function senderOf(settings: SenderSettings, operatorAddress: string): Sender {
  const usable = (address: string | null) => (address !== null && isAddress(address) ? address : null);
  const own = usable(settings.senderProved);
  const name = oneLine(settings.senderName ?? "") || oneLine(settings.shopName);
  return {
    name,
    address: own ?? operatorAddress,
    replyTo: usable(settings.replyTo) ?? (own === null ? (usable(settings.senderEmail) ?? usable(settings.shopEmail)) : null),
  };
}

/**
 * The same for each attempt at one message, so that a mail server or program that sees it twice can tell.
 * @param name names the message: letters, digits, `-` and `_`
 */
export function messageIdOf(name: string, fromAddress: string): string {
  return `<${name}@${fromAddress.slice(fromAddress.lastIndexOf("@") + 1)}>`;
}

/** The unsubscribe link as email programs have a button for it (RFC 8058). */
function unsubscribeHeaders(url: string | null): Record<string, string> {
  if (url === null) return {};
  return { "List-Unsubscribe": `<${url}>`, "List-Unsubscribe-Post": "List-Unsubscribe=One-Click" };
}

export type Parts = Omit<Written, "sender" | "operatorAddress" | "mark"> & {
  sender: Sender;
  /** Names the email in its Message-ID. */
  name: string;
  mark: string | null;
};

/** @throws when the recipient is not one plain address: the policy refuses those before */
export function compose({ name, mark, sender, to, locale, rendered, unsubscribeUrl, now }: Parts): Email {
  if (!isAddress(to)) throw new Error("Not an address to send to");
  return {
    from: { name: sender.name, address: sender.address },
    to,
    replyTo: sender.replyTo,
    subject: oneLine(rendered.subject),
    html: rendered.html,
    text: rendered.text,
    messageId: messageIdOf(name, sender.address),
    mark,
    date: now,
    headers: {
      ...unsubscribeHeaders(unsubscribeUrl),
      "Auto-Submitted": "auto-generated",
      "Content-Language": locale,
    },
  };
}

export const emailChannel: Channel<Email> = {
  linkLetter: "e",
  columns: {
    ...{ address: "email", consent: "email_consent" },
    ...{ consentAt: "email_consent_at", optInLevel: "email_opt_in_level" },
  },
  isAddress,
  // What Klaviyo calls smart sending, but deferred instead of skipped.
  // SMTP cannot be asked whether it took an email.
  idempotent: false,
  canReply: (sender, operatorAddress) => senderOf(sender, operatorAddress).replyTo !== null,
  compose: ({ sender, operatorAddress, ...written }) =>
    compose({ ...written, name: written.mark, sender: senderOf(sender, operatorAddress) }),
};
