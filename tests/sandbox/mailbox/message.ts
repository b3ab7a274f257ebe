import { randomUUID } from "node:crypto";

import PostalMime, { type Address } from "postal-mime";

export type Message = {
  id: string;
  receivedAt: Date;
  envelopeFrom: string;
  /** Whom SMTP delivered it to, whatever the headers say. */
  recipients: string[];
  from: string;
  to: string;
  subject: string;
  html: string | null;
  text: string | null;
  headers: { name: string; value: string }[];
  /** The first http(s) address of `List-Unsubscribe`, or null. */
  listUnsubscribe: string | null;
  /** Whether `List-Unsubscribe-Post: List-Unsubscribe=One-Click` is there (RFC 8058). */
  oneClick: boolean;
  raw: string;
};

/** Takes a delivered message apart. A body that is no MIME still yields a message: its source is always kept. */
export async function parseMessage(
  source: Buffer,
  envelope: { from: string; recipients: string[] },
  receivedAt: Date,
): Promise<Message> {
  const mail = await PostalMime.parse(source);
  const headers = mail.headers.map(({ originalKey, value }) => ({ name: originalKey, value }));
  const listUnsubscribe = /<\s*(https?:\/\/[^>\s]+)\s*>/i.exec(header(headers, "list-unsubscribe") ?? "")?.[1] ?? null;
  return {
    id: randomUUID(),
    receivedAt,
    envelopeFrom: envelope.from,
    recipients: envelope.recipients,
    from: mail.from === undefined ? envelope.from : addressText(mail.from),
    to: (mail.to ?? []).map(addressText).join(", ") || envelope.recipients.join(", "),
    subject: mail.subject ?? "",
    html: mail.html ?? null,
    text: mail.text ?? null,
    headers,
    listUnsubscribe,
    oneClick: /^\s*List-Unsubscribe=One-Click\s*$/i.test(header(headers, "list-unsubscribe-post") ?? ""),
    raw: source.toString("utf8"),
  };
}

/** The first header of that name, in any case; null when there is none. */
function header(headers: Message["headers"], name: string): string | null {
  return headers.find((candidate) => candidate.name.toLowerCase() === name.toLowerCase())?.value ?? null;
}

function addressText(address: Address): string {
  if (address.group !== undefined) return `${address.name}: ${address.group.map(addressText).join(", ")}`;
  return address.name === "" ? address.address : `${address.name} <${address.address}>`;
}
