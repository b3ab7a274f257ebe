import { z } from "zod";

import type { ShopperAnswer } from "../../answer.ts";
import type { AccountPage, AccountView } from "../account.server.ts";
import type { EstimateView } from "../estimate.server.ts";
import type { SurveyAnswer, SurveyQuestion } from "../survey.server.ts";
import type { OrderView } from "../order.server.ts";

/**
 * What is answered, as the document has it; a view that lacks a member here does not compile. `program` and `loyalty` are the theme's own objects (extensions/README.md),
 * which grow with the program: what a page does not know, it leaves.
 */
const texts = z.record(z.string(), z.string()).meta({ description: "By language" });
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
const hundredths = z.int().meta({ description: "Hundredths of the currency unit, whatever the currency" });
const picture = z.object({ url: z.string(), alt: texts.nullable() }).nullable();

const reward = z.looseObject({
  ...{ id: z.int(), offer: z.string(), kind: z.string(), title: texts, description: texts.nullable(), points: z.int() },
  picture,
  ...{ min_points: z.int().nullable(), max_points: z.int().nullable(), step_points: z.int().nullable() },
  steps: z.array(z.object({ points: z.int(), value_minor: hundredths })),
  ...{ value_minor: hundredths, percent: z.number().nullable(), min_spend_minor: hundredths, valid_days: z.int().nullable() },
  ...{ tiers: z.array(z.string()), per_customer: z.int().nullable(), sold_out: z.boolean(), for_members: z.boolean() },
});

const level = z.looseObject({
  ...{
    key: z.string(),
    name: texts,
    threshold: z.int(),
    per_mille: z.int(),
    benefits: texts.nullable(),
    birthday_points: z.int(),
  },
  picture,
});

const program = z.looseObject({
  state: z.enum(["setup", "test", "live", "paused"]),
  test_tag: z.string().nullable(),
  points_per_unit: z.string().meta({ description: "A decimal, or a fraction where none is exact" }),
  ...{ points_per_reward_unit: z.int(), reward_unit_minor: hundredths, pending_days: z.int() },
  award_on: z.enum(["paid", "fulfilled"]),
  ...{ tax_included_per_mille: z.int(), country: z.string().nullable(), locale: z.string(), companies: z.boolean() },
  base: z.object({ shipping: z.boolean(), tax: z.boolean(), discounts: z.boolean() }),
  names: z.record(z.string(), z.object({ one: z.string(), many: z.string() })),
  multipliers: z.array(z.looseObject({ per_mille: z.int(), from: z.int().nullable(), until: z.int().nullable() })),
  tiers: z
    .looseObject({
      basis: z.enum(["points", "spend", "orders"]),
      window: z.string(),
      grace_days: z.int(),
      levels: z.array(level),
    })
    .nullable(),
  ways: z.array(z.looseObject({ key: z.string(), kind: z.string(), points: z.int(), title: texts })),
  rewards: z.array(reward),
});

const loyalty = z.looseObject({
  tier: z
    .object({
      ...{ key: z.string().nullable(), since: day.nullable(), progress: z.int(), keep_until: day.nullable() },
      next: z.object({ key: z.string(), missing: z.int() }).nullable(),
    })
    .nullable(),
  expiring: z.object({ points: z.int(), on: day, at: z.int() }).nullable(),
  birthday: z.object({ month: z.int(), day: z.int(), first: z.object({ on: day, at: z.int() }).nullable() }).nullable(),
  history: z.array(
    z.object({
      ...{ on: day, kind: z.string(), points: z.int(), available_on: day.nullable() },
      ...{ label: z.string().nullable(), rule: z.string().nullable(), reward: texts.nullable() },
    }),
  ),
  rewards: z.array(
    z.object({
      ...{ id: z.string(), code: z.string(), title: texts, kind: z.string(), points: z.int() },
      ...{ value_minor: hundredths, expires_on: day.nullable() },
    }),
  ),
  ...{ used_up: z.array(z.string()), open_rewards: z.array(z.string()), redemption_count: z.int(), excluded: z.boolean() },
});

