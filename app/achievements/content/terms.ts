import { z } from "zod";

import { pictureSchema } from "../../program/rules/picture.ts";
import { textsSchema } from "../../program/rules/texts.ts";

export const achievementKinds = ["badge", "challenge", "streak"] as const;
/** A badge is earned once, a challenge within its days, a streak again and again by buying in period after period. */
export type AchievementKind = (typeof achievementKinds)[number];

/** What each kind can be about. `orders-in-year`: within any twelve months; `years`: since the first order; `segment`: entering it; `periods`: in a row. */
export const goalsOf = {
  badge: ["orders", "orders-in-year", "products", "years", "segment"],
  challenge: ["orders", "spend", "products"],
  streak: ["periods"],
} as const satisfies Record<AchievementKind, readonly string[]>;
export type Goal = (typeof goalsOf)[AchievementKind][number];
const goals = [...new Set(achievementKinds.flatMap((kind): readonly Goal[] => goalsOf[kind]))] as [Goal, ...Goal[]];

/** Those that the theme has (snippets/icon.liquid); `share` is a heart. */
export const icons = ["star", "medal", "share", "bag", "cake", "tag", "clock", "check"] as const;
export type Icon = (typeof icons)[number];

export const periods = ["month", "week"] as const;
export type Period = (typeof periods)[number];

/** Only products with this tag, of this type, or of this collection (its id) count; of tags and types whatever their letters. */
export const scopeSchema = z.object({ of: z.enum(["tag", "type", "collection"]), value: z.string().trim().min(1).max(255) });
export type Scope = z.infer<typeof scopeSchema>;

export const MOST_POINTS = 1_000_000;
export const MOST_MISSES = 6;
export const MOST_DAYS = 366;
const calendarDay = z.iso.date();
const tierKey = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/);
const segmentId = z.number().int().min(1);

/** The most of what can be asked for: of spend in minor units of shop money. */
export const MOST: Record<Goal, number> = {
  ...{ orders: 1_000, "orders-in-year": 366, products: 1_000, years: 50, segment: 1, periods: 104, spend: 100_000_000 },
};

/** What is asked for and what it brings. Days are the shop's; both ends of a challenge are days on which orders count. */
export const termsSchema = z
  .object({
    kind: z.enum(achievementKinds),
    title: textsSchema,
    description: textsSchema.nullable(),
    icon: z.enum(icons),
    picture: pictureSchema.nullable(),
    goal: z.enum(goals),
    target: z.number().int().min(1).max(MOST.spend),
    /** For `products`; null: all. */
    only: scopeSchema.nullable(),
    /** For `segment`. */
    segmentId: segmentId.nullable(),
    points: z.number().int().min(0).max(MOST_POINTS),
    /** One of the shop's rewards, instead of points; not of badges. */
    rewardId: z.number().int().min(1).nullable(),
    challenge: z
      .object({
        ...{ from: calendarDay, until: calendarDay },
        /** For whom it is; both null: everybody. */
        ...{ tier: tierKey.nullable(), segmentId: segmentId.nullable() },
        /** How many can have it; null: everybody who reaches it. */
        winners: z.number().int().min(1).max(100_000).nullable(),
      })
      .nullable(),
    streak: z.object({ every: z.enum(periods), misses: z.number().int().min(0).max(MOST_MISSES) }).nullable(),
  })
  .superRefine((terms, context) => {
    const { kind, goal, target, challenge, streak } = terms;
    const issue = (path: string, message: string) => context.addIssue({ code: "custom", path: [path], message });
    if (!(goalsOf[kind] as readonly Goal[]).includes(goal)) issue("goal", "wrong");
    if (target > MOST[goal]) issue("target", "too-large");
    if (goal === "periods" && target < 2) issue("target", "wrong");
    if ((goal === "segment") !== (terms.segmentId !== null)) issue("segmentId", "required");
    if (goal !== "products" && terms.only !== null) issue("only", "wrong");
    if ((kind === "challenge") !== (challenge !== null)) issue("challenge", "wrong");
    if ((kind === "streak") !== (streak !== null)) issue("streak", "wrong");
    if (kind === "badge" && terms.rewardId !== null) issue("rewardId", "wrong");
    if (terms.rewardId !== null && terms.points > 0) issue("rewardId", "both");
    if (challenge !== null && challenge.until < challenge.from) issue("until", "before");
    if (challenge !== null && challenge.tier !== null && challenge.segmentId !== null) issue("audience", "both");
  });

export type Terms = z.infer<typeof termsSchema>;

/** What may be changed of one that has been active: how it looks and what it is called. */
export function lookOf({ title, description, icon, picture }: Terms): Pick<Terms, "title" | "description" | "icon" | "picture"> {
  return { title, description, icon, picture };
}

/** The rule by which the ledger knows what an achievement brings. */
export function ruleOf(achievementId: number): string {
  return `achievement-${achievementId}`;
}

/** The achievement of a ledger entry; null: its rule is another. */
export function achievementOf(rule: string | null): number | null {
  const [, id] = /^achievement-(\d{1,9})$/.exec(rule ?? "") ?? [];
  return id === undefined ? null : Number(id);
}
