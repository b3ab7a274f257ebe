import { z } from "zod";

/** Stays while a block is moved and edited: findings, links and answers name it. */
const id = z.string().regex(/^[a-z0-9-]{1,40}$/);
/** Where something leads (link.ts); what cannot be read is a finding, so that a half-typed one can be kept. */
const link = z.string().max(2_000);
const line = (max: number) => z.string().max(max);

/** Which products a row shows. */
export const productSources = ["last-bought", "due", "recommended", "chosen"] as const;
export type ProductSource = (typeof productSources)[number];

export const MOST_PRODUCTS = 12;
export const MOST_ANSWERS = 5;
/** Of a survey's first question: a scale from 0 to 10, or its options. */
export const MOST_SURVEY_ANSWERS = 12;

const blocks = {
  /** Paragraphs in markup (markup.ts). */
  text: z.object({ id, kind: z.literal("text"), text: line(10_000) }),
  image: z.object({
    ...{ id, kind: z.literal("image"), url: line(2_000), alt: line(300), link },
    /** Pixels; the file should have twice as many. */
    width: z.int().min(40).max(552),
  }),
  button: z.object({ id, kind: z.literal("button"), label: line(200), link }),
  products: z.object({
    ...{ id, kind: z.literal("products"), from: z.enum(productSources), most: z.int().min(1).max(MOST_PRODUCTS) },
    /** Of "chosen", in this order. */
    productIds: z.array(z.string().regex(/^\d{1,18}$/)).max(MOST_PRODUCTS),
    prices: z.boolean(),
  }),
  /** Points that can be spent, and the tier. */
  points: z.object({ id, kind: z.literal("points"), tier: z.boolean() }),
  /** The code that the email brings, with its conditions. */
  code: z.object({ id, kind: z.literal("code") }),
  /** A button that fills the cart with what is due, or was last bought. */
  reorder: z.object({ id, kind: z.literal("reorder"), label: line(200) }),
  question: z.object({
    ...{ id, kind: z.literal("question"), question: line(300) },
    answers: z.array(z.object({ id, label: line(200) })).max(MOST_ANSWERS),
  }),
  /** The first question of a survey, as it is asked in this version of it (app/surveys). Without answers, a button leads to it. */
  survey: z.object({
    ...{ id, kind: z.literal("survey"), surveyId: z.int().min(0), version: z.int().min(0), question: line(300) },
    answers: z.array(z.object({ id, label: line(200) })).max(MOST_SURVEY_ANSWERS),
  }),
  /** Products that were bought last, each with stars that lead to the form for its review (app/reviews). */
  review: z.object({ id, kind: z.literal("review"), most: z.int().min(1).max(MOST_PRODUCTS) }),
  /** The reader's own link by which they recommend the shop, in words of the merchant's (app/referrals). */
  friend: z.object({ id, kind: z.literal("friend"), heading: line(200), text: line(2_000), label: line(200) }),
  divider: z.object({ id, kind: z.literal("divider") }),
  /** The merchant's own markup, of which only what is harmless is sent (sanitize.ts). */
  html: z.object({ id, kind: z.literal("html"), html: line(30_000) }),
};

export const blockKinds = Object.keys(blocks) as (keyof typeof blocks)[];
export const blockSchema = z.discriminatedUnion("kind", [
  blocks.text,
  blocks.image,
  blocks.button,
  blocks.products,
  blocks.points,
  blocks.code,
  blocks.reorder,
  blocks.question,
  blocks.survey,
  blocks.review,
  blocks.friend,
  blocks.divider,
  blocks.html,
]);
export type Block = z.infer<typeof blockSchema>;
export type BlockKind = Block["kind"];
export type BlockOf<Kind extends BlockKind> = Extract<Block, { kind: Kind }>;
