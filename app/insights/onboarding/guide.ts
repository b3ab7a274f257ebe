import { shopperLocales, type ShopperLocale } from "../../i18n/shopper/say.ts";
import type { Texts } from "../../program/rules/texts.ts";
import type { StateSince } from "../../program/state/state.ts";
import type { AccountSettings } from "../../shops/accounts/account-settings.ts";

/** What a shop has to have before shoppers earn and redeem, in the order in which it matters. */
const guideSteps = ["earning", "rewards", "theme", "emails", "history", "live"] as const;
export type GuideStep = (typeof guideSteps)[number];

export type GuideFacts = {
  /** The merchant has said that the rate shall stay. */
  earnRateConfirmedAt: Date | null;
  /** The merchant has published rules of their own. */
  hasOwnRules: boolean;
  /** What shoppers can redeem, with the languages of the shop that its title lacks. */
  rewards: { rewardId: number; title: Texts; lacks: ShopperLocale[] }[];
  /** The merchant's word: Shopify tells an app nothing about the theme without leave to read it. */
  themeConfirmedAt: Date | null;
  /** When a shopper first sent a form of a block: what is not in the theme cannot be used. */
  themeUsedAt: Date | null;
  /** Where shoppers log in; null: Shopify has not told. */
  accounts: AccountSettings["accounts"];
  /** The merchant's word that our pages stand in Shopify's customer accounts. */
  accountsConfirmedAt: Date | null;
  /** When a shopper first saw one there. */
  accountsUsedAt: Date | null;
  hasSender: boolean;
  /** The sender's address that a click has yet to prove. */
  senderWaiting: string | null;
  hasImprint: boolean;
  /** Whether the shop's customers, orders and products have been read, are being read, or could not be. */
  history: "read" | "reading" | "failed";
  /** There are orders from before the program was live that earn nothing, and that an award, like the last one, would take in. */
  hasPastOrders: boolean;
  /** Some have been awarded. */
  hasAwardedPast: boolean;
  pastOrdersDecidedAt: Date | null;
  /** What the program was last switched to; null: it is being set up. */
  program: StateSince | null;
};

export type Guide = { steps: { step: GuideStep; done: boolean }[]; done: number; next: GuideStep | null };

const isDone: Record<GuideStep, (facts: GuideFacts) => boolean> = {
  earning: ({ earnRateConfirmedAt, hasOwnRules }) => earnRateConfirmedAt !== null || hasOwnRules,
  rewards: ({ rewards }) => rewards.length > 0 && rewards.every(({ lacks }) => lacks.length === 0),
  theme: (facts) => (facts.themeConfirmedAt !== null || facts.themeUsedAt !== null) && !lacksAccountPages(facts),
  emails: ({ hasSender, senderWaiting, hasImprint }) => hasSender && senderWaiting === null && hasImprint,
  // Before everything has been read nobody knows whether there is anything to decide.
  history: ({ history, hasPastOrders, pastOrdersDecidedAt }) =>
    history === "read" && (!hasPastOrders || pastOrdersDecidedAt !== null),
  live: ({ program }) => program?.state === "live",
};

/** Whether shoppers log in on Shopify's own pages, where no theme is, and none of ours is known to stand there. */
export function lacksAccountPages(facts: Pick<GuideFacts, "accounts" | "accountsConfirmedAt" | "accountsUsedAt">): boolean {
  return facts.accounts === "new" && facts.accountsConfirmedAt === null && facts.accountsUsedAt === null;
}

/** What is done and what comes next, from what is really there. */
export function guideOf(facts: GuideFacts): Guide {
  const steps = guideSteps.map((step) => ({ step, done: isDone[step](facts) }));
  const next = steps.find(({ done }) => !done)?.step ?? null;
  return { steps, done: steps.filter(({ done }) => done).length, next };
}

/** The shop's languages that shoppers are spoken to in, and that a title does not have. @param locales BCP 47 */
export function lacking(title: Texts, locales: readonly string[]): ShopperLocale[] {
  const languages = new Set(locales.map((locale) => locale.toLowerCase().split(/[-_]/)[0]));
  return shopperLocales.filter((language) => languages.has(language) && title[language] === undefined);
}
