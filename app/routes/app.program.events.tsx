import { Button, InlineStack } from "@shopify/polaris";
import { data, redirect, type ActionFunctionArgs, type LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";

import { now } from "../clock.server.ts";
import { EventList, type ListedEvent } from "../components/gatherings/event-list.tsx";
import { useT } from "../components/locale.tsx";
import { AdminPage } from "../components/page/admin-page.tsx";
import { useToast } from "../components/page/bridge/toast.ts";
import { Edge } from "../components/page/edge.tsx";
import { usePost } from "../components/page/posting/post.ts";
import { useTellOnce } from "../components/tell-once.ts";
import { db } from "../db.server.ts";
import { emptyDraft } from "../gatherings/content/draft.ts";
import { createGathering, listGatherings, titlesOf } from "../gatherings/gatherings.server.ts";
import { NO_COUNTS, readCounts } from "../gatherings/registrations/registrations.server.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { to } from "../pages.ts";

export { clientAction, shouldRevalidate } from "../components/page/posting/route.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const at = now();
  const [all, counts] = await Promise.all([listGatherings(db(), shop.shopId, at), readCounts(db(), shop.shopId)]);
  const listed = all.map(({ gatheringId, state, draft, terms }): ListedEvent => ({
    ...{ gatheringId, state, titles: titlesOf(draft), counts: counts.get(gatheringId) ?? NO_COUNTS },
    terms: terms === null ? null : { startsAt: terms.startsAt, endsAt: terms.endsAt, places: terms.places },
  }));
  return { listed, at: at.getTime() };
}

export async function action({ request }: ActionFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const gatheringId = await createGathering(shop.shopId, "event", emptyDraft(), now());
  return gatheringId === null ? data({ ok: false as const }, { status: 422 }) : redirect(to("gathering", { gatheringId }));
}

/** Events and webinars: what there is, and a new one. */
export default function Events() {
  const { listed, at } = useLoaderData<typeof loader>();
  const t = useT();
  const toast = useToast();
  const making = usePost<{ ok: false }>({ action: to("gatherings") });
  useTellOnce(making.answer, () => toast(t("gatherings.tooMany"), { isError: true }));
  return (
    <AdminPage intro={t("gatherings.intro")}>
      <EventList listed={listed} now={at} />
      <Edge>
        <InlineStack>
          <Button disabled={making.busy} onClick={() => making.submit({})}>
            {t("gatherings.add")}
          </Button>
        </InlineStack>
      </Edge>
    </AdminPage>
  );
}
