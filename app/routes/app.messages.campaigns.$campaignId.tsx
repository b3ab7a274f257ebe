import { data, redirect, type ActionFunctionArgs, type LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useState } from "react";
import { z } from "zod";

import { scheduleCampaign, type Typed } from "../actions/merchant/schedule-campaign.server.ts";
import { steps } from "../campaigns/campaign.ts";
import { createCampaign, deleteDraft, findCampaign, saveCampaign, steer, type Changed } from "../campaigns/campaigns.server.ts";
import { planSchema } from "../campaigns/plan.ts";
import { listRecipients } from "../campaigns/recipients/list.server.ts";
import { parseRecipientsQuery } from "../campaigns/recipients/query.ts";
import { now } from "../clock.server.ts";
import type { CampaignAnswer } from "../components/campaigns/campaign-answer.ts";
import { DraftPage } from "../components/campaigns/draft/draft-page.tsx";
import { SentPage } from "../components/campaigns/sent-page.tsx";
import { db } from "../db.server.ts";
import { readOutcomes } from "../insights/campaigns/outcomes.server.ts";
import { readFlowShop } from "../insights/flow-shop.server.ts";
import { readFields } from "../lib/posted.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { readRules } from "../messages/timing/sending-rules.server.ts";
import { to } from "../pages.ts";
import { enqueue } from "../queue/queue.server.ts";
import { missingForAdvertising } from "../shops/settings/settings.ts";
import { readSettings } from "../shops/settings/settings.server.ts";

const PAGE = 50;

const intentSchema = z.enum(["save", "delete", "duplicate", ...steps]);

export { clientAction, shouldRevalidate } from "../components/page/posting/route.ts";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const { shopId } = shop;
  const campaignId = idIn(params["campaignId"]);
  const campaign = await findCampaign(db(), shopId, campaignId);
  if (campaign === null) throw notFound();
  const asOf = now();
  const around = await readFlowShop(db(), shop, asOf);
  if (campaign.state === "draft") {
    const [settings, rules] = await Promise.all([readSettings(shopId), readRules(shopId)]);
    const missing = missingForAdvertising(settings);
    return { campaign, shop: around, asOf, draft: { missing, dailyLimit: rules.dailyLimit }, sent: null };
  }
  const query = parseRecipientsQuery(new URL(request.url).searchParams);
  const [outcomes, rows] = await Promise.all([
    readOutcomes(db(), shop, campaign, asOf, (campaignId) => enqueue("measure-campaign", [{ shopId, campaignId }])),
    listRecipients(db(), shopId, campaignId, query, PAGE + 1),
  ]);
  const recipients = rows.slice(0, PAGE);
  const next = rows.length > PAGE ? (recipients.at(-1)?.customerId ?? null) : null;
  return { campaign, shop: around, asOf, draft: null, sent: { outcomes, recipients, query, next } };
}

export async function action({ request, params }: ActionFunctionArgs) {
  const { shop, actor } = await authenticateMerchant(request);
  const campaignId = idIn(params["campaignId"]);
  const form = await readFields(request);
  const intent = intentSchema.safeParse(form.get("intent")).data;
  if (intent === undefined) throw new Response("Unknown intent", { status: 422 });
  switch (intent) {
    case "save":
      return answer("saved", await saveCampaign(db(), shop.shopId, campaignId, typedIn(form), actor, now()));
    case "schedule": {
      const outcome = await scheduleCampaign(shop, campaignId, typedIn(form), actor);
      if (!outcome.ok && outcome.reason !== "gone" && outcome.reason !== "changed")
        return data({ ok: false, reason: outcome.reason } satisfies CampaignAnswer, { status: 422 });
      return answer("scheduled", outcome as Changed);
    }
    case "duplicate": {
      const { name, plan } = typedIn(form);
      if ((await findCampaign(db(), shop.shopId, campaignId)) === null) throw notFound();
      const copy = await createCampaign(db(), shop.shopId, { name, plan }, actor, now());
      return copy === null
        ? data({ ok: false, reason: "incomplete" } satisfies CampaignAnswer, { status: 422 })
        : redirect(to("campaign", { campaignId: copy }));
    }
    case "delete":
      if (!(await deleteDraft(db(), shop.shopId, campaignId))) throw notFound();
      return redirect(to("campaigns"));
    case "unschedule":
    case "pause":
    case "resume":
    case "cancel":
      return answer(intent, await steer(db(), shop, campaignId, { step: intent, seen: seenIn(form) }, actor, now()));
  }
}

function answer(did: Extract<CampaignAnswer, { ok: true }>["did"], outcome: Changed) {
  if (outcome.ok) return { ok: true, did, revision: outcome.campaign.revision } satisfies CampaignAnswer;
  if (outcome.reason === "gone") throw notFound();
  return data({ ok: false, reason: "changed", other: outcome.other } satisfies CampaignAnswer, { status: 409 });
}

const typedSchema = z.object({
  name: z.string().trim().min(1).max(120),
  plan: z.string().max(5_000).transform(parsed).pipe(planSchema),
});

function typedIn(form: FormData): Typed {
  const typed = typedSchema.safeParse(Object.fromEntries(form));
  if (!typed.success) throw new Response("Not a campaign", { status: 422 });
  return { ...typed.data, seen: seenIn(form) };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}

function seenIn(form: FormData): number {
  const seen = form.get("seen");
  if (typeof seen !== "string" || !/^\d{1,9}$/.test(seen)) throw new Response("Nothing said of what was seen", { status: 422 });
  return Number(seen);
}

function idIn(text: string | undefined): number {
  if (text === undefined || !/^\d{1,9}$/.test(text)) throw notFound();
  return Number(text);
}

function notFound(): Response {
  return new Response("campaign", { status: 404 });
}

export default function CampaignRoute() {
  const loaded = useLoaderData<typeof loader>();
  return <CampaignPage key={loaded.campaign.campaignId} {...loaded} />;
}

/** Its plan while it is one, and as long as something typed there is not saved; what became of it after that. */
function CampaignPage({ campaign, shop, asOf, draft, sent }: ReturnType<typeof useLoaderData<typeof loader>>) {
  const [planned, setPlanned] = useState(draft);
  const [unsaved, setUnsaved] = useState(false);
  if (draft !== null && draft !== planned) setPlanned(draft);
  if (planned !== null && (sent === null || unsaved))
    return <DraftPage {...{ campaign, shop, asOf, ...planned }} isOver={sent !== null} onUnsaved={setUnsaved} />;
  return sent === null ? null : <SentPage {...{ campaign, shop, asOf, ...sent }} />;
}
