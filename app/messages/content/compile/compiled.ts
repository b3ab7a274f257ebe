import { z } from "zod";

import { productSources } from "../document/blocks.ts";
import { placeNames } from "../document/link.ts";

/** A link that an email has: where it leads is known when it is filled. */
const slotSchema = z.discriminatedUnion("to", [
  z.object({ to: z.literal("url"), url: z.string() }),
  z.object({ to: z.literal("place"), place: z.enum(placeNames) }),
  z.object({ to: z.literal("cart") }),
  z.object({ to: z.literal("friend") }),
  z.object({ to: z.literal("answer"), question: z.string(), answer: z.string() }),
  z.object({ to: z.literal("survey"), survey: z.int(), version: z.int(), answer: z.string() }),
]);
export type LinkSlot = z.infer<typeof slotSchema>;

/** A row of products, which is filled with what is known of the reader. */
const rowSchema = z.object({
  ...{ from: z.enum(productSources), most: z.int(), productIds: z.array(z.string()) },
  /** Each with a link for each number of stars. */
  stars: z.boolean().optional(),
});
export type Row = z.infer<typeof rowSchema>;

const writingSchema = z.object({
  /** Liquid, made by the compiler: nothing in it was typed but names of variables. */
  ...{ subject: z.string(), preheader: z.string(), html: z.string(), text: z.string() },
  links: z.array(slotSchema),
  rows: z.array(rowSchema),
});
export type CompiledWriting = z.infer<typeof writingSchema>;

/** An email ready to be filled, in each of its languages. */
export const compiledSchema = z.object({ de: writingSchema.optional(), en: writingSchema.optional() });
export type Compiled = z.infer<typeof compiledSchema>;
