import type { PlainKey } from "./i18n/translate.ts";

/** A page of the admin: where it is, what it is called, and the route that shows it where that is not named for the path. */
type Page = { path: string; word: PlainKey; file?: string };

/**
 * Every page of the admin, stated once: routes, navigation, tabs, titles and breadcrumbs follow from it, and links are made by `to`.
 * Its route is `routes/` and the path with dots (`/app/activity/approvals` -> `app.activity.approvals.tsx`).
 */
export const pages = {
  home: { path: "/app", word: "nav.home", file: "app._index.tsx" },

  customers: { path: "/app/customers", word: "nav.customers" },
  segments: { path: "/app/customers/segments", word: "segments.title" },
  segment: { path: "/app/customers/segments/:segmentId", word: "segmentPage.one" },
  readyMade: { path: "/app/customers/segments/ready-made", word: "readyMade.title" },
  newSegment: { path: "/app/customers/segments/new", word: "segmentEditor.newTitle" },
  editSegment: { path: "/app/customers/segments/:segmentId/edit", word: "segmentEditor.title" },
  customer: { path: "/app/customers/:customerId", word: "nav.customer" },

  program: { path: "/app/program", word: "nav.overview" },
  earning: { path: "/app/program/earning", word: "program.partEarning", file: "app.program.part.tsx" },
  multipliers: { path: "/app/program/multipliers", word: "program.partMultipliers", file: "app.program.part.tsx" },
  bonuses: { path: "/app/program/bonuses", word: "program.partBonuses", file: "app.program.part.tsx" },
  tiers: { path: "/app/program/tiers", word: "program.partTiers", file: "app.program.part.tsx" },
  rewards: { path: "/app/program/rewards", word: "rewards.title" },
  reward: { path: "/app/program/rewards/:rewardId", word: "nav.reward" },
  referrals: { path: "/app/program/referrals", word: "referrals.title" },
  affiliates: { path: "/app/program/affiliates", word: "affiliates.title" },
  affiliatePlans: { path: "/app/program/affiliates/plans", word: "affiliatePlans.title" },
  affiliatePayouts: { path: "/app/program/affiliates/payouts", word: "affiliatePayouts.title" },
  affiliateSettings: { path: "/app/program/affiliates/settings", word: "affiliateSettings.title" },
  affiliateImport: { path: "/app/program/affiliates/import", word: "affiliateImport.title" },
  affiliate: { path: "/app/program/affiliates/:affiliateId", word: "affiliates.one" },
  achievements: { path: "/app/program/achievements", word: "achievements.title" },
  achievement: { path: "/app/program/achievements/:achievementId", word: "achievements.one" },
  modules: { path: "/app/program/modules", word: "modules.title" },
  module: { path: "/app/program/modules/:moduleId", word: "modules.one" },
  gatherings: { path: "/app/program/events", word: "gatherings.title" },
  gathering: { path: "/app/program/events/:gatheringId", word: "gatherings.one" },
  community: { path: "/app/program/community", word: "community.title" },
  group: { path: "/app/program/community/:groupId", word: "community.one" },
  groupPost: { path: "/app/program/community/:groupId/posts/:postId", word: "community.post" },
  draws: { path: "/app/program/draws", word: "draws.title" },
  draw: { path: "/app/program/draws/:drawId", word: "draws.one" },
  leaderboard: { path: "/app/program/leaderboard", word: "leaderboard.title" },
  expiry: { path: "/app/program/expiry", word: "program.partExpiry", file: "app.program.part.tsx" },
  pointsCalendar: { path: "/app/program/calendar", word: "pointsCalendar.title" },
  pointsName: { path: "/app/program/name", word: "pointsName.title" },
  preview: { path: "/app/program/preview", word: "program.previewTitle" },

  redemptions: { path: "/app/activity", word: "redemptions.title" },
  owed: { path: "/app/activity/owed", word: "owed.title" },
  approvals: { path: "/app/activity/approvals", word: "claims.title" },
  reviews: { path: "/app/activity/reviews", word: "reviews.title" },
  photoWall: { path: "/app/activity/reviews/photos", word: "photoWall.title" },
  reviewImport: { path: "/app/activity/reviews/import", word: "reviewImport.title" },
  pointsLog: { path: "/app/activity/points", word: "pointsLog.title" },
  runs: { path: "/app/activity/runs", word: "pointsTools.runsTitle" },
  run: { path: "/app/activity/runs/:runId", word: "pointsTools.run" },
  adjust: { path: "/app/activity/runs/adjust", word: "pointsTools.adjustTitle" },

  flows: { path: "/app/messages", word: "flows.title" },
  flow: { path: "/app/messages/flows/:flowId", word: "nav.flow" },
  flowPeople: { path: "/app/messages/flows/:flowId/people", word: "flowPeople.title" },
  campaigns: { path: "/app/messages/campaigns", word: "campaigns.title" },
  campaign: { path: "/app/messages/campaigns/:campaignId", word: "campaigns.one" },
  calendar: { path: "/app/messages/calendar", word: "calendar.title" },
  emails: { path: "/app/messages/emails", word: "emails.title" },
  email: { path: "/app/messages/emails/:emailId", word: "emailEditor.title" },
  brand: { path: "/app/messages/emails/brand", word: "brand.title" },
  surveys: { path: "/app/messages/surveys", word: "surveys.title" },
  survey: { path: "/app/messages/surveys/:surveyId", word: "surveys.one" },
  feedback: { path: "/app/messages/surveys/inbox", word: "surveys.inbox" },
  surveyChanges: { path: "/app/messages/surveys/changes", word: "surveyChanges.title" },
  surveyResults: { path: "/app/messages/surveys/:surveyId/results", word: "surveys.results" },
  sending: { path: "/app/messages/sending", word: "sending.title" },
  refill: { path: "/app/messages/refill", word: "refill.title" },
  suppressions: { path: "/app/messages/suppressions", word: "suppressions.title" },

  retention: { path: "/app/analytics/retention", word: "figures.title" },
  cohorts: { path: "/app/analytics/cohorts", word: "cohorts.title" },
  goals: { path: "/app/analytics/goals", word: "goals.title" },
  changes: { path: "/app/analytics/changes", word: "figures.changes" },
  analytics: { path: "/app/analytics", word: "nav.points" },
  customerGroups: { path: "/app/analytics/groups", word: "rfm.title" },
  predictions: { path: "/app/analytics/predictions", word: "predictions.title" },
  recommendations: { path: "/app/analytics/recommendations", word: "recommendations.title" },
  recommendation: { path: "/app/analytics/recommendations/:productId", word: "recommendations.title" },

  settings: { path: "/app/settings", word: "settings.senderTitle" },
  data: { path: "/app/settings/data", word: "pointsTools.title" },
  pastOrders: { path: "/app/settings/data/past-orders", word: "pointsTools.awardTitle" },
  imports: { path: "/app/settings/data/imports", word: "imports.title" },
  import: { path: "/app/settings/data/imports/:importId", word: "imports.one" },
  privacy: { path: "/app/settings/privacy", word: "privacy.title" },
  visits: { path: "/app/settings/visits", word: "visits.title" },
  customerFields: { path: "/app/settings/fields", word: "notes.setupTitle" },
  apiKeys: { path: "/app/settings/api", word: "apiKeys.title" },
  receivers: { path: "/app/settings/webhooks", word: "receivers.title" },
  receiver: { path: "/app/settings/webhooks/:receiverId", word: "receivers.one" },
  sync: { path: "/app/settings/sync", word: "webhooks.title" },
} as const satisfies Record<string, Page>;

