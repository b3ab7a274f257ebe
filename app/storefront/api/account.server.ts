import { listReviewable, type Reviewable } from "../../bonuses/claims/claims.server.ts";
import { isExcluded } from "../../customers/exclusions/exclusion.ts";
import { readParticipant } from "../../customers/exclusions/exclusions.server.ts";
import { db, type Db, type Tx } from "../../db.server.ts";
import { together } from "../../db/together.ts";
import type { DrawKind } from "../../draws/content/terms.ts";
import { listOpen } from "../../draws/shown/for-shoppers.server.ts";
import { env } from "../../env.server.ts";
import { readLeaderboard } from "../../leaderboard/settings.server.ts";
import { listFor as listGroupsFor } from "../../community/shown/for-shoppers.server.ts";
import { listFor } from "../../gatherings/shown/for-shoppers.server.ts";
import { listOpen as listModules } from "../../learning/shown/for-shoppers.server.ts";
import { preferencesUrl } from "../../messages/unsubscribe/token.ts";
import { readAccounts } from "../../points/accounts.server.ts";
import { liveCustomer } from "../../points/ledger.server.ts";
import type { Texts } from "../../program/rules/texts.ts";
import { admissionAt, admits, stateAt, type Participant } from "../../program/state/state.ts";
import { listStates } from "../../program/versions.server.ts";
import type { Shop } from "../../shops/shop.ts";
import { readStorefront } from "../../shops/shops.server.ts";
import { boardLink, drawLink, eventLink, groupLink, moduleLink, referralLink } from "../../shops/storefront/storefront-links.ts";
import { readLoyalty, type Loyalty } from "../../sync/theme/loyalty.server.ts";
import type { ThemeProgram } from "../../sync/theme/program-for-theme.ts";
import { readThemeProgram } from "../../sync/theme/program-metafield.server.ts";
import { shopTaxesOnce } from "../../sync/theme/shop-taxes.server.ts";

/**
 * All that a shopper's account shows. Points and program are the very objects that the theme's blocks read (extensions/README.md has their shape), fresh
 * from the ledger instead of from Shopify.
 */
export type AccountView = {
  /** Whether the program runs for this shopper: "paused", for all or as they are excluded, shows what is their own, "no" shows nothing of it. */
  running: "yes" | "paused" | "no";
  /** The shopper's own id, which names their clicks here as in the theme. */
  customer: string;
  /** Of the shop, in which points are worth something. */
  currency: string;
  /** The instant at which all of it was so, in milliseconds since 1970. */
  asOf: number;
  program: ThemeProgram;
  available: number;
  pending: number;
  loyalty: Loyalty;
  /** By which they recommend the shop; null: they have not asked for one. */
  referralLink: string | null;
  /** Wheels and cards that are open, with the address of each one's page. */
  draws: { link: string; kind: DrawKind; title: Texts; until: string }[];
  /** Learning modules that they may take or have passed, with the address of each one's page. */
  modules: { link: string; title: Texts; passed: boolean }[];
  /** Groups of the community that they belong to, with the address of each one's page. */
  groups: { link: string; title: Texts }[];
  /** Events ahead that they may come to or have registered for, with the address of each one's page. */
  events: { link: string; title: Texts; startsAt: string; timeZone: string; own: "registered" | "waiting" | null }[];
  /** Where the leaderboard is; null: there is none. */
  board: string | null;
  /** What they may write a review of; asked only where reviews are rewarded. */
  reviewable: Reviewable[];
};

/** What the account's own page has besides, which nobody but the shopper is handed. */
export type AccountPage = AccountView & {
  /** Where they choose what they are written about, by the same signed link as in emails. */
  preferences: string;
};

/** @returns null for who is unknown to us, or has been erased: there is nothing to show yet */
export async function readAccountPage(shop: Shop, asked: bigint, now: Date): Promise<AccountPage | null> {
  const view = await atOnce((tx) => accountViewIn(tx, shop, asked, now));
  return view === null ? null : { ...view, preferences: preferencesOf(shop, asked) };
}

function preferencesOf({ shopId }: Shop, customerId: bigint): string {
  const { SHOPIFY_APP_URL, UNSUBSCRIBE_SECRET } = env();
  return preferencesUrl(SHOPIFY_APP_URL, { shopId, customerId, channel: "email" }, UNSUBSCRIBE_SECRET);
}

/** Reads in one snapshot of the database, so that what is shown together belongs together. */
export function atOnce<Result>(read: (tx: Tx) => Promise<Result>): Promise<Result> {
  return db().transaction().setIsolationLevel("repeatable read").setAccessMode("read only").execute(read);
}

