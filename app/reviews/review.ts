export const MOST_STARS = 5;
export const LONGEST_TITLE = 120;
export const LONGEST_TEXT = 5_000;
export const LONGEST_AUTHOR = 40;
export const LONGEST_REPLY = 2_000;
export const MOST_PHOTOS = 4;

export const reviewStates = ["waiting", "published", "rejected"] as const;
export type ReviewState = (typeof reviewStates)[number];

/** Why a review is not shown. None has to do with how many stars it has: a bad one is shown like a good one. */
export const rejectReasons = ["insult", "personal-data", "advertising", "off-topic", "illegal", "not-bought"] as const;
export type RejectReason = (typeof rejectReasons)[number];

/** What an author says, as it is kept. `author`: the name that others read; `language`: BCP 47. */
export type Written = { stars: number; title: string; text: string; author: string; language: string };

export type Rating = { count: number; /** Of all stars. */ sum: number };

/** "4.67": the mean in hundredths, rounded half up. Null where there is nothing to rate by. */
export function meanOf({ count, sum }: Rating): string | null {
  if (count <= 0) return null;
  const hundredths = Math.floor((sum * 200 + count) / (2 * count));
  return `${Math.floor(hundredths / 100)}.${String(hundredths % 100).padStart(2, "0")}`;
}

/** Without what nobody can see: control characters but for line breaks, and marks that turn the direction of what follows. */
export function cleaned(typed: string, longest: number): string {
  return typed
    .normalize("NFC")
    .replace(/\r\n?/g, "\n")
    .replace(/[^\P{C}\n\u200d]/gu, "")
    .replace(/\n{3,}/g, "\n\n")
    .trim()
    .slice(0, longest)
    .replace(/[\ud800-\udbff]$/, "");
}

export function cleanedLine(typed: string, longest: number): string {
  return cleaned(typed.replace(/\s+/g, " "), longest);
}

/** "Kim L.", as long as the author has not chosen another name; "" where none is known. */
export function usualName(firstName: string | null, lastName: string | null): string {
  const [first, last] = [firstName ?? "", lastName ?? ""].map((name) => cleanedLine(name, LONGEST_AUTHOR - 4));
  if (first === undefined || first === "") return "";
  const [initial] = Array.from(last ?? "");
  return initial === undefined ? first : `${first} ${initial.toUpperCase()}.`;
}

export function isReviewState(text: unknown): text is ReviewState {
  return reviewStates.some((state) => state === text);
}
