import type { PageKey, resources } from "../../../app/pages.ts";

/** What a page is measured with: its values, and each query that makes it read something else. */
type Asked = { params?: Readonly<Record<string, string | number>>; queries?: readonly string[] };
/** What pages ask for by themselves once they stand. Files are streamed, and what is only posted to has no answer of its own. */
type Answering = {
  [K in keyof typeof resources]: (typeof resources)[K]["path"] extends `${string}.json` ? K : never;
}[keyof typeof resources];
/** `form`: it is posted. `leftOut`: why it is not measured. */
type AskedLater = Asked & { form?: Readonly<Record<string, string>>; leftOut?: string };

const CUSTOMER = 7;
const BUSY_CUSTOMER = 6;

/** Rows of the filled shop that pages with a value in their address are about (fill.ts). */
export const FILLED = {
  segmentId: 3,
  flowId: 1,
  campaignId: 1,
  sendingId: 2,
  emailId: 1,
  surveyId: 1,
  achievementId: 1,
  drawId: 1,
  moduleId: 1,
  affiliateId: 1,
  productId: 40,
  importId: 1,
  rewardId: 1,
  runId: 1,
  receiverId: 1,
};

/** Every page of the admin. One that is added and not named here does not compile. */
export const measuredPages: Record<PageKey, Asked> = {
  home: {},
  customers: {
    queries: [
      ...["", "sort=spend", "sort=orders", "sort=points", "sort=points&order=asc", "sort=created", "sort=spend&after=20000~5000"],
      ...[
        "q=l",
        "q=le",
        "q=le&sort=points",
        "q=le&sort=spend&order=asc",
        "q=lena",
        "q=lena71",
        "q=lena+name71",
        "q=zzz",
        "q=%231001",
      ],
      ...["tier=bronze", "tier=bronze&sort=points", "tier=gold&sort=points", "tier=gold&sort=points&order=asc"],
      ...["tier=gold&sort=spend&order=asc", "segment=regular", "segment=vip&sort=points", "segment=regular&q=le&tier=bronze"],
      ...["group=LOYAL", "group=PROSPECTS", "group=CHAMPIONS&sort=points"],
    ],
  },
  segments: {},
  segment: { params: { segmentId: FILLED.segmentId }, queries: ["", "view=moves", "view=overlap&with=2"] },
  readyMade: {},
  newSegment: { queries: ["", "query=number_of_orders+%3E+3"] },
  editSegment: { params: { segmentId: FILLED.segmentId } },
  customer: { params: { customerId: BUSY_CUSTOMER }, queries: ["", "tab=points", "show=orders,notes"] },
  program: {},
  earning: {},
  multipliers: {},
  bonuses: {},
  tiers: {},
  rewards: { queries: ["", "tab=archived"] },
  reward: { params: { rewardId: FILLED.rewardId } },
  referrals: {},
  affiliates: {},
  affiliatePlans: {},
  affiliatePayouts: {},
  affiliateSettings: {},
  affiliate: { params: { affiliateId: FILLED.affiliateId } },
  achievements: {},
  achievement: { params: { achievementId: FILLED.achievementId } },
  modules: {},
  module: { params: { moduleId: FILLED.moduleId } },
  draws: {},
  leaderboard: {},
  draw: { params: { drawId: FILLED.drawId } },
  expiry: {},
  pointsCalendar: {},
  pointsName: {},
  preview: {},
  owed: {},
  redemptions: { queries: ["", "state=used", "state=reserved", "q=code-7112", "q=lena", "reward=1", `customer=${CUSTOMER}`] },
  approvals: { queries: ["", "tab=decided"] },
  reviews: { queries: ["", "tab=published"] },
  reviewImport: {},
  pointsLog: {},
  runs: {},
  run: { params: { runId: FILLED.runId } },
  adjust: { queries: ["", "segment=regular", "q=le"] },
  flows: {},
  flow: { params: { flowId: FILLED.flowId } },
  flowPeople: {
    params: { flowId: FILLED.flowId },
    queries: ["", "figure=inside", "figure=sent", "figure=clicked", "figure=ordered"],
  },
  campaigns: {},
  campaign: { params: { campaignId: FILLED.sendingId }, queries: [""] },
  calendar: {},
  emails: {},
  email: { params: { emailId: FILLED.emailId } },
  surveys: {},
  survey: { params: { surveyId: FILLED.surveyId } },
  feedback: { queries: ["", "tab=closed"] },
  surveyChanges: {},
  surveyResults: { params: { surveyId: FILLED.surveyId } },
  brand: {},
  sending: {},
  refill: {},
  suppressions: { queries: ["", "q=lena"] },
  retention: { queries: ["", "days=30"] },
  cohorts: {},
  goals: {},
  changes: {},
  analytics: {},
  customerGroups: {},
  predictions: {},
  recommendations: { queries: ["", "q=product+1"] },
  recommendation: { params: { productId: FILLED.productId } },
  settings: {},
  data: {},
  pastOrders: {},
  imports: {},
  import: { params: { importId: FILLED.importId }, queries: ["", "rows=problem"] },
  privacy: {},
  customerFields: {},
  apiKeys: {},
  receivers: {},
  visits: {},
  receiver: { params: { receiverId: FILLED.receiverId } },
  sync: {},
};

export const measuredAnswers: Record<Answering, AskedLater> = {
  earnCost: { leftOut: "weighs whole orders, and the filled ones are none" },
  programFigures: {},
  tierDistribution: { queries: ["basis=points&window=rolling", "basis=spend&window=lifetime"] },
  readyMadeCounts: {},
  segmentRevenue: { params: { segmentId: FILLED.segmentId } },
  segmentCount: { form: { query: "number_of_orders > 3 AND amount_spent > 100" } },
  segmentValues: {
    queries: ["source=products&search=product", "source=discount-codes&search=a", "source=customer-tags&search=a"],
  },
  flowPresetCounts: {},
  flowForecast: { params: { flowId: FILLED.flowId }, queries: ["kind=ahead"] },
  campaignForecast: {
    params: { campaignId: FILLED.sendingId },
    queries: [
      `after=0&plan=${encodeURIComponent(JSON.stringify({ emailId: 1, audience: { kind: "everyone" }, timing: { kind: "now" }, about: null, holdout: 0 }))}`,
    ],
  },
  importDebts: { params: { importId: FILLED.importId } },
  senderDomain: { leftOut: "asks DNS" },
  sentMessage: { leftOut: "the filled messages were never sent" },
};
