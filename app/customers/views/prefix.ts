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

/** Capitals that are longer than their letter (ß) are not what stands in a name. */
function capital(letter: string): string {
  const upper = letter.toUpperCase();
  return upper.length === letter.length ? upper : letter;
}
