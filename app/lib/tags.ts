/** Shopify takes tags that differ in case alone for one. */
export function sameTag(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** Whether a tag is among others, whatever its case. */
export function hasTag(tags: Iterable<string>, wanted: string): boolean {
  for (const tag of tags) if (sameTag(tag, wanted)) return true;
  return false;
}
