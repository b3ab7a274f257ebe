import { linkSecrets } from "../../env.server.ts";
import { MINUTE_MS } from "../../lib/time.ts";
import { isSignature, signatureOf } from "../../messages/links/signature.ts";
import { createRateGuard } from "../../shops/proxy/rate-guard.ts";
import { pageInTime, type PageVisit } from "../page-visit.server.ts";

/** Longer than a module's form can be. */
export const LONGEST_FORM = 16_384;
export const mayLook = createRateGuard(60, MINUTE_MS);
export const mayAnswer = createRateGuard(20, MINUTE_MS);

export type Asked = PageVisit & { handle: string };

/** Whose request it is. Trying again is safe: a form counts once. */
export async function askedFor(
  request: Request,
  { handle, wanted, now }: { handle: string; wanted: string | null; now: Date },
  answer: (asked: Asked) => Promise<Response>,
): Promise<Response> {
  return pageInTime(request, { wanted, page: "module", now }, (visit) => answer({ ...visit, handle }));
}

/** What a form is known by, that no other site's page knows, and that is good for one customer. @param about what it is for */
export function keyOf({ shop, handle }: Asked, customerId: bigint, about: string): string {
  const [secret = ""] = linkSecrets();
  return signatureOf("module", `${shop.shopId}-${handle}-${customerId}-${about}`, secret);
}

export function isKey(given: string | undefined, { shop, handle }: Asked, customerId: bigint, about: string): boolean {
  return isSignature(given ?? "", "module", `${shop.shopId}-${handle}-${customerId}-${about}`, linkSecrets());
}
