import { DEFAULT_RULES } from "../../app/program/rules/rules.ts";
import { rewardTermsSchema } from "../../app/rewards/reward.ts";
import type { AccountPage } from "../../app/storefront/api/account.server.ts";
import type { EstimateView } from "../../app/storefront/api/estimate.server.ts";
import { programForTheme } from "../../app/sync/theme/program-for-theme.ts";

const NOW = new Date("2026-10-01T10:00:00Z");
const SHOP = { currency: "EUR", primaryLocale: "en", countryCode: "DE", proxyPath: null, pointsNames: {} };

/** One reward of 400 points, of a program as a shop begins with it. */
const program = programForTheme(DEFAULT_RULES, {
  now: NOW,
  state: { state: "live", tag: null },
  shop: SHOP,
  taxIncludedPerMille: 0,
  rewards: [
    {
      rewardId: 7,
      terms: rewardTermsSchema.parse({ kind: "amount", title: { en: "Four euros" }, points: 400, valueMinor: 400 }),
      soldOut: false,
    },
  ],
  referral: null,
});

/** What the app says of a shopper with 500 points. */
export function account(changed: Partial<AccountPage> = {}): AccountPage {
  return {
    ...{ running: "yes", customer: "71", currency: "EUR", asOf: NOW.getTime(), program, available: 500, pending: 0 },
    loyalty: {
      ...{ tier: null, expiring: null, birthday: null, history: [], rewards: [], used_up: [], open_rewards: [] },
      ...{ redemption_count: 3, referral: null, excluded: false },
    },
    ...{
      referralLink: null,
      draws: [],
      modules: [],
      events: [],
      groups: [],
      board: null,
      reviewable: [],
      preferences: "https://app.example.com/preferences/x",
    },
    ...changed,
  };
}

/** What the app says of a basket that brings 45 points. */
export function estimate(changed: Partial<EstimateView> = {}): EstimateView {
  return {
    ...{ running: "yes", account: account(), points: 45, about: false, adds: { shipping: false, tax: false }, sign_up_points: 0 },
    ...changed,
  };
}

/** A code that takes four euros off. */
export const CODE: AccountPage["loyalty"]["rewards"][number] = {
  ...{ id: "9", code: "REPRISE-4EUR", title: { en: "Four euros" }, kind: "amount", points: 400 },
  ...{ value_minor: 400, expires_on: null },
};

/** Ways to earn that somebody does something for on the page: a survey's word, a birthday, a follow. */
export const WAYS = [
  { ...way("birthday", "birthday", "Your birthday"), notice_days: 30 },
  { ...way("survey", "survey", "Our survey"), url: "https://survey.example.com/" },
  { ...way("follow", "social", "Follow us"), url: "https://tiktok.example.com/", network: "tiktok" },
];

function way(key: string, kind: "birthday" | "survey" | "social", title: string) {
  return {
    key,
    kind,
    points: 40,
    title: { de: title, en: title, es: title, fr: title, it: title, nl: title },
    cap: { times: 1, period: "ever" as const },
  };
}

/** The shopper of a program with these ways. */
export function withWays(ways: AccountPage["program"]["ways"], changed: Partial<AccountPage> = {}): AccountPage {
  return account({ program: { ...program, ways }, ...changed });
}
