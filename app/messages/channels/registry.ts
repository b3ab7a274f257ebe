/** The channels there are: a folder and a line each; transports.server.ts opens them. */
import type { Channel } from "./channel.ts";
import { emailChannel } from "./email/email.ts";

export const channels = { email: emailChannel };

export type ChannelName = keyof typeof channels;

/** @throws Error for a name that is none: a message of a channel that is no more */
export function channelNamed(name: string): Channel {
  if (!Object.hasOwn(channels, name)) throw new Error(`No channel ${name}`);
  return channels[name as ChannelName];
}
