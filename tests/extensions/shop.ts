import { achievementForTheme } from "../../app/achievements/shown/in-theme.ts";
import { DEFAULT_RULES, programRulesSchema } from "../../app/program/rules/rules.ts";
import { TIER_PRESET } from "../../app/program/rules/tier-rules.ts";
import { rewardTermsSchema } from "../../app/rewards/reward.ts";
import { themeReviews, type ShownReview } from "../../app/reviews/shown/theme-reviews.ts";
import type { WallPhoto } from "../../app/reviews/wall/wall.server.ts";
import type { Loyalty } from "../../app/sync/theme/loyalty.server.ts";
import { invitation } from "../../app/referrals/landing/offer.ts";
import { usualTerms } from "../../app/referrals/terms.ts";
import { programForTheme } from "../../app/sync/theme/program-for-theme.ts";
import { badge, challenge, streak } from "../achievements/terms.ts";
import { createConfig, type SandboxConfig } from "../sandbox/config.ts";
import { createCustomer, createProduct } from "../sandbox/world/commerce.ts";
import type { Customer, Metafield, Product, Shop, World } from "../sandbox/world/types.ts";
import { createShop, createWorld } from "../sandbox/world/world.ts";

const DOMAIN = "morgenrot.myshopify.com";
export const NOW = new Date("2026-11-21T09:00:00Z");
const CLIENT_ID = "test-client-id";

const GERMAN = { currency: "EUR", primaryLocale: "de", countryCode: "DE", proxyPath: null, pointsNames: {} };

const LIVE = { state: "live", tag: null } as const;

/** The default program, without rewards, tiers or bonuses. */
export const PROGRAM = programForTheme(DEFAULT_RULES, {
  ...{ now: NOW, state: LIVE, shop: GERMAN, taxIncludedPerMille: 190, rewards: [], referral: null },
});

/** A program with all that a merchant can offer. */
export const RULES = programRulesSchema.parse({
  ...DEFAULT_RULES,
  tiers: {
    ...TIER_PRESET,
    levels: TIER_PRESET.levels.map((level) =>
      level.key === "gold"
        ? {
            ...level,
            birthdayPoints: 200,
            benefits: {
              en: "Early access to new roasts\nA cupping twice a year",
              de: "Neue Röstungen zuerst\nZweimal im Jahr Verkostung",
            },
          }
        : level,
    ),
  },
  bonuses: [
    { kind: "sign-up", key: "welcome", points: 100 },
    { kind: "first-order", key: "first", points: 50 },
    { kind: "milestone", key: "tenth", points: 500, orders: 10 },
    { kind: "birthday", key: "birthday", points: 150 },
    { kind: "newsletter", key: "news", points: 20 },
    {
      ...{ kind: "social", key: "insta", points: 30, network: "instagram", action: "follow" },
      url: "https://www.instagram.com/morgenrot",
    },
    { kind: "survey", key: "survey", points: 40, url: "https://survey.example.com/1", word: "Sonnenaufgang" },
    {
      ...{ kind: "review", key: "review", points: 60, cap: { times: 3, period: "year" } },
      disclosure: { en: "The reviewer received points for this review.", de: "Für diese Bewertung gab es Prämienpunkte." },
    },
  ],
});

const reward = (terms: object) => rewardTermsSchema.parse(terms);
const REWARDS = [
  reward({
    ...{ kind: "amount", title: { en: "€5 off", de: "5 € Rabatt" }, points: 500, valueMinor: 500 },
    ...{ validDays: 90, minSpendMinor: 2500 },
  }),
  reward({
    ...{ kind: "slider", title: { en: "Money off, your choice", de: "Rabatt nach Wahl" }, points: 100, valueMinor: 100 },
    slider: { minPoints: 200, maxPoints: 5000, stepPoints: 100 },
  }),
  reward({
    ...{ kind: "amount", title: { en: "A step of your choice", de: "Rabattstufe" }, points: 500 },
    steps: [
      { points: 500, valueMinor: 500 },
      { points: 2000, valueMinor: 2500 },
    ],
  }),
  reward({ kind: "percentage", title: { en: "15 % off", de: "15 % Rabatt" }, points: 1500, percent: 15 }),
  reward({ kind: "free-shipping", title: { en: "Free shipping", de: "Kostenloser Versand" }, points: 300 }),
  reward({
    ...{ kind: "product", title: { en: "A bag of espresso", de: "Eine Tüte Espresso" }, points: 900, tiers: ["gold"] },
    product: { productId: "1", variantId: "1", title: "Espresso" },
  }),
  reward({
    kind: "gift-card",
    title: { en: "€25 gift card", de: "Geschenkgutschein über 25 €" },
    points: 2500,
    valueMinor: 2500,
  }),
];