/** What pages ask for once they stand, and files: they answer outside of the admin's layout. */
export const resources = {
  earnCost: { path: "/app/earn-cost.json" },
  programFigures: { path: "/app/program/figures.json" },
  tierDistribution: { path: "/app/program/distribution.json" },
  customerNotes: { path: "/app/customers/:customerId/notes" },
  sentMessage: { path: "/app/customers/:customerId/messages/:messageId/sent.json" },
  customerValues: { path: "/app/customers/:customerId/fields" },
  payoutFile: { path: "/app/program/affiliates/payouts/:payoutRunId/file" },
  affiliatesCsv: { path: "/app/program/affiliates/export.csv" },
  creditNote: { path: "/app/program/affiliates/notes/:payoutId" },
  readyMadeCounts: { path: "/app/customers/segments/ready-made.json" },
  segmentRevenue: { path: "/app/customers/segments/:segmentId/revenue.json" },
  segmentInShopify: { path: "/app/customers/segments/shopify" },
  segmentCount: { path: "/app/customers/segments/count.json" },
  segmentValues: { path: "/app/customers/segments/values.json" },
  customersCsv: { path: "/app/customers.csv" },
  redemptionsCsv: { path: "/app/redemptions.csv" },
  analyticsCsv: { path: "/app/analytics.csv" },
  retentionCsv: { path: "/app/analytics/retention.csv" },
  cohortsCsv: { path: "/app/analytics/cohorts.csv" },
  flowPresetCounts: { path: "/app/messages/flows/ready-made.json" },
  flowForecast: { path: "/app/messages/flows/:flowId/forecast.json" },
  flowPeopleCsv: { path: "/app/messages/flows/:flowId/people.csv" },
  senderDomain: { path: "/app/messages/domain.json" },
  campaignForecast: { path: "/app/messages/campaigns/:campaignId/forecast.json" },
  recipientsCsv: { path: "/app/messages/campaigns/:campaignId/recipients.csv" },
  gatheringCsv: { path: "/app/program/events/:gatheringId/guests.csv" },
  groupCsv: { path: "/app/program/community/:groupId/members.csv" },
  drawCsv: { path: "/app/program/draws/:drawId/entries.csv" },
  reviewsCsv: { path: "/app/activity/reviews.csv" },
  surveyCsv: { path: "/app/messages/surveys/:surveyId/answers.csv" },
  refillCsv: { path: "/app/messages/refill.csv" },
  suppressionsCsv: { path: "/app/messages/suppressions.csv" },
  balancesCsv: { path: "/app/balances.csv" },
  pointsCsv: { path: "/app/points.csv" },
  importDebts: { path: "/app/settings/data/imports/:importId/debts.json" },
  importCsv: { path: "/app/settings/data/imports/:importId/report.csv" },
  privacyExport: { path: "/app/settings/privacy/:requestId/export" },
} as const satisfies Record<string, { path: string }>;

