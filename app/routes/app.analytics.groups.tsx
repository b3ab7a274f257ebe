import { Card, Text } from "@shopify/polaris";
import { data, redirect, type ActionFunctionArgs, type LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { z } from "zod";

import { campaignForGroup } from "../actions/merchant/campaign-for-group.server.ts";
import { segmentOfGroup } from "../actions/merchant/segment-of-group.server.ts";
import { now } from "../clock.server.ts";
import { useLive } from "../components/batches/progress.tsx";
import { AgreementCard } from "../components/customer-groups/agreement-card.tsx";
import { GroupsCard } from "../components/customer-groups/groups-card.tsx";
import { MapCard } from "../components/customer-groups/map-card.tsx";
import { MovesCard } from "../components/customer-groups/moves-card.tsx";
import type { ChoosePlace } from "../components/customer-groups/place-menu.tsx";
import { Empty } from "../components/empty.tsx";
import { useFormat, useT } from "../components/locale.tsx";
import { AdminPage } from "../components/page/admin-page.tsx";
import { useToast } from "../components/page/bridge/toast.ts";
import { Edge } from "../components/page/edge.tsx";
import { usePost } from "../components/page/posting/post.ts";
import { useTellOnce } from "../components/tell-once.ts";
import { parsePlace, writePlace } from "../customers/views/list-query.ts";
import { db } from "../db.server.ts";
import { placeOf } from "../insights/rfm/segment-query.ts";
import { readOverview } from "../insights/scores/overview.server.ts";
import { readFields } from "../lib/posted.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { enqueue } from "../queue/queue.server.ts";
import { to } from "../pages.ts";

const intentSchema = z.enum(["segment", "campaign"]);

export { clientAction, shouldRevalidate } from "../components/page/posting/route.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const { scoredOn, summary, prospects, stale } = await readOverview(db(), shop, now());
  if (stale) await enqueue("score-customers", [{ shopId: shop.shopId }]);
  return { scoredOn, summary, prospects };
}

/** Makes a segment of a group or a cell, or begins a campaign for it. */
export async function action({ request }: ActionFunctionArgs) {
  const { shop, actor, locale } = await authenticateMerchant(request);
  const form = await readFields(request);
  const intent = intentSchema.safeParse(form.get("intent")).data;
  const place = placeOf(parsePlace(textsOf(form)));
  if (intent === undefined || place === null) throw new Response("Names no group", { status: 422 });
  if (intent === "segment") {
    const segment = await segmentOfGroup(shop, { place, locale });
    return segment === null
      ? data({ tooMany: intent }, { status: 422 })
      : redirect(to("segment", { segmentId: segment.segmentId }));
  }
  const campaignId = await campaignForGroup(shop, { place, locale, actor });
  return campaignId === null ? data({ tooMany: intent }, { status: 422 }) : redirect(to("campaign", { campaignId }));
}

function textsOf(form: FormData): URLSearchParams {
  return new URLSearchParams([...form].flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : [])));
}

export default function CustomerGroups() {
  const { scoredOn, summary, prospects } = useLoaderData<typeof loader>();
  useLive(summary === null);
  const t = useT();
  const toast = useToast();
  const post = usePost<{ tooMany: "segment" | "campaign" }>();
  useTellOnce(post.answer, ({ tooMany }) =>
    toast(t(tooMany === "segment" ? "rfm.tooManySegments" : "rfm.tooManyDrafts"), { isError: true }),
  );
  const choose: ChoosePlace = (intent, place) => post.submit({ intent, ...writePlace(place) });
  const format = useFormat();
  if (summary === null)
    return (
      <AdminPage intro={t("rfm.intro")}>
        <Card>
          <Text as="p">
            <span role="status">{t("rfm.coming")}</span>
          </Text>
        </Card>
      </AdminPage>
    );
  if (summary.cells.length === 0)
    return (
      <AdminPage intro={t("rfm.intro")}>
        <Card>
          <Empty
            title={t("rfm.emptyTitle")}
            text={t("rfm.emptyText")}
            action={{ content: t("rfm.emptyAction"), url: to("customers") }}
          />
        </Card>
      </AdminPage>
    );
  return (
    <AdminPage intro={t("rfm.intro")}>
      <MapCard cells={summary.cells} onChoose={choose} />
      <GroupsCard summary={summary} prospects={prospects} onChoose={choose} />
      <MovesCard moves={summary.moves} />
      <AgreementCard
        pairs={summary.agreement ?? []}
        customers={summary.cells.reduce((sum, { customers }) => sum + customers, 0)}
      />
      {scoredOn !== null && (
        <Edge>
          <Text as="p" variant="bodySm" tone="subdued">
            {t("rfm.asOf", { date: format.date(scoredOn) })}
          </Text>
        </Edge>
      )}
    </AdminPage>
  );
}
