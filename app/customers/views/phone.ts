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
