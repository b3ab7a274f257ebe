import { newsletter, signUp } from "./acts.ts";
import { review, social, survey } from "./claims.ts";
import { anniversary, birthday } from "./days.ts";
import { firstOrder, milestone } from "./orders.ts";

/** Every kind of bonus, in the order in which they are offered. Types, the form, the theme and the words derive theirs from it. */
export const BONUS_KINDS = [signUp, firstOrder, milestone, birthday, anniversary, review, social, survey, newsletter] as const;