/** What recommending the shop brings: 10 %, and 500 points. */
const INVITATION = invitation(usualTerms, null, { currency: "EUR" });
/** Lena has the first, is at the next two, and the last is not for her. */
const ACHIEVEMENTS = [
  badge("orders", 1, { title: { en: "Welcome!", de: "Willkommen!" } }),
  challenge(
    "spend",
    15_000,
    { title: { en: "Stock up", de: "Vorratskammer" }, points: 300 },
    { from: "2026-11-01", until: "2026-12-31", winners: 50 },
  ),
  streak(3, "month", 1, { title: { en: "Three in a row", de: "Dreimal in Folge" } }),
  challenge(
    "orders",
    2,
    { title: { en: "For Gold", de: "Für Gold" } },
    { from: "2026-11-01", until: "2026-12-31", tier: "gold" },
  ),
];

/** That program as the theme reads it. */
export function fullProgram(rules = RULES, rewards = REWARDS, taxIncludedPerMille = 190) {
  const offers = rewards.map((terms, index) => ({ rewardId: index + 1, terms, soldOut: index === 4 }));
  const achievements = ACHIEVEMENTS.map((terms, index) =>
    achievementForTheme({ achievementId: index + 1, terms, reward: null }, "Europe/Berlin", (minor) => minor),
  );
  return programForTheme(rules, {
    now: NOW,
    state: LIVE,
    shop: GERMAN,
    taxIncludedPerMille,
    rewards: offers,
    referral: INVITATION,
    achievements,
  });
}

/** Two reviews, one of which the shop has answered. */
export const REVIEWS: readonly ShownReview[] = [
  {
    ...{ id: "1", stars: 4, title: "Mein Liebling", text: "Kräftig, ohne bitter zu sein.\nKommt schnell an.", name: "Kim L." },
    ...{ on: "2026-11-20", lang: "de", verified: true, rewarded: true, reply: "Danke, Kim!", photos: ["7"] },
  },
  {
    ...{ id: "2", stars: 2, title: "", text: "Too dark for me.", name: "Anna", on: "2026-11-02", lang: "en" },
    ...{ verified: false, rewarded: false, reply: "", photos: [] },
  },
];

export const LOYALTY: Loyalty = {
  excluded: false,
  tier: { key: "silver", since: "2026-03-02", progress: 1120, keep_until: "2026-12-21", next: { key: "gold", missing: 380 } },
  expiring: { points: 320, on: "2026-12-05", at: Date.parse("2026-12-04T23:00:00Z") / 1000 },
  birthday: { month: 5, day: 4, first: null as { on: string; at: number } | null },
  history: [
    entry({ on: "2026-11-20", kind: "order", points: 245, available_on: "2026-12-04", label: "#1009" }),
    entry({ on: "2026-11-12", kind: "redemption", points: -500, reward: { de: "5 € Rabatt", en: "€5 off" } }),
    entry({ on: "2026-11-02", kind: "order", points: -39, label: "#1007" }),
    entry({ on: "2026-10-02", kind: "bonus", points: 100, rule: "welcome" }),
    entry({ on: "2026-09-18", kind: "adjustment", points: 1250 }),
  ],
  rewards: [
    {
      ...{ id: "7", code: "MORGEN-7F3K-9QPA", title: { de: "5 € Rabatt", en: "€5 off" }, kind: "amount", points: 500 },
      ...{ value_minor: 500, expires_on: "2027-02-10" },
    },
  ],
  achievements: {
    held: [
      {
        id: 1,
        kind: "badge",
        title: { en: "Welcome!", de: "Willkommen!" },
        icon: "star",
        picture: null,
        on: "2026-03-02",
        times: 1,
      },
    ],
    going: [
      { id: 2, value: 4_050, until: null, by: null, full: false },
      { id: 3, value: 2, until: Date.parse("2026-12-31T23:00:00Z") / 1_000, by: "2026-12-31", full: false },
    ],
  },
  used_up: ["welcome", "first"],
  open_rewards: [],
  referral: { code: "7KX2M9QP", waiting: 1, paid: 2 },
  redemption_count: 1,
};

