import { applySnapshot, tagsIn, type CustomerState } from "./customer-state.ts";
import type { Consent, CustomerSnapshot } from "../../facts/customer.ts";

/**
 * `missed`: Shopify said something of this customer that we have not heard; `richer`: only the language, which webhooks do not carry, or the province of
 * customers from before it was kept; `none`: applying the snapshot would change nothing that is kept.
 */
export type Difference = "missed" | "richer" | "none";

/** What a snapshot would change of what is known; undefined stands for a customer of whom nobody has told. */
export function differenceOf(state: CustomerState | undefined, snapshot: CustomerSnapshot): Difference {
  if (state === undefined) return "missed";
  const next = applySnapshot(state, snapshot);
  if (next === state) return "none";
  if (comparable(next) !== comparable(state)) return "missed";
  const province = next.profile.provinceCode !== state.profile.provinceCode;
  if (province && !(state.profile.provinceCode === null && sameSecond(next.updatedAt, state.updatedAt))) return "missed";
  return next.locale === state.locale && !province ? "none" : "richer";
}

/** Shopify dates changes by whole seconds, and the comparison takes the end of each. */
function sameSecond(a: Date | null, b: Date | null): boolean {
  return a !== null && b !== null && Math.trunc(a.getTime() / 1_000) === Math.trunc(b.getTime() / 1_000);
}

function comparable(state: CustomerState): string {
  const { profile } = state;
  return JSON.stringify([
    state.updatedAt === null,
    [profile.email, profile.emailVerified, profile.phone, profile.firstName, profile.lastName],
    [profile.countryCode, profile.note, profile.accountState, profile.createdAt.getTime()],
    tagsIn(state),
    [consentWords(state.emailConsent), consentWords(state.smsConsent)],
  ]);
}

/** Whoever was never asked has not been asked in any particular way. */
function consentWords({ state, optInLevel, at }: Consent): unknown[] {
  return state === "not_subscribed" && at === null ? [state] : [state, optInLevel, at];
}
