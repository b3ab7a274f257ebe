import type { Transport } from "../../app/messages/channels/channel.ts";
import type { Email } from "../../app/messages/channels/email/email.ts";
import { channels } from "../../app/messages/channels/registry.ts";
import type { Transports } from "../../app/messages/channels/transports.server.ts";

/** Transports of a test that is about emails: whatever another channel is given fails it, whichever channels there are. */
export function emailsBy(email: Transport<Email>): Transports {
  const others = Object.keys(channels).map((name) => {
    const refuse = () => Promise.reject(new Error(`Nothing was to be sent by ${name}`));
    return [name, { send: refuse, close: () => undefined }];
  });
  return { ...(Object.fromEntries(others) as Transports), email };
}
