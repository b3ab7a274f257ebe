import { termsSchema, type Terms } from "../../app/achievements/content/terms.ts";

const BASE = {
  ...{
    title: { en: "A badge", de: "Ein Abzeichen" },
    description: null,
    icon: "star",
    picture: null,
    only: null,
    segmentId: null,
  },
  ...{ points: 0, rewardId: null, challenge: null, streak: null },
};

export function badge(goal: string, target: number, more: object = {}): Terms {
  return termsSchema.parse({ ...BASE, kind: "badge", goal, target, ...more });
}

/** In March 2026 unless told otherwise. */
export function challenge(goal: string, target: number, more: object = {}, days: object = {}): Terms {
  const span = { from: "2026-03-01", until: "2026-03-31", tier: null, segmentId: null, winners: null, ...days };
  return termsSchema.parse({ ...BASE, kind: "challenge", goal, target, challenge: span, ...more });
}

export function streak(target: number, every = "month", misses = 0, more: object = {}): Terms {
  return termsSchema.parse({ ...BASE, kind: "streak", goal: "periods", target, streak: { every, misses }, ...more });
}