export type PageKey = keyof typeof pages;
/** Pages whose address needs no values: what navigation and tabs can lead to. */
export type TabKey = { [K in PageKey]: Params<(typeof pages)[K]["path"]> extends never ? K : never }[PageKey];
type Addresses = typeof pages & typeof resources;
type Address = keyof Addresses;

/** Pages of a section that serve one job: one tab, which leads to the first of them. They stand as tabs below. */
export type Group = { word: PlainKey; pages: readonly [TabKey, ...TabKey[]] };
export type Tab = TabKey | Group;
/** One entry of the admin's navigation; its pages stand as tabs at the top of each of them, and it leads to the first. */
export type Section = { word: PlainKey; tabs: readonly [Tab, ...Tab[]] };

/** By the merchant's jobs. Shopify asks for as few as possible and hides what exceeds seven. More tabs than that do not fit beside one another either. */
export const sections: readonly Section[] = [
  { word: "nav.home", tabs: ["home"] },
  { word: "nav.customers", tabs: ["customers", "segments"] },
  {
    word: "nav.program",
    tabs: [
      "program",
      { word: "nav.points", pages: ["earning", "multipliers", "bonuses", "expiry", "pointsCalendar"] },
      "tiers",
      "rewards",
      { word: "nav.engagement", pages: ["achievements", "modules", "gatherings", "community", "draws", "leaderboard"] },
      { word: "nav.advocates", pages: ["referrals", "affiliates"] },
    ],
  },
  {
    word: "nav.activity",
    tabs: [
      { word: "redemptions.title", pages: ["redemptions", "owed"] },
      "approvals",
      { word: "reviews.title", pages: ["reviews", "photoWall"] },
      "pointsLog",
      "runs",
    ],
  },
  {
    word: "nav.messages",
    tabs: [
      "flows",
      { word: "campaigns.title", pages: ["campaigns", "calendar"] },
      "emails",
      "surveys",
      "refill",
      { word: "sending.title", pages: ["sending", "suppressions"] },
    ],
  },
  {
    word: "nav.analytics",
    tabs: [
      "analytics",
      { word: "figures.title", pages: ["retention", "cohorts", "goals", "changes"] },
      { word: "nav.customers", pages: ["customerGroups", "predictions"] },
      "recommendations",
    ],
  },
  {
    word: "nav.settings",
    tabs: [
      "settings",
      { word: "nav.data", pages: ["data", "customerFields"] },
      { word: "nav.privacy", pages: ["privacy", "visits"] },
      { word: "nav.connections", pages: ["apiKeys", "receivers"] },
      "sync",
    ],
  },
];

