import { z } from "zod";

import { HOUR_MS, MINUTE_MS, SECOND_MS, DAY_MS } from "../lib/time.ts";
import { isToldKind, toldKinds, type ToldKind } from "./payload.ts";

/** Kinds of receivers, each with a transport. */
export const receiverKinds = ["webhook", "shopify-flow"] as const;
export type ReceiverKind = (typeof receiverKinds)[number];

export const MOST_RECEIVERS = 10;
const LONGEST_URL = 500;

/** A delivery is tried so often. */
export const MOST_ATTEMPTS = 15;
/** Between two attempts: twice as long each time. Together some three days. */
export const RETRY = { firstMs: 30 * SECOND_MS, longestMs: 12 * HOUR_MS };
/** So long a receiver rests that fails. */
export const REST = { firstMs: 10 * SECOND_MS, longestMs: 10 * MINUTE_MS };
/** A receiver that has taken nothing for so long is paused. */
export const PATIENCE_MS = 3 * DAY_MS;
/** A secret that was replaced still signs for so long, beside the newer one. */
export const OVERLAP_MS = DAY_MS;
/** What was or was not delivered is kept for so long. */
export const KEPT_MS = 30 * DAY_MS;

export type UrlIssue = "not-a-url" | "not-https" | "address" | "port" | "credentials" | "too-long";

/** The ports on which the world is served. */
const PORTS = new Set(["", "8443"]);

/**
 * What keeps a URL from being a receiver's; null where nothing does. Where its name leads is looked at whenever something is sent.
 * @param local whether this machine may be one, over http too
 */
export function urlIssue(text: string, local: boolean): UrlIssue | null {
  if (text.length > LONGEST_URL) return "too-long";
  if (!URL.canParse(text)) return "not-a-url";
  const url = new URL(text);
  if (url.username !== "" || url.password !== "") return "credentials";
  if (local && ["127.0.0.1", "localhost"].includes(url.hostname)) return /^https?:$/.test(url.protocol) ? null : "not-https";
  if (url.protocol !== "https:") return "not-https";
  // Numbers, in whatever spelling, and names that only a network of one's own knows.
  if (/^[\d.]+$|^\[/.test(url.hostname) || !/\.[a-z][a-z0-9-]*$/.test(url.hostname)) return "address";
  if (/\.(?:local|localhost|internal|home|lan|intranet|corp|private|test|invalid|onion|arpa)$/.test(url.hostname))
    return "address";
  return PORTS.has(url.port) ? null : "port";
}

const formSchema = z.object({ url: z.string(), kinds: z.array(z.string()) });

export type ReceiverIssue = UrlIssue | "kinds" | "too-many";
export type NewReceiver = { url: string; kinds: ToldKind[] };

/** A receiver as the page's form asks for it. Never throws. @returns null for a form that is none of ours */
export function parseReceiver(
  form: FormData,
  local: boolean,
): { ok: true; receiver: NewReceiver } | { ok: false; issue: ReceiverIssue } | null {
  const read = formSchema.safeParse({ url: form.get("url"), kinds: form.getAll("kind") });
  if (!read.success) return null;
  const url = read.data.url.trim();
  const issue = urlIssue(url, local);
  if (issue !== null) return { ok: false, issue };
  const kinds = kindsIn(read.data.kinds);
  return kinds.length === 0 ? { ok: false, issue: "kinds" } : { ok: true, receiver: { url: new URL(url).href, kinds } };
}

/** Those that there are, each once. */
export function kindsIn(named: readonly string[]): ToldKind[] {
  return toldKinds.filter((kind) => named.filter(isToldKind).includes(kind));
}
