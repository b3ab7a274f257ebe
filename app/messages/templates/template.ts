import type { z } from "zod";

import type { PointsNames, ShopperLocale } from "../../i18n/shopper/say.ts";
import type { Locale } from "../../i18n/translate.ts";
import type { ShopLinks } from "../../shops/storefront/storefront-links.ts";
import type { ChannelName } from "../channels/registry.ts";
import type { TrackedTarget } from "../links/target.ts";
import type { Topic } from "../preferences/topics.ts";
import type { About, FactKey, Facts } from "./facts.ts";

/** Transactional: it only confirms to customers what was done with their own points. Everything else invites, and so is marketing (README.md says why). */
export type Purpose = "marketing" | "transactional";

/** What a message rests on has changed since it was queued (facts.ts), it was switched off, or the program does not run for its reader. */
export type OutdatedReason =
  | "mail-off"
  | "program-off"
  | "reward-gone"
  | "nothing-expires"
  | "tier-changed"
  | "survey-closed"
  | "asked-lately"
  | "photos-settled"
  | "registration-gone";

/**
 * The words of one email in one language. Every text is Liquid over the template's values and the names that content/render.ts adds; a paragraph that renders
 * empty is left out.
 */
export type Wording = {
  subject: string;
  /** What email programs show beside the subject. */
  preheader: string;
  paragraphs: readonly string[];
  /** Without one, it invites into the shop. */
  button?: string;
  /** Why its reader gets it, at its end. Without it: as its purpose says, of which the transactional one speaks of rewards. */
  because?: string;
};

/** Shoppers are addressed as in the theme's blocks ("du" and its like). */
export type EmailWords = Record<ShopperLocale, Wording>;

/** What data and facts are put into words with, as of the moment of sending. */
export type Context = {
  locale: ShopperLocale;
  /** The language of merchants' words where the email's is not among them. */
  shopLocale: string | null;
  links: ShopLinks;
  currency: string;
  timeZone: string;
  pointsNames: PointsNames;
};

export type Values = {
  /** Of the template's own variables: all of them, empty where there is nothing to say. */
  values: Record<string, string | boolean>;
  /** Lines of the merchant's, listed after the paragraphs. */
  items?: string[];
  /** Paragraphs of the merchant's, after ours. */
  letter?: string[];
  code?: string;
  /** Where the button leads: an address, or what is decided at the click. */
  url: string | TrackedTarget;
};

/** How merchants switch an email on and off: what the settings call it, and when it leaves. */
export type Switch = { byDefault: boolean; words: Record<Locale, { name: string; help: string }> };

/** What an email is told, and what it rests on. */
type Basis<Schema extends z.ZodType, Need extends FactKey, Switched extends Switch | null> = {
  purpose: Purpose;
  /** What it is about, for readers choose by it; who queues it may say otherwise. */
  topic: Topic;
  /** What it is told when it is queued, besides names: facts, not words. */
  data: Schema;
  /** What must still be true when it leaves: facts by name, and which one. The noun that owns a fact reads it. */
  needs: { [Key in Need]: (data: z.output<Schema>) => About[Key] };
  /** It is about earning, and so of no use while the program does not run for its reader. What was issued, and what comes back, is told all the same. */
  ofProgram: boolean;
  /** Why it should not leave any more; null while it holds. */
  outdated: (data: z.output<Schema>, facts: Pick<Facts, Need>) => OutdatedReason | null;
  /** What it tells is on its way: it waits. */
  pending?: (data: z.output<Schema>, facts: Pick<Facts, Need>) => boolean;
  /** What an invented customer would be told, for the merchant's eyes. */
  sample: (now: Date) => z.input<Schema>;
  /** Null for what steps of flows send, whose flow is the switch, and for what somebody writes by hand. */
  switched: Switched;
};

/** What a folder of templates says about its email, whose words are ours. */
type Definition<Schema extends z.ZodType, Need extends FactKey, Switched extends Switch | null> = Basis<
  Schema,
  Need,
  Switched
> & {
  words: EmailWords;
  values: (data: z.output<Schema>, context: Context, facts: Pick<Facts, Need>) => Values;
};

/** A template as the sender knows it: whatever it is told is checked first. */
export type Template<Input = unknown, Switched extends Switch | null = Switch | null> = {
  channel: ChannelName;
  purpose: Purpose;
  topic: Topic;
  ofProgram: boolean;
  switched: Switched;
  sample: (now: Date) => Input;
  /** The facts it needs, and which ones; empty for data that cannot be read. */
  questions: (data: unknown) => { fact: FactKey; about: About[FactKey] }[];
  /** Data that cannot be read are rendering's to report. @param facts those it asked for */
  outdated: (data: unknown, facts: Partial<Facts>) => OutdatedReason | null;
  /** What it tells is on its way. */
  pending: (data: unknown, facts: Partial<Facts>) => boolean;
};

/** One with words of ours. */
export type WordedTemplate<Input = unknown, Switched extends Switch | null = Switch | null> = Template<Input, Switched> & {
  words: EmailWords;
  /** @throws ZodError for data that are not the template's @param facts those it asked for */
  values: (data: unknown, context: Context, facts: Partial<Facts>) => Values;
};

export function emailTemplate<Schema extends z.ZodType, Need extends FactKey, const Switched extends Switch | null>(
  definition: Definition<Schema, Need, Switched>,
): WordedTemplate<z.input<Schema>, Switched> {
  return {
    ...templateOn(definition),
    words: definition.words,
    values: (data, context, facts) => definition.values(definition.data.parse(data), context, facts as Pick<Facts, Need>),
  };
}

/** What the sender asks of every template. */
export function templateOn<Schema extends z.ZodType, Need extends FactKey, const Switched extends Switch | null>(
  basis: Basis<Schema, Need, Switched>,
): Template<z.input<Schema>, Switched> {
  const { purpose, topic, ofProgram, switched, sample, data: schema } = basis;
  const needs = Object.entries(basis.needs) as [Need, (data: z.output<Schema>) => About[Need]][];
  return {
    ...{ channel: "email", purpose, topic, ofProgram, switched, sample },
    questions(data) {
      const read = schema.safeParse(data);
      return read.success ? needs.map(([fact, about]) => ({ fact, about: about(read.data) })) : [];
    },
    outdated(data, facts) {
      const read = schema.safeParse(data);
      return read.success ? basis.outdated(read.data, facts as Pick<Facts, Need>) : null;
    },
    pending(data, facts) {
      const read = schema.safeParse(data);
      return read.success && (basis.pending?.(read.data, facts as Pick<Facts, Need>) ?? false);
    },
  };
}
