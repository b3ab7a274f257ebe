import type { Form } from "../brand/brand.ts";
import { speak } from "../compile/speech.ts";
import type { Block } from "../document/blocks.ts";
import { emailLanguages, type EmailDocument, type EmailLanguage, type Writing } from "../document/document.ts";

/** A block before it has an id. */
type Unnamed = Block extends infer One ? (One extends Block ? Omit<One, "id"> : never) : never;
type Words = { subject: string; preheader: string; blocks: readonly Unnamed[] };

/** An email to begin with. German for both forms of address (compile/speech.ts). */
export type Preset = { name: Record<EmailLanguage, string>; words: Record<EmailLanguage, Words> };

/** The preset's email. Its blocks have the same ids each time and in each language, so that answers are counted together. */
export function documentOf({ words }: Preset, form: Form): EmailDocument {
  return Object.fromEntries(emailLanguages.map((language) => [language, writingOf(words[language], form)]));
}

function writingOf({ subject, preheader, blocks }: Words, form: Form): Writing {
  const named = blocks.map((block, at) => ({ id: `b${at + 1}`, ...block }));
  return spoken({ subject, preheader, blocks: named }, form);
}

function spoken<T>(value: T, form: Form): T {
  if (typeof value === "string") return speak(value, form) as T;
  if (Array.isArray(value)) return value.map((one: unknown) => spoken(one, form)) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, spoken(one, form)])) as T;
}

export const text = (...paragraphs: string[]): Unnamed => ({ kind: "text", text: paragraphs.join("\n\n") });
export const list = (...lines: string[]): string => lines.map((line) => `- ${line}`).join("\n");
export const button = (label: string, link = "shop"): Unnamed => ({ kind: "button", label, link });
export const reorder = (label: string): Unnamed => ({ kind: "reorder", label });
export const question = (asked: string, ...answers: string[]): Unnamed => ({
  ...{ kind: "question", question: asked },
  answers: answers.map((label, at) => ({ id: `a${at + 1}`, label })),
});
export const code: Unnamed = { kind: "code" };
export const points: Unnamed = { kind: "points", tier: false };
export const bought = (most: number): Unnamed => ({ kind: "products", from: "last-bought", most, productIds: [], prices: false });
/** With stars that lead to the form for a review. */
export const toReview = (most: number): Unnamed => ({ kind: "review", most });
/** With today's prices: they may have changed. */
export const due = (most: number): Unnamed => ({ kind: "products", from: "due", most, productIds: [], prices: true });
export const recommended = (most: number): Unnamed => ({
  kind: "products",
  from: "recommended",
  most,
  productIds: [],
  prices: true,
});

/** "Sie" and a first name do not go together. */
export const greeting = {
  de: "<{% if first_name %}Hallo {{ first_name }},{% else %}Hallo,{% endif %}|Guten Tag,>",
  en: "{% if first_name %}Hi {{ first_name }},{% else %}Hi there,{% endif %}",
};
export const closing = {
  de: text("Herzliche Grüße\n<dein|Ihr> Team von {{ shop_name }}"),
  en: text("Warm regards,\nyour team at {{ shop_name }}"),
};
