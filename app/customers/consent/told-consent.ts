/** What Shopify is told of consents that were given or withdrawn with us, and what it may answer. */
import type { Channel, ConsentState } from "../../facts/customer.ts";

/** The channel on which customers agree with us. Another needs a place in the key of `consent_pushes`, which holds one consent a customer, and its own mutation. */
export const toldChannel: Channel = "email";

/** Shopify refuses every other state as input: it sets those itself. */
export type TellableState = Extract<ConsentState, "subscribed" | "unsubscribed" | "pending">;

export type ToldConsent = { state: TellableState; optInLevel: string | null; occurredAt: Date };

/** `emailMarketingConsent` of Shopify's mutation. */
export type ConsentInput = { marketingState: string; marketingOptInLevel?: string; consentUpdatedAt: string };

/**
 * Why Shopify has not got a consent yet. `unknown-customer`: it says that it does not have the customer; `no-address`: the customer has no email address any
 * more, so there is nothing to agree to; `refused`: anything else that it said; `access`: we may not change customers; `unreachable`: no answer.
 */
export const pushProblems = ["unknown-customer", "no-address", "refused", "access", "unreachable"] as const;
export type PushProblem = (typeof pushProblems)[number];

const LEVELS: readonly string[] = ["single_opt_in", "confirmed_opt_in", "unknown"];

/** How a consent is told. Shopify takes no date to come, and an opt-in level belongs to what somebody agreed to: it demands one there, and none otherwise. */
export function consentInput({ state, optInLevel, occurredAt }: ToldConsent, now: Date): ConsentInput {
  const consentUpdatedAt = (occurredAt > now ? now : occurredAt).toISOString();
  const marketingState = state.toUpperCase();
  if (state === "unsubscribed") return { marketingState, consentUpdatedAt };
  // Who has yet to confirm is asked to: Shopify takes no other level there.
  const level = state === "pending" ? "confirmed_opt_in" : (LEVELS.find((known) => known === optInLevel) ?? "unknown");
  return { marketingState, marketingOptInLevel: level.toUpperCase(), consentUpdatedAt };
}

/** What a refusal means. Shopify documents codes that say little, so that the field tells more; whether there is an address is known here. */
export function refusalOf(errors: readonly { field: readonly string[] | null }[], hasAddress: boolean): PushProblem {
  if (errors.some(({ field }) => field?.at(-1) === "customerId")) return "unknown-customer";
  return hasAddress ? "refused" : "no-address";
}
