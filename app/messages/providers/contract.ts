/** What a provider of email must be able to say here. One file a provider; registry.ts lists them. */
import { createHash } from "node:crypto";

import { lowerAddress } from "../../lib/lower-address.ts";
import { withoutAddresses } from "../../lib/mask.ts";
import { parseJson, stringifyJson } from "../../lib/json.ts";
import { parseInstant, SECOND_MS } from "../../lib/time.ts";
import type { Outcome } from "../outcomes/outcome.ts";
import { markInMessageId } from "../outcomes/mark.ts";

/** One thing that a provider tells of one message. */
export type ProviderEvent = {
  /** Names the event among those of the provider: the same, told again, has the same. */
  key: string;
  kind: Outcome;
  at: Date;
  /** Lower case; null where the provider does not say. */
  recipient: string | null;
  /** The mark that came back, as it came: who acts on it reads its signature. */
  mark: string | null;
  /** What the provider called the message when it took it. */
  providerId: string | null;
  /** In the provider's or the mail server's words, without addresses. */
  reason: string | null;
  raw: unknown;
};

/** A request as it came: bytes, because signatures cover bytes. */
export type Delivery = { body: Buffer; headers: Headers; now: Date };

export type Verdict =
  | {
      ok: true;
      events: ProviderEvent[];
      /** Entries that could not be read. The others count. */
      unread: number;
      /** A token that is good once, and then only for this body. */
      once?: { token: string; digest: string };
    }
  /** `status`: what the provider is told. */
  | { ok: false; status: 400 | 401 | 403 | 415 | 503; reason: string };

/** What a provider's adapter needs of the outside. */
export type Means = {
  /** A certificate of Amazon's, as PEM; null: it is not to be had. */
  certificate(url: URL): Promise<string | null>;
  /** Calls an address that we have made ourselves. @returns whether it answered that it is done */
  confirm(url: URL): Promise<boolean>;
};

export type Provider = {
  /** Has the provider give the mark back: headers of each email that leaves. */
  markHeaders(mark: string): Record<string, string>;
  /**
   * Whether the request is the provider's, and what it tells. Never throws for what a request holds.
   * @param secrets the operator's; several while one is being replaced. Never empty
   */
  receive(delivery: Delivery, secrets: readonly string[], means: Means): Verdict | Promise<Verdict>;
};

export const MARK_HEADER = "X-Reprise-Message";

/** The mark among headers as providers list them. */
export function markAmong(headers: readonly { name: string; value: string }[] | undefined): string | null {
  return headers?.find(({ name }) => name.toLowerCase() === MARK_HEADER.toLowerCase())?.value ?? null;
}

/** The mark: where the provider gives it back, else in the Message-ID. */
export function markFrom(...found: readonly (string | null | undefined)[]): string | null {
  const [messageId] = found.slice(-1);
  return found.slice(0, -1).find((mark) => typeof mark === "string" && mark !== "") ?? markInMessageId(messageId ?? null);
}

/** What is said to be JSON, as JSON; ids beyond 2^53 come as text. "type": it is said to be something else. */
export function readJson({ body, headers }: Delivery, types: readonly string[] = ["application/json"]): unknown {
  const type = (headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  if (!types.includes(type)) return WRONG_TYPE;
  try {
    return parseJson(body.toString("utf8"));
  } catch {
    return UNREADABLE;
  }
}

const WRONG_TYPE = Symbol("not said to be JSON");
const UNREADABLE = Symbol("no JSON");

/** Why a body is none that `readJson` reads; null: it is. */
export function refusalOf(read: unknown): Extract<Verdict, { ok: false }> | null {
  if (read === WRONG_TYPE) return { ok: false, status: 415, reason: "content type" };
  return read === UNREADABLE ? { ok: false, status: 400, reason: "no JSON" } : null;
}

/** Reads each entry for itself, so that one that makes no sense costs none of the others. `read`: null for what is of no interest. @throws never */
export function readEach(entries: readonly unknown[], read: (entry: unknown) => ProviderEvent | null): Verdict {
  const events: ProviderEvent[] = [];
  let unread = 0;
  for (const entry of entries) {
    try {
      const event = read(entry);
      if (event !== null) events.push(event);
    } catch {
      unread += 1;
    }
  }
  return { ok: true, events, unread };
}

/** Names an event by what does not change when it is told again. A digest, because addresses are among that, and it is kept for longer than they are. */
export function keyOf(...parts: readonly (string | number | null | undefined)[]): string {
  return createHash("sha256")
    .update(JSON.stringify(parts.map((part) => part ?? null)))
    .digest("hex");
}

/** An address as it is compared, out of its angle brackets if it stands in some; null: it is none. */
export function addressIn(text: string | null | undefined): string | null {
  const address = lowerAddress(/<([^<>]+)>\s*$/.exec(text ?? "")?.[1] ?? text ?? "");
  return address.length <= 254 && /^[^\s@<>]+@[^\s@<>]+$/.test(address) ? address : null;
}

/** Instants as providers write them: ISO 8601, or seconds since 1970. @throws RangeError for what is none */
export function instantOf(given: string | number): Date {
  const instant =
    typeof given === "number" || /^\d{1,12}(\.\d+)?$/.test(given) ? new Date(Number(given) * SECOND_MS) : parseInstant(given);
  if (Number.isNaN(instant.getTime())) throw new RangeError("Not an instant");
  return instant;
}

const LONGEST_REASON = 200;

/** Without addresses, in one line. */
export function reasonOf(...texts: readonly (string | null | undefined)[]): string | null {
  const said = texts.filter((text) => typeof text === "string" && text !== "").join(" · ");
  const reason = withoutAddresses(said.slice(0, 1_000)).replace(/\s+/g, " ").trim().slice(0, LONGEST_REASON);
  return reason === "" ? null : reason;
}

/** Much longer than any event. */
const LONGEST_RAW = 32_768;

/** What is kept of an event as it came. */
export function rawOf(entry: unknown): unknown {
  return stringifyJson(entry).length <= LONGEST_RAW ? entry : null;
}
