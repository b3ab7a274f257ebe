/**
 * LIKE patterns for what begins with a text, whatever its case, to be held against `lower(column)`. Databases with the C locale lower ASCII
 * letters only ("Ärmel" stays), so words with other letters are also looked for with those letters in capitals: at the beginning, or throughout.
 */
export function prefixPatterns(text: string): string[] {
  const lower = text.toLowerCase();
  const begun = lower.replace(/^[^\0-\x7f]/u, capital);
  const throughout = lower.replace(/[^\0-\x7f]/gu, capital);
  return [...new Set([lower, begun, throughout])].map((beginning) => `${beginning.replace(/[\\%_]/g, "\\$&")}%`);
}

/** Shorter pieces stand in too many names, and no trigrams lead to them. */
const PIECE = 3;

/** Whether a word is looked for anywhere in names and addresses, not only where they begin. */
export function isPiece(word: string): boolean {
  return Array.from(word).length >= PIECE;
}

/** The same for what stands anywhere in a text, to be held against `customer_names`. */
export function insidePatterns(piece: string): string[] {
  return prefixPatterns(piece).map((pattern) => `%${pattern}`);
}

/** Capitals that are longer than their letter (ß) are not what stands in a name. */
function capital(letter: string): string {
  const upper = letter.toUpperCase();
  return upper.length === letter.length ? upper : letter;
}

/** Fewer digits are found in too many numbers. */
const LEAST = 6;
const PHONE = /^\+?[\d\s()/.-]+$/;

/**
 * How the number ends that somebody looks for, whatever of the country they write: "0171 123 45 67" and "+49 (0)171 1234567" both end a number in
 * Shopify's writing (+491711234567). Null for what is no number.
 */
export function phoneEnd(text: string): string | null {
  if (!PHONE.test(text)) return null;
  const digits = text.replace("(0)", "").replace(/\D/g, "").replace(/^0+/, "");
  return digits.length < LEAST ? null : digits;
}

/** LIKE pattern for a number that is kept from its end on. */
export function endPattern(digits: string): string {
  return `${Array.from(digits).reverse().join("")}%`;
}
