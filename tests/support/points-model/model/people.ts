/** What somebody has said about letters: the newest word holds. `at` null: never asked. */
export type Consent = { state: "subscribed" | "not_subscribed" | "unsubscribed"; confirmed: boolean; at: number | null };

/** A customer as Shopify tells of them at one moment. */
export type Person = {
  email: string;
  /** What the address comes to without what may be added to it. */
  mailbox: string;
  verified: boolean;
  country: string;
  /** Whether they can log in. */
  enabled: boolean;
  created: number;
  updated: number;
};

export type Birthday = { month: number; day: number; told: number };

export const UNASKED: Consent = { state: "not_subscribed", confirmed: false, at: null };

/** Of two words the newer. */
export function newerOf(a: Consent, b: Consent): Consent {
  return (b.at ?? -Infinity) > (a.at ?? -Infinity) ? b : a;
}

const STRICT = ["subscribed", "not_subscribed", "unsubscribed"] as const;

/** When two people become one: the stricter of both words, dated by the younger, unless the one who stays has spoken since. */
export function togetherOf(kept: Consent, gone: Consent, merged: number): Consent {
  if (kept.at !== null && kept.at > merged) return kept;
  const stricter = STRICT.indexOf(gone.state) > STRICT.indexOf(kept.state) ? gone : kept;
  const at = Math.max(kept.at ?? -Infinity, gone.at ?? -Infinity);
  return { ...stricter, at: Number.isFinite(at) ? at : null };
}

/** Where the law asks for it, only a confirmed subscription is one. */
export function subscribedAt({ state, confirmed, at }: Consent, country: string): number | null {
  const must = country === "DE" || country === "AT";
  return state === "subscribed" && (confirmed || !must) ? at : null;
}

/** When a birthday begins in a year: in years without 29 February on 1 March. */
export function birthdayIn(year: number, { month, day }: Pick<Birthday, "month" | "day">): number {
  return Date.UTC(year, month - 1, day);
}
