import { sign, unsign } from "./cookies.ts";

/** What an order's email links to: the page of the order, for whoever has the link. */
export function orderLink(orderId: bigint, secret: string): string {
  const key = sign(`status:${orderId}`, secret);
  return `/hosted-account/orders/${orderId}?${new URLSearchParams({ key }).toString()}`;
}

export function isOrderLink(key: unknown, orderId: bigint, secret: string): boolean {
  return typeof key === "string" && unsign(key, secret) === `status:${orderId}`;
}
