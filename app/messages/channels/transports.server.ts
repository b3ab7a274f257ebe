import { setTimeout } from "node:timers/promises";

import { dkimKey, env } from "../../env.server.ts";
import { markHeaders } from "../outcomes/listening.server.ts";
import type { Channel, Transport } from "./channel.ts";
import { createPace, type Ticking } from "./email/pace.ts";
import { openSmtp } from "./email/smtp.server.ts";
import type { channels, ChannelName } from "./registry.ts";

type ContentOf<Of> = Of extends Channel<infer Content> ? Content : never;

/** How messages of each channel leave. A channel without a transport does not compile. */
export type Transports = { readonly [Name in ChannelName]: Transport<ContentOf<(typeof channels)[Name]>> };

function openTransports(): Transports {
  const { SMTP_URL, MAIL_PER_SECOND = null } = env();
  return { email: openSmtp(SMTP_URL, { dkim: dkimKey(), markHeaders, pace: createPace(MAIL_PER_SECOND, clock) }) };
}

const clock: Ticking = { now: () => performance.now(), wait: (ms) => setTimeout(ms) };

let open: Transports | undefined;

/** The process's connections. */
export function transports(): Transports {
  return (open ??= openTransports());
}

/** Ends the connections. The next use connects again. */
export function closeTransports(): void {
  for (const transport of Object.values(open ?? {})) transport.close();
  open = undefined;
}
