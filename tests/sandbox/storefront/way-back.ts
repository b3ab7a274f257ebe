import type { Request } from "express";

const OWN_PATH = /^\/(?![/\\])[^\s\\]{0,500}$/;

/** A path of this shop to return to, null for anything else: a login never leads to another site. */
export function ownPath(given: unknown): string | null {
  return typeof given === "string" && OWN_PATH.test(given) ? given : null;
}

/** Where a login that was asked for leads: `return_to` itself, or for `storefront` the page that the visitor was on. Null: to the account. */
export function wayBack(request: Request): string | null {
  const wanted = request.query["return_to"];
  if (wanted !== "storefront") return ownPath(wanted);
  const from = URL.parse(request.get("referer") ?? "");
  return from?.host === request.get("host") ? ownPath(`${from?.pathname}${from?.search}`) : "/";
}
