import { now } from "../clock.server.ts";
import { db } from "../db.server.ts";
import type { Loop } from "../queue/loop.ts";
import type { FactSources } from "./templates/facts.ts";
import { sendLink } from "./sign-ups/send-links.server.ts";
import { sendDue } from "./sending/send-due.server.ts";

/** Messages that are on their way at once. Of so many nobody knows what became of them when the process is killed, and none of them is sent again. */
const AT_ONCE = 100;

/** @param sources who answers what messages rest on: nouns that stand above messages */
export function messageLoops(sources: FactSources): readonly Loop[] {
  return [
    { name: "outbox", idleMs: 500, step: () => sendDue(db(), now, AT_ONCE, sources) },
    { name: "sign-up-links", idleMs: 1_000, step: () => sendLink(db(), now()) },
  ];
}
