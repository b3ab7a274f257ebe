import { now } from "../clock.server.ts";
import { db } from "../db.server.ts";
import type { Loop } from "../queue/loop.ts";
import type { FactSources } from "./templates/facts.ts";
import { sendLink } from "./sign-ups/send-links.server.ts";
import { sendDue } from "./sending/send-due.server.ts";

/** Messages that are dealt with in one turn at most. */
export const TURN = 1_000;

/** @param sources who answers what messages rest on: nouns that stand above messages */
export function messageLoops(sources: FactSources): readonly Loop[] {
  return [
    { name: "outbox", idleMs: 500, step: () => sendDue(db(), now, TURN, sources) },
    { name: "sign-up-links", idleMs: 1_000, step: () => sendLink(db(), now()) },
  ];
}
