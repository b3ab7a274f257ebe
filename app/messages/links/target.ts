import { isWebAddress } from "../../lib/web-address.ts";

/** Where a link of an email may lead. */
export type LinkTarget =
  | { to: "url"; url: string }
  /** Decided at the click: what can be bought then goes into the cart. Variants as digits. */
  | { to: "cart"; lines: { variantId: string; quantity: number }[]; code?: string }
  /** An answer to the question of an email, both by their ids in its content. Opening asks, a POST stores. */
  | { to: "answer"; question: string; answer: string }
  /** An answer to a survey's first question, in the version that the email asks; empty: none is chosen yet. Opening asks, a POST stores. */
  | { to: "survey"; survey: number; version: number; answer: string }
  /** The form for a review of a product, as digits; `stars` are chosen already, 0: none. Opening asks, a POST stores. */
  | { to: "review"; product: string; stars: number }
  /** What a reader wants of the reminders of these products, as digits. Opening asks, a POST stores. */
  | { to: "reminders"; wish: ReminderWish; productIds: string[] }
  | { to: "preferences" }
  | { to: "unsubscribe" };

/** Targets that a click goes through us for: they stand in the link itself, signed, so that nothing is stored when an email leaves. */
export type TrackedTarget = Extract<LinkTarget, { to: "url" | "cart" | "answer" | "survey" | "review" | "reminders" }>;

/** What the page of a reminder link offers first. */
const reminderWishes = ["later", "stop"] as const;
export type ReminderWish = (typeof reminderWishes)[number];

/** Makes the address of a link. @param index which link of the email it is, from 0 up to `LAST_LINK`; the same in its HTML and its text */
export type LinkOf = (target: LinkTarget, index: number) => string;

export const LAST_LINK = 899;
/** The index of the link that nobody sees: only programs follow it. */
export const TRAP = 999;

/** That link, for the end of an email's HTML. @param href escaped */
export function hiddenLink(href: string): string {
  return `<div style="display:none;font-size:0;line-height:0;mso-hide:all;"><a href="${href}" rel="nofollow" tabindex="-1"></a></div>`;
}

const MOST_LINES = 50;
const OTHER_ADDRESS = /^(?:mailto:|tel:|#)[^\s\\"<>\p{Cc}]*$/u;
const LINE = /^([1-9]\d{0,18}):([1-9]\d{0,3})$/;
const ANSWER = /^([a-z0-9-]{1,40})\.([a-z0-9-]{1,40})$/;
const SURVEY = /^([1-9]\d{0,8})\.([1-9]\d{0,8})\.([a-z0-9-]{0,40})$/;
const REVIEW = /^([1-9]\d{0,17})\.([0-5])$/;
/** At most as many as one email names (refill/due.ts). */
const REMINDERS = /^(later|stop)\.([1-9]\d{0,18}(?:,[1-9]\d{0,18}){0,39})$/;
const CODE = /^[^\p{Cc}]{1,255}$/u;

/** An address that opens something else than a page, or a place in the email: it is left as it is. */
export function isOtherAddress(url: string): boolean {
  return OTHER_ADDRESS.test(url);
}

/** The address in ASCII, as browsers ask for it; one that is in ASCII already stays as it is, byte by byte. */
export function inAscii(url: string): string {
  return /[\u0080-\u{10ffff}]/u.test(url) && URL.canParse(url) ? new URL(url).href : url;
}

/** A target as a link carries it: `u`, `c`, `a`, `s`, `v` or `r`, and the rest in base64url. */
export function encodeTarget(target: TrackedTarget): string {
  if (target.to === "url") return `u${Buffer.from(target.url).toString("base64url")}`;
  if (target.to === "answer") return `a${Buffer.from(`${target.question}.${target.answer}`).toString("base64url")}`;
  if (target.to === "survey")
    return `s${Buffer.from(`${target.survey}.${target.version}.${target.answer}`).toString("base64url")}`;
  if (target.to === "review") return `v${Buffer.from(`${target.product}.${target.stars}`).toString("base64url")}`;
  if (target.to === "reminders") return `r${Buffer.from(`${target.wish}.${target.productIds.join(",")}`).toString("base64url")}`;
  const lines = target.lines.map(({ variantId, quantity }) => `${variantId}:${quantity}`).join(",");
  return `c${Buffer.from(target.code === undefined ? lines : `${lines}?${target.code}`).toString("base64url")}`;
}

/** Null for what is no target, or none that an email may have. */
export function decodeTarget(encoded: string): TrackedTarget | null {
  const text = Buffer.from(encoded.slice(1), "base64url").toString("utf8");
  if (encoded.startsWith("u")) return isWebAddress(text) ? { to: "url", url: text } : null;
  if (encoded.startsWith("a")) return decodeAnswer(text);
  if (encoded.startsWith("s")) return decodeSurvey(text);
  if (encoded.startsWith("v")) return decodeReview(text);
  if (encoded.startsWith("r")) return decodeReminders(text);
  return encoded.startsWith("c") ? decodeCart(text) : null;
}

function decodeAnswer(text: string): TrackedTarget | null {
  const [, question, answer] = ANSWER.exec(text) ?? [];
  return question === undefined || answer === undefined ? null : { to: "answer", question, answer };
}

function decodeSurvey(text: string): TrackedTarget | null {
  const [, survey, version, answer] = SURVEY.exec(text) ?? [];
  if (survey === undefined || version === undefined || answer === undefined) return null;
  return { to: "survey", survey: Number(survey), version: Number(version), answer };
}

function decodeReview(text: string): TrackedTarget | null {
  const [, product, stars] = REVIEW.exec(text) ?? [];
  return product === undefined ? null : { to: "review", product, stars: Number(stars) };
}

function decodeReminders(text: string): TrackedTarget | null {
  const [, asked, listed = ""] = REMINDERS.exec(text) ?? [];
  const wish = reminderWishes.find((one) => one === asked);
  return wish === undefined ? null : { to: "reminders", wish, productIds: listed.split(",") };
}

function decodeCart(text: string): TrackedTarget | null {
  const end = text.indexOf("?");
  const given = (end < 0 ? text : text.slice(0, end)).split(",");
  const lines = given.flatMap((line) => {
    const [, variantId, quantity] = LINE.exec(line) ?? [];
    return variantId === undefined ? [] : [{ variantId, quantity: Number(quantity) }];
  });
  if (lines.length < given.length || lines.length > MOST_LINES) return null;
  if (end < 0) return { to: "cart", lines };
  const code = text.slice(end + 1);
  return CODE.test(code) ? { to: "cart", lines, code } : null;
}
