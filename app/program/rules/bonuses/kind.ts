import { z } from "zod";

import type { ShopperLocale } from "../../../i18n/shopper/say.ts";
import type { Locale } from "../../../i18n/translate.ts";
import { textsSchema, type Texts } from "../texts.ts";

const shared = {
  key: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/),
  points: z.number().int().min(1).max(1_000_000),
  enabled: z.boolean().default(true),
  /** In place of the built-in words for the kind. */
  title: textsSchema.nullable().default(null),
  /** At most so many awards to one customer within the period. */
  cap: z
    .object({ times: z.number().int().min(1).max(1_000), period: z.enum(["ever", "year", "month", "day"]) })
    .default({ times: 1, period: "ever" }),
};

type Schema<Kind extends string, Fields extends z.ZodRawShape> = z.ZodObject<
  typeof shared & Fields & { kind: z.ZodLiteral<Kind> }
>;

/** What a kind is given for: bonuses/awards has orders, acts and days, bonuses/claims what shoppers say and merchants approve. */
export type GivenFor = "order" | "act" | "day" | "claim";

type About<Rule, Asks, For> = {
  givenFor: For;
  /** Points that a new rule offers. */
  points: number;
  cap: { times: number; period: "ever" | "year" };
  /** Merchants say how often one customer can have it; else once, or once a year. */
  capped?: true;
  /** Where one rule does not say all there is to say. */
  several?: true;
  /** What a new rule of this kind has in its own fields; each is asked in components/program-editor/bonus-kinds.tsx. */
  asks: Asks;
  /** Whether a new rule is on in this country; yes unless told otherwise. */
  startsOn?: (countryCode: string | null) => boolean;
  /** What merchants call it, and what they are told of it. */
  words: Record<Locale, { name: string; help: string }>;
  /** What shoppers read where the merchant has no name for it. */
  forShoppers: (rule: Rule) => Record<ShopperLocale, string>;
  /** What the theme's form for it must know. Never what a shopper must not see. */
  inTheme?: (rule: Rule) => Record<string, unknown>;
};

type Asked = Readonly<Record<string, number | string | Texts>>;

/** A kind of bonus with everything that is said of it. @param fields what a rule of it has besides what all have */
export function bonusKind<Kind extends string, Fields extends z.ZodRawShape, Asks extends Asked, For extends GivenFor>(
  kind: Kind,
  fields: Fields,
  about: About<z.infer<Schema<Kind, Fields>>, Asks, For>,
) {
  const schema: Schema<Kind, Fields> = z.object({ ...shared, ...fields, kind: z.literal(kind) });
  return { kind, schema, ...about };
}