/** Addresses from before, and what is there now. Whatever is asked for stays in the query. */
const moved: Readonly<Record<string, PageKey>> = {
  "/app/segments": "segments",
  "/app/program/edit/earning": "earning",
  "/app/program/edit/multipliers": "multipliers",
  "/app/program/edit/bonuses": "bonuses",
  "/app/program/edit/tiers": "tiers",
  "/app/program/edit/expiry": "expiry",
  "/app/rewards": "rewards",
  "/app/rewards/:rewardId": "reward",
  "/app/redemptions": "redemptions",
  "/app/claims": "approvals",
  "/app/reports": "analytics",
  "/app/flows": "flows",
  "/app/settings/mails": "emails",
  "/app/points-tools": "data",
  "/app/points-tools/award": "pastOrders",
  "/app/points-tools/adjust": "adjust",
  "/app/points-tools/runs/:runId": "run",
  "/app/imports": "imports",
  "/app/imports/:importId": "import",
  "/app/privacy": "privacy",
  "/app/webhook-problems": "sync",
  "/app/settings/events": "apiKeys",
};

type Params<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? Name | Params<`/${Rest}`>
  : Path extends `${string}:${infer Name}`
    ? Name
    : never;
type Values = Readonly<Record<string, string | number | bigint>>;
type Query = Readonly<Record<string, string | number | bigint | null>> | URLSearchParams;
type Rest<K extends Address> = [Params<Addresses[K]["path"]>] extends [never]
  ? [query?: Query]
  : [params: Readonly<Record<Params<Addresses[K]["path"]>, string | number | bigint>>, query?: Query];

/** The address of a page or a resource: `to("customer", { customerId })`, `to("customers", { segment: "vip" })`. What is null is left out of the query. */
export function to<K extends Address>(key: K, ...rest: Rest<K>): string {
  const { path } = { ...pages, ...resources }[key] as { path: string };
  const [params, query] = path.includes(":") ? [rest[0] as Values, rest[1]] : [{}, rest[0]];
  return withQuery(fill(path, params), query);
}

function fill(path: string, values: Values): string {
  return path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(values[name] ?? "")));
}

function withQuery(path: string, query: Query | undefined): string {
  if (query === undefined) return path;
  const given = query instanceof URLSearchParams ? query : paramsOf(query);
  const text = given.toString();
  return text === "" ? path : `${path}?${text}`;
}

function paramsOf(query: Readonly<Record<string, string | number | bigint | null>>): URLSearchParams {
  return new URLSearchParams(Object.entries(query).flatMap(([name, value]) => (value === null ? [] : [[name, String(value)]])));
}

