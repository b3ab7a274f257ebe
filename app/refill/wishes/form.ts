/** "later": in two weeks. "stop": not of these products any more. "again": as usual. */
const askedKinds = ["later", "stop", "again"] as const;
export type AskedKind = (typeof askedKinds)[number];

/** What a reader wants of the reminders of these products. */
export type Asked = { what: AskedKind; productIds: bigint[] };

/** What a form calls the tick of a product. */
export const tickOf = (productId: bigint): string => `product-${productId}`;

/** Null for a form that is not the page's, or chooses nothing: then nothing is changed. @param named the products that the link names */
export function readAsked(form: ReadonlyMap<string, string>, named: readonly bigint[]): Asked | null {
  const what = askedKinds.find((kind) => kind === form.get("do"));
  const productIds = named.filter((productId) => form.get(tickOf(productId)) === "on");
  return what === undefined || productIds.length === 0 ? null : { what, productIds };
}