const running = z.enum(["yes", "paused", "no"]).meta({ description: "Whether the program runs for this shopper" });
const account = z.object({
  running,
  customer: z.string(),
  currency: z.string(),
  asOf: z.int().meta({ description: "Milliseconds since 1970" }),
  program,
  ...{ available: z.int(), pending: z.int() },
  loyalty,
  reviewable: z.array(z.object({ productId: z.string(), title: z.string() })),
  draws: z
    .array(z.object({ link: z.string(), kind: z.enum(["wheel", "card"]), title: texts, until: day }))
    .meta({ description: "Wheels and cards that are open, with the page of each" }),
  modules: z
    .array(z.object({ link: z.string(), title: texts, passed: z.boolean() }))
    .meta({ description: "Learning modules that they may take or have passed, with the page of each" }),
  groups: z
    .array(z.object({ link: z.string(), title: texts }))
    .meta({ description: "Groups of the community that they belong to, with the page of each" }),
  events: z
    .array(
      z.object({
        ...{ link: z.string(), title: texts, startsAt: z.iso.datetime(), timeZone: z.string() },
        own: z.enum(["registered", "waiting"]).nullable(),
      }),
    )
    .meta({ description: "Events ahead that they may come to or have registered for, with the page of each" }),
  board: z.string().nullable().meta({ description: "Where the leaderboard is; null: there is none" }),
  referralLink: z.string().nullable().meta({ description: "By which friends come; null: none has been asked for" }),
});
const page = account.extend({ preferences: z.string().meta({ description: "Where they choose what they are written about" }) });

export const accountSchema = page.nullable();

export const orderSchema = z.object({
  running,
  account: account.nullable(),
  order: z
    .object({
      ...{ points: z.int(), pending: z.int(), available_on: day.nullable() },
      ...{ awaits: z.enum(["payment", "fulfilment"]).nullable(), expected: z.int() },
    })
    .nullable(),
});

export const estimateSchema = z.object({
  running,
  account: account.nullable(),
  points: z.int().nullable(),
  about: z.boolean(),
  adds: z.object({ shipping: z.boolean(), tax: z.boolean() }),
  sign_up_points: z.int(),
});

export const answerSchema = z.object({
  ok: z.boolean(),
  message: z.string(),
  ...{ code: z.string().optional(), applies: z.boolean().optional(), note: z.string().optional() },
  ...{ available: z.string().optional(), balance: z.int().optional() },
  link: z.string().optional().meta({ description: "By which friends come" }),
  ...{ loggedOut: z.boolean().optional(), outdated: z.boolean().optional() },
});

const surveyQuestion = z.object({
  ...{
    survey: z.int(),
    version: z.int(),
    sheet: z.string(),
    id: z.string(),
    type: z.string(),
    intro: z.string(),
    ask: z.string(),
  },
  options: z.array(z.object({ id: z.string(), label: z.string() })),
  ...{ required: z.boolean(), chosen: z.unknown(), words: z.object({ field: z.string(), send: z.string() }) },
});
export const openSurveySchema = z.object({ question: surveyQuestion.nullable() });
export const surveyAnswerSchema = z.object({ ok: z.boolean(), message: z.string(), next: surveyQuestion.nullable().optional() });

/** Members that are told and not stated, or stated and never told. */
type Apart<One, Other> = Exclude<keyof One, keyof Other> | Exclude<keyof Other, keyof One>;
type None<Members extends never> = Members;
export type Stated = {
  account: None<Apart<AccountView, z.infer<typeof account>>>;
  page: None<Apart<AccountPage, z.infer<typeof page>>>;
  order: None<Apart<OrderView, z.infer<typeof orderSchema>>>;
  estimate: None<Apart<EstimateView, z.infer<typeof estimateSchema>>>;
  survey: None<Apart<SurveyQuestion, z.infer<typeof surveyQuestion>>>;
  surveyAnswer: None<Apart<SurveyAnswer, z.infer<typeof surveyAnswerSchema>>>;
  answer: None<Exclude<Apart<ShopperAnswer, z.infer<typeof answerSchema>>, "question">>;
};