function entry(given: Partial<Loyalty["history"][number]> & { on: string; kind: string; points: number }) {
  return { available_on: null, label: null, rule: null, reward: null, ...given };
}

export type TestShop = {
  world: World;
  shop: Shop;
  config: SandboxConfig;
  coffee: Product;
  soap: Product;
  card: Product;
  lena: Customer;
};

/** A small shop with the app installed, two products, a gift card and a customer. */
export function testShop(appUrl = "http://127.0.0.1:9", details = { domain: DOMAIN, name: "Morgenrot" }): TestShop {
  let now = NOW;
  const clock = { now: () => now, set: (instant: Date) => void (now = instant) };
  const world = createWorld(clock, () => undefined);
  const shop = createShop(world, { accounts: "legacy", ...details });
  shop.installed = true;
  const config = createConfig({ clientId: CLIENT_ID, clientSecret: "test-client-secret-0123456789", appUrl, origin: appUrl });
  const coffee = createProduct(world, shop, {
    ...{ title: "Morgenrot Espresso", titleDe: "Espresso Morgenrot", handle: "espresso-morgenrot", productType: "Coffee" },
    ...{ description: "Round and chocolatey.", descriptionDe: "Rund und schokoladig." },
    variants: [
      { title: "250 g", sku: "ESP-250", priceMinor: 990n },
      { title: "1 kg", sku: "ESP-1000", priceMinor: 3290n },
    ],
  });
  const soap = createProduct(world, shop, {
    ...{ title: "Soap", titleDe: "Seife", handle: "seife", productType: "Care" },
    variants: [{ title: "Default Title", sku: "SOAP", priceMinor: 950n }],
  });
  const card = createProduct(world, shop, {
    ...{ title: "Gift Card", titleDe: "Gutschein", handle: "gutschein", productType: "Gift card", giftCard: true },
    variants: [{ title: "25 €", sku: "GIFT", priceMinor: 2500n }],
  });
  const lena = createCustomer(world, shop, { email: "lena@example.com", firstName: "Lena", lastName: "Voß", locale: "de" });
  setProgram(shop, PROGRAM);
  return { world, shop, config, coffee, soap, card, lena };
}

export function setProgram(shop: Shop, program: object | null): void {
  const owner = "gid://shopify/AppInstallation/1";
  if (program === null) shop.metafields.delete(owner);
  else setMetafield(shop, owner, "reprise", "program", "json", JSON.stringify(program));
}

export function setPoints(shop: Shop, customer: Customer, available: bigint | null, pending: bigint | null = null): void {
  const owner = `gid://shopify/Customer/${customer.id}`;
  const fields = { points_balance: available, points_pending: pending };
  for (const [key, value] of Object.entries(fields)) {
    if (value !== null) setMetafield(shop, owner, `app--${CLIENT_ID}`, key, "number_integer", value.toString());
  }
}

export function setLoyalty(shop: Shop, customer: Customer, loyalty: Partial<Loyalty>): void {
  const value = JSON.stringify({ ...LOYALTY, ...loyalty });
  setMetafield(shop, `gid://shopify/Customer/${customer.id}`, `app--${CLIENT_ID}`, "loyalty", "json", value);
}

/** What a product's reviews come to and say, as its metafield tells the theme. */
export function setReviews({ shop }: TestShop, product: Product, reviews: readonly ShownReview[]): void {
  const sum = reviews.reduce((total, { stars }) => total + stars, 0);
  const value = JSON.stringify(themeReviews({ count: reviews.length, sum }, reviews));
  setMetafield(shop, `gid://shopify/Product/${product.id}`, `app--${CLIENT_ID}`, "reviews", "json", value);
}

/** What the merchant has put on the photo wall. */
export function setWall({ shop }: Pick<TestShop, "shop">, photos: readonly WallPhoto[]): void {
  setMetafield(shop, "gid://shopify/AppInstallation/1", "reprise", "wall", "json", JSON.stringify(photos));
}

function setMetafield(shop: Shop, owner: string, namespace: string, key: string, type: string, value: string): void {
  const fields = shop.metafields.get(owner) ?? new Map<string, Metafield>();
  fields.set(`${namespace}.${key}`, { id: 1n, namespace, key, type, value, updatedAt: NOW });
  shop.metafields.set(owner, fields);
}
