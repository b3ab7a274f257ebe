/**
 * An address as it is kept and compared. Every one is lowered here, once, where it comes in: from Shopify, forms, files, providers. Databases do not agree
 * on capitals outside ASCII (in the C locale "Ä" stays), so that SQL lowers no text from outside; `lower` of a column that is kept so, as its index has it,
 * changes nothing.
 */
export function lowerAddress(text: string): string {
  return text.trim().toLowerCase();
}
