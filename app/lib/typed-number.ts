/**
 * Numbers as people type them, read the same way in every form and in every language: a form does not know whether its reader writes 1,000.50 or
 * 1.000,50.
 */

/** Groups of three behind one separator: point, comma, apostrophe or a blank of any kind. */
const GROUPED = /^\d{1,3}([.,'’\s])\d{3}(?:\1\d{3})*$/;
const PLAIN = /^\d+$/;
const FRACTION = /^(\d+)[.,](\d+)$/;
const GROUPED_FRACTION = /^(\d{1,3}([.,'’\s])\d{3}(?:\2\d{3})*)([.,])(\d+)$/;
const EITHER = /^[1-9]\d{0,2}[.,]\d{3}$/;

/** The digits of a whole number: "1,000", "1.000" and "1 000" are all a thousand, since none of them has a fraction. Null for anything else. */
export function wholeOf(typed: string): string | null {
  const text = typed.trim();
  return PLAIN.test(text) || GROUPED.test(text) ? digitsOf(text) : null;
}

/**
 * A decimal with a point and without groups ("1000.5"), whether it was typed with point or comma. Null for what is none, or could be two.
 * @param sure whether "1.000" can only be a fraction here: the numbers are below a thousand, or always have three decimals
 */
export function decimalOf(typed: string, sure = false): string | null {
  const text = typed.trim();
  if (!sure && isAmbiguous(text)) return null;
  const [, plain, part] = FRACTION.exec(text) ?? [];
  if (plain !== undefined) return `${plain}.${part ?? ""}`;
  const [, grouped = "", separator, point, fraction] = GROUPED_FRACTION.exec(text) ?? [];
  if (separator !== point) return `${digitsOf(grouped)}.${fraction ?? ""}`;
  return wholeOf(text);
}

/** "1,000" and "1.000" where a fraction may be meant: a thousand to one reader, one to another. Only who typed it knows. */
export function isAmbiguous(typed: string): boolean {
  return EITHER.test(typed.trim());
}

function digitsOf(text: string): string {
  return text.replace(/\D/g, "");
}
