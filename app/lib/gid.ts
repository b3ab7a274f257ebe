const GID = /^gid:\/\/shopify\/([A-Za-z]+)\/(\d{1,19})$/;

/** The number in a Shopify global id such as `gid://shopify/Order/123`. @throws Error when it is not one of that type */
export function idFromGid(gid: string, type: string): bigint {
  const match = GID.exec(gid);
  if (match?.[1] !== type || match[2] === undefined) throw new Error(`Not a ${type} id: ${gid}`);
  return BigInt(match[2]);
}

/** Shopify's global id of a record: `gid("Order", 123n)`. */
export function gid(type: string, id: bigint): string {
  return `gid://shopify/${type}/${id}`;
}

/** An id that an address names; null for what can be none of Shopify's. */
export function idFromText(text: string | undefined): bigint | null {
  return text !== undefined && /^[1-9]\d{0,17}$/.test(text) ? BigInt(text) : null;
}