/** The page at an address; one that is named is meant before one with a value in its place. */
export function pageAt(pathname: string): PageKey | null {
  const found = keys.filter((key) => match(pages[key].path, pathname.replace(/\/+$/, "")) !== null);
  return found.find((key) => !pages[key].path.includes(":")) ?? found[0] ?? null;
}

/** Where what was at an old address is now, with the query that it was asked with; null: there never was such a page. */
export function movedTo(pathname: string, search: string): string | null {
  for (const [before, key] of Object.entries(moved)) {
    const values = match(before, pathname.replace(/\/+$/, ""));
    if (values !== null) return fill(pages[key].path, values) + search;
  }
  return null;
}

function match(pattern: string, pathname: string): Record<string, string> | null {
  const [wanted, found] = [pattern.split("/"), pathname.split("/")];
  if (wanted.length !== found.length) return null;
  const values: Record<string, string> = {};
  for (const [place, part] of wanted.entries()) {
    const text = found[place] ?? "";
    if (part.startsWith(":")) values[part.slice(1)] = text;
    else if (part !== text) return null;
  }
  return values;
}

/** Where a tab leads. */
export function leadOf(tab: Tab): TabKey {
  return typeof tab === "string" ? tab : tab.pages[0];
}

/** The pages that a tab stands for. */
export function pagesOf(tab: Tab): readonly TabKey[] {
  return typeof tab === "string" ? [tab] : tab.pages;
}

/** Whether the page stands on the section's tabs. */
export function isTabOf({ tabs }: Section, key: PageKey): key is TabKey {
  return tabs.flatMap(pagesOf).some((tab) => tab === key);
}

/** The page's section: the one that has it, or the page above it, as a tab. */
export function sectionOf(key: PageKey): Section {
  const section = sections.find((section) => isTabOf(section, key));
  const above = parentOf(key);
  if (section !== undefined) return section;
  if (above === null) throw new Error(`The page ${key} belongs to no section`);
  return sectionOf(above);
}

/** The page that a page belongs to, where its breadcrumb leads; null for those that the navigation and the tabs show. */
export function parentOf(key: PageKey): PageKey | null {
  if (sections.some((section) => isTabOf(section, key))) return null;
  const { path } = pages[key];
  const above = keys.filter((other) => path.startsWith(`${pages[other].path}/`));
  return above.toSorted((a, b) => pages[b].path.length - pages[a].path.length)[0] ?? null;
}

/** The address of the page above one that is shown at an address, where that is about the same thing: a flow's for the people in it. Null where it is a page of its own. */
export function addressAbove(key: PageKey, pathname: string): string | null {
  const above = parentOf(key);
  const values = match(pages[key].path, pathname.replace(/\/+$/, ""));
  return above === null || values === null || !pages[above].path.includes(":") ? null : fill(pages[above].path, values);
}

/** Pages that many lists lead to. */
export const openedFromAnywhere: ReadonlySet<PageKey> = new Set<PageKey>(["customer"]);
/** Where customers are listed: what is opened from there leads back there. */
const lists: ReadonlySet<PageKey> = new Set<PageKey>([
  ...(["customers", "segment", "redemptions", "approvals", "pointsLog", "run", "import", "flow", "flowPeople"] as const),
  ...(["campaign", "suppressions", "pastOrders", "preview", "privacy", "sync", "receiver"] as const),
  ...(["surveyResults", "feedback", "reviews", "photoWall", "owed", "gathering", "group"] as const),
]);

export function isList(key: PageKey): boolean {
  return lists.has(key);
}

const keys = Object.keys(pages) as PageKey[];

export function isPageKey(key: unknown): key is PageKey {
  return typeof key === "string" && Object.hasOwn(pages, key);
}

/** The route's file below `app/`. */
export function fileOf(address: { path: string; file?: string }): string {
  const name = address.path.slice(1).replaceAll("/", ".").replaceAll(":", "$");
  return `routes/${address.file ?? `${name}.tsx`}`;
}
