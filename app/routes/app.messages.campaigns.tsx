import { BlockStack, Button, Card, InlineStack, Select, Text } from "@shopify/polaris";
import { data, redirect, type ActionFunctionArgs, type LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useState } from "react";
import { z } from "zod";

import { startCampaign } from "../actions/merchant/start-campaign.server.ts";
import { campaignPresets, type Campaign } from "../campaigns/campaign.ts";
import { listCampaigns, readResult } from "../campaigns/campaigns.server.ts";
import { now } from "../clock.server.ts";
import { CampaignList, type CampaignLine } from "../components/campaigns/campaign-list.tsx";
import { Empty } from "../components/empty.tsx";
import { useT } from "../components/locale.tsx";
import { AdminPage } from "../components/page/admin-page.tsx";
import { useToast } from "../components/page/bridge/toast.ts";
import { Pages } from "../components/page/pages.tsx";
import { usePost } from "../components/page/posting/post.ts";
import { useTellOnce } from "../components/tell-once.ts";
import { db } from "../db.server.ts";
import { readLatestTally } from "../insights/campaigns/outcomes.server.ts";
import { readFields } from "../lib/posted.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { to } from "../pages.ts";
import { enqueue } from "../queue/queue.server.ts";
import { listAll } from "../segments/editing/store.server.ts";
import type { Shop } from "../shops/shop.ts";

const PAGE = 25;
/** Drafts are limited (campaigns.server.ts); so many more may be under way. */
const MOST_OPEN = 300;

const presetSchema = z.enum(campaignPresets);

export { clientAction, shouldRevalidate } from "../components/page/posting/route.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const { searchParams } = new URL(request.url);
  const asked = searchParams.get("before") ?? "";
  const before = /^\d{1,9}$/.test(asked) ? Number(asked) : null;
  const [open, over] = await Promise.all([
    before === null ? listCampaigns(db(), shop.shopId, { over: false, limit: MOST_OPEN }) : [],
    listCampaigns(db(), shop.shopId, { over: true, limit: PAGE + 1, before }),
  ]);
  const page = over.slice(0, PAGE);
  const segment = await findSegment(shop, searchParams.get("segment"));
  return {
    segment: segment === null ? null : { key: segment.key, name: segment.name },
    open: await Promise.all(open.map((campaign) => lineOf(shop, campaign))),
    over: await Promise.all(page.map((campaign) => lineOf(shop, campaign))),
    next: over.length > PAGE ? (page.at(-1)?.campaignId ?? null) : null,
  };
}

/** Whom a campaign shall be for; others lead here with its key. */
async function findSegment({ shopId }: Shop, key: string | null) {
  return key === null ? null : ((await listAll(db(), shopId)).find((segment) => segment.key === key) ?? null);
}

/** What is finished has its figures kept; what is under way is counted, or was not long ago. */
async function lineOf(shop: Shop, campaign: Campaign): Promise<CampaignLine> {
  const { campaignId, begunAt, state } = campaign;
  if (begunAt === null) return { ...campaign, tally: null };
  const later = () => enqueue("measure-campaign", [{ shopId: shop.shopId, campaignId }]);
  const kept = state === "finished" ? await readResult(db(), shop.shopId, campaignId) : null;
  return { ...campaign, tally: kept ?? (await readLatestTally(db(), shop, campaign, now(), later)) };
}

export async function action({ request }: ActionFunctionArgs) {
  const { shop, actor, locale } = await authenticateMerchant(request);
  const fields = await readFields(request);
  const preset = presetSchema.safeParse(fields.get("preset")).data;
  if (preset === undefined) throw new Response("No such preset", { status: 422 });
  const key = fields.get("segment");
  const segment = await findSegment(shop, typeof key === "string" && key !== "" ? key : null);
  const campaignId = await startCampaign(shop, { preset, locale, actor, segment });
  return campaignId === null ? data({ ok: false as const }, { status: 422 }) : redirect(to("campaign", { campaignId }));
}

export default function Campaigns() {
  const { segment, open, over, next } = useLoaderData<typeof loader>();
  const t = useT();
  const toast = useToast();
  const post = usePost<{ ok: false }>({ action: to("campaigns") });
  const [preset, setPreset] = useState("blank");
  useTellOnce(post.answer, () => toast(t("campaigns.tooMany"), { isError: true }));
  return (
    <AdminPage intro={t("campaigns.intro")}>
      <Card>
        <BlockStack gap="300">
          {segment !== null && <Text as="p">{t("campaigns.beginFor", { segment: segment.name })}</Text>}
          <InlineStack gap="300" blockAlign="end" wrap>
            <Select
              label={t("campaigns.begin")}
              options={[
                { value: "blank", label: t("campaigns.beginBlank") },
                { value: "early-access", label: t("campaigns.beginEarly") },
              ]}
              value={preset}
              onChange={setPreset}
            />
            <Button variant="primary" loading={post.busy} onClick={() => post.submit({ preset, segment: segment?.key ?? "" })}>
              {t("campaigns.make")}
            </Button>
          </InlineStack>
        </BlockStack>
      </Card>
      {open.length + over.length === 0 && (
        <Card>
          <Empty title={t("campaigns.emptyTitle")} text={t("campaigns.emptyText")} />
        </Card>
      )}
      <Part title={t("campaigns.open")} lines={open} />
      <Part title={t("campaigns.over")} lines={over} />
      <Pages next={next === null ? null : to("campaigns", { before: next })} />
    </AdminPage>
  );
}

function Part({ title, lines }: { title: string; lines: readonly CampaignLine[] }) {
  if (lines.length === 0) return null;
  return (
    <BlockStack gap="200">
      <Text as="h2" variant="headingMd">
        {title}
      </Text>
      <CampaignList label={title} lines={lines} />
    </BlockStack>
  );
}