/**
 * The view, within a transaction of one snapshot. Its statements travel together where none needs another's answer.
 * @param live who the customer is by now, for callers who know @returns null as `readAccountPage` does
 */
export async function accountViewIn(
  tx: Tx,
  shop: Shop,
  asked: bigint,
  now: Date,
  live?: bigint | null,
): Promise<AccountView | null> {
  const customerId = live === undefined ? await liveCustomer(tx, shop.shopId, asked) : live;
  const account = customerId === null ? undefined : (await readAccounts(tx, shop, [customerId], now)).get(customerId);
  if (customerId === null || account === undefined) return null;
  const [loyalties, whole, running, draws, modules, events, groups, { on: hasBoard }] = await together([
    readLoyalty(tx, shop, new Map([[customerId, account]]), now),
    readThemeProgram(tx, shop, now, shopTaxesOnce),
    runningFor(tx, shop, customerId, now),
    openDraws(tx, shop, now),
    openModules(tx, shop, customerId),
    openEvents(tx, shop, customerId, now),
    openGroups(tx, shop, customerId),
    readLeaderboard(tx, shop.shopId),
  ]);
  const loyalty = loyalties.get(customerId);
  if (loyalty === undefined) return null;
  const theirs = new Set(loyalty.open_rewards);
  const going = new Set(loyalty.achievements?.going.map(({ id }) => id));
  // What is only for the members of a segment is told to nobody else.
  const program = {
    ...whole,
    rewards: whole.rewards.filter(({ id, for_members }) => !for_members || theirs.has(String(id))),
    achievements: whole.achievements.filter(({ id, for_some }) => !for_some || going.has(id)),
  };
  return {
    ...{ running, customer: asked.toString(), currency: shop.currency, asOf: now.getTime(), program, loyalty },
    ...{ available: Number(account.available), pending: Number(account.pending), draws, modules, events, groups },
    referralLink: loyalty.referral === null ? null : referralLink(await readStorefront(tx, shop), loyalty.referral.code),
    board: hasBoard ? boardLink(await readStorefront(tx, shop)) : null,
    reviewable: program.ways.some(({ kind }) => kind === "review") ? await listReviewable(tx, shop.shopId, customerId) : [],
  };
}

async function openDraws(tx: Tx, shop: Shop, now: Date): Promise<AccountView["draws"]> {
  const open = await listOpen(tx, shop, now);
  if (open.length === 0) return [];
  const storefront = await readStorefront(tx, shop);
  return open.map(({ handle, ...draw }) => ({ link: drawLink(storefront, handle), ...draw }));
}

async function openGroups(tx: Tx, shop: Shop, customerId: bigint): Promise<AccountView["groups"]> {
  const open = await listGroupsFor(tx, shop.shopId, customerId);
  if (open.length === 0) return [];
  const storefront = await readStorefront(tx, shop);
  return open.map(({ handle, title }) => ({ link: groupLink(storefront, handle), title }));
}

async function openEvents(tx: Tx, shop: Shop, customerId: bigint, now: Date): Promise<AccountView["events"]> {
  const open = await listFor(tx, shop.shopId, customerId, now);
  if (open.length === 0) return [];
  const storefront = await readStorefront(tx, shop);
  return open.map(({ handle, own, ...event }) => ({
    link: eventLink(storefront, handle),
    own: own === "left" ? null : own,
    ...event,
  }));
}

async function openModules(tx: Tx, shop: Shop, customerId: bigint): Promise<AccountView["modules"]> {
  const open = await listModules(tx, shop.shopId, customerId);
  if (open.length === 0) return [];
  const storefront = await readStorefront(tx, shop);
  return open.map(({ handle, ...module }) => ({ link: moduleLink(storefront, handle), ...module }));
}

/** @param customerId null: nobody whom we know, who carries no tag */
export async function runningFor(
  tx: Db,
  { shopId }: Shop,
  customerId: bigint | null,
  now: Date,
): Promise<AccountView["running"]> {
  const states = await listStates(tx, shopId);
  if (stateAt(states, now)?.state === "paused") return "paused";
  const { tags, exclusions } = (customerId === null ? null : await readParticipant(tx, shopId, customerId)) ?? NOBODY;
  if (!admits(admissionAt(states, now), tags)) return "no";
  return isExcluded(exclusions, now) ? "paused" : "yes";
}

const NOBODY: Participant = { tags: [], exclusions: [] };
