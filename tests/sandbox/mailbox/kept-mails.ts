import { readFileSync, writeFileSync } from "node:fs";
import { deserialize, serialize } from "node:v8";

import type { Message } from "./message.ts";

/** Origins to which mails lead, in an order that stays the same. */
export type Origins = readonly string[];

type Kept = { origins: Origins; messages: readonly Message[] };

export function saveMails(messages: readonly Message[], origins: Origins, file: string): void {
  writeFileSync(file, serialize({ origins, messages } satisfies Kept));
}

/**
 * Mails of an earlier run, which a run that was killed has not kept. They lead to where the origins are now: they may have had other ports then. In a mail's
 * source they stay as they were wherever a line breaks in the middle of them.
 */
export function loadMails(file: string, origins: Origins): Message[] {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
  const kept = deserialize(bytes) as Kept;
  const now = new Map(kept.origins.map((origin, place) => [origin, origins[place] ?? origin]));
  // All at once: one of them may be now where another was then.
  const any = new RegExp(`(?:${kept.origins.map((origin) => origin.replaceAll(".", "\\.")).join("|")})(?!\\d)`, "g");
  const moved = <Text extends string | null>(text: Text) =>
    (text === null ? null : text.replace(any, (origin) => now.get(origin) ?? origin)) as Text;
  return kept.messages.map((message) => ({
    ...message,
    ...{ html: moved(message.html), text: moved(message.text), raw: moved(message.raw) },
    headers: message.headers.map(({ name, value }) => ({ name, value: moved(value) })),
    listUnsubscribe: moved(message.listUnsubscribe),
  }));
}
