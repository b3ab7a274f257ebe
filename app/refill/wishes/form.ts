/** "later": in two weeks. "stop": not of these products any more. "again": as usual. */
export const askedKinds = ["later", "stop", "again"] as const;
export type AskedKind = (typeof askedKinds)[number];

/** What a reader wants of the reminders of these products. */
export type Asked = { what: AskedKind; productIds: bigint[] };

/** Null for a form that is not the page's, or chooses nothing: then nothing is changed. @param named the products that the link names */
export function readAsked(form: URLSearchParams, named: readonly bigint[]): Asked | null {
  const asked = form.getAll("do");
  const what = askedKinds.find((kind) => kind === asked[0]);
  if (what === undefined || asked.length !== 1) return null;
  const chosen = new Set(form.getAll("product"));
  const productIds = named.filter((productId) => chosen.has(String(productId)));
  return productIds.length === 0 ? null : { what, productIds };
}
