import type { BonusKind } from "./bonus-rules.ts";
import type { BonusForm } from "../rules-form.ts";

/** In the order in which they are offered. */
export const bonusKinds: readonly BonusKind[] = [
  ...(["sign-up", "first-order", "milestone", "birthday", "anniversary"] as const),
  ...(["review", "social", "survey", "newsletter"] as const),
];

/** Kinds that one customer can be awarded for more than once. */
export function hasPeriod(kind: BonusKind): boolean {
  return kind === "review" || kind === "survey";
}

const POINTS: Record<BonusKind, number> = {
  "sign-up": 100,
  newsletter: 50,
  "first-order": 100,
  milestone: 250,
  birthday: 200,
  anniversary: 100,
  review: 50,
  social: 25,
  survey: 50,
};

/** Where rewarding consent with points makes it doubtful whether it was given freely. */
const CONSENT_IS_STRICT = new Set(["DE", "AT"]);

/** A rule as it is offered. Points for the newsletter start switched off where the law is strict. */
export function freshBonus(kind: BonusKind, key: string, countryCode: string | null): BonusForm {
  return {
    ...{ key, kind, points: String(POINTS[kind]) },
    enabled: !(kind === "newsletter" && CONSENT_IS_STRICT.has(countryCode ?? "")),
    title: {},
    cap:
      kind === "review"
        ? { times: "12", period: "year" }
        : kind === "birthday" || kind === "anniversary"
          ? { times: "1", period: "year" }
          : { times: "1", period: "ever" },
    orders: kind === "milestone" ? "5" : "",
    noticeDays: kind === "birthday" ? "30" : "",
    disclosure:
      kind === "review"
        ? {
            de: "Für diese Bewertung gibt es Punkte, unabhängig davon, wie sie ausfällt.",
            en: "This review is rewarded with points, whatever it says.",
          }
        : {},
    ...{ network: "instagram", action: "follow", url: "", word: "" },
  };
}
