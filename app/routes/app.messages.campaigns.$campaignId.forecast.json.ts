import type { LoaderFunctionArgs } from "@remix-run/node";

import { findCampaign } from "../campaigns/campaigns.server.ts";
import { forecastPart } from "../campaigns/forecast.server.ts";
import { planSchema } from "../campaigns/plan.ts";
import { now } from "../clock.server.ts";
import type { Answer } from "../components/campaigns/draft/use-forecast.ts";
import { db } from "../db.server.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { findCompiled, findEmail } from "../messages/content/store/emails.server.ts";

export { clientLoader } from "../components/page/posting/route.ts";

/** What would become of a part of a campaign's audience, were it sent as it is typed. It writes nothing. */
export async function loader({ request, params }: LoaderFunctionArgs): Promise<Answer> {
  const { shop } = await authenticateMerchant(request);
  const id = params["campaignId"] ?? "";
  const campaign = /^\d{1,9}$/.test(id) ? await findCampaign(db(), shop.shopId, Number(id)) : null;
  if (campaign === null) throw new Response("Not found", { status: 404 });
  const asked = new URL(request.url).searchParams;
  const key = asked.get("plan") ?? "";
  const after = asked.get("after") ?? "";
  const plan = planSchema.safeParse(parsed(key.slice(0, 5_000)));
  if (!plan.success || !/^\d{1,18}$/.test(after)) throw new Response("Not a plan", { status: 422 });
  const email = plan.data.emailId === null ? null : await findEmail(shop.shopId, plan.data.emailId);
  const compiled = email?.published == null ? null : await findCompiled(shop.shopId, email.emailId, email.published);
  const about = {
    campaignId: campaign.campaignId,
    plan: plan.data,
    after: BigInt(after),
    languages: Object.keys(compiled ?? {}),
  };
  const { next, ...part } = await forecastPart(db(), shop, about, now());
  return { key, after, part: { ...part, next: next === null ? null : String(next) } };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}

/** The page asks when something is typed. */
export const shouldRevalidate = () => false;

/** Whoever opens the address itself sees an empty page. */
export default function Nothing() {
  return null;
}
