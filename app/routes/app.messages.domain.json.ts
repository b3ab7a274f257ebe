import { createPublicKey } from "node:crypto";

import type { LoaderFunctionArgs } from "@remix-run/node";

import { now } from "../clock.server.ts";
import { dkimKey } from "../env.server.ts";
import { MINUTE_MS } from "../lib/time.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { listened } from "../messages/outcomes/listening.server.ts";
import { missingRecords } from "../messages/sender-domain/advice.ts";
import { checkDomain } from "../messages/sender-domain/check.server.ts";
import { isSelector } from "../messages/sender-domain/dkim.ts";
import { isAligned } from "../messages/sender-domain/dmarc.ts";
import { domainOf } from "../messages/sender-domain/answers.ts";
import { createRateGuard } from "../shops/proxy/rate-guard.ts";
import { readSettings } from "../shops/settings/settings.server.ts";

export { clientLoader } from "../components/page/posting/route.ts";

const withinRate = createRateGuard(10, MINUTE_MS);

/** How the domain stands that the shop's emails come from, or are to come from. Only ever the shop's own: nobody has us ask DNS for what they like. */
export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const { senderEmail } = await readSettings(shop.shopId);
  const domain = domainOf(senderEmail);
  if (domain === null) throw new Response("Not found", { status: 404 });
  if (!withinRate(String(shop.shopId), now())) throw new Response("Too many requests", { status: 429 });
  const typed = (new URL(request.url).searchParams.get("selector") ?? "").trim().toLowerCase();
  const key = dkimKey();
  const own = key?.domainName === domain ? key : null;
  const check = await checkDomain(domain, isSelector(typed) ? typed : (own?.keySelector ?? null));
  const dkim =
    key === null
      ? null
      : { ...key, publicKey: createPublicKey(key.privateKey).export({ type: "spki", format: "der" }).toString("base64") };
  // A signature of a domain that does not stand for the shop's is worth nothing to DMARC.
  const stranger = key === null || isAligned(domain, key.domainName, check.dmarc) ? null : key.domainName;
  return { check, records: missingRecords(check, { providers: listened(), dkim }), stranger };
}

/** The page asks when the merchant wants to know. */
export const shouldRevalidate = () => false;

/** Whoever opens the address itself sees an empty page. */
export default function Nothing() {
  return null;
}
