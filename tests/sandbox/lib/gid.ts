/** The number in one of Shopify's global ids, or null when it is not one of that type. */
export function idOf(gid: string, type: string): bigint | null {
  const match = /^gid:\/\/shopify\/([A-Za-z]+)\/(\d{1,19})(\?.*)?$/.exec(gid);
  return match?.[1] === type && match[2] !== undefined ? BigInt(match[2]) : null;
}

export function gidOf(type: string, id: bigint): string {
  return `gid://shopify/${type}/${id}`;
}
