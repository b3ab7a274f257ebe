import { BlockStack, Card } from "@shopify/polaris";
import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData, useRevalidator } from "@remix-run/react";
import { useEffect } from "react";
import { z } from "zod";

import { now } from "../clock.server.ts";
import { AdminPage } from "../components/page/admin-page.tsx";
import { Empty } from "../components/empty.tsx";
import { BackfillProgress } from "../components/home/backfill-progress.tsx";
import { Figures } from "../components/home/figures.tsx";
import { Retention } from "../components/home/retention.tsx";
import { SegmentSizes } from "../components/home/segment-sizes.tsx";
import { SetupGuide, SHOW, ShowGuide } from "../components/home/guide/setup-guide.tsx";
import { ToDoList } from "../components/home/to-do-list.tsx";
import { useKeptFocus } from "../components/page/place/kept-focus.ts";
import { useT } from "../components/locale.tsx";
import { db } from "../db.server.ts";
import { env } from "../env.server.ts";
import { laterFigures } from "../insights/figures/kept/later.server.ts";
import { readLatest } from "../insights/figures/kept/read.server.ts";
import { followGoals } from "../insights/goals/follow.server.ts";
import { readHome } from "../insights/home/home.server.ts";
import { shopDay } from "../insights/scores/shop-day.ts";
import { readGuideFacts } from "../insights/onboarding/guide-facts.server.ts";
import { readFields } from "../lib/posted.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { worthMinor } from "../program/rules/rules.ts";
import { currentProgram } from "../program/versions.server.ts";
import { missingScopes } from "../shops/optional-scopes.ts";
import { markSetup } from "../shops/settings/settings.server.ts";
import { setupMarks } from "../shops/settings/settings.ts";
import { listScopes } from "../shops/shops.server.ts";
import { activateEmbedUrl, addBlockUrl } from "../shops/storefront/theme-editor.ts";

const REFRESH_MS = 2_000;
const RETENTION_DAYS = 90;

export { clientAction, shouldRevalidate } from "../components/page/posting/route.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const at = now();
  const [home, { rules }, granted, latest, goals] = await Promise.all([
    readHome(db(), shop, at),
    currentProgram(db(), shop.shopId, at),
    listScopes(db(), shop.shopId),
    readLatest(db(), shop, at, RETENTION_DAYS),
    followGoals(db(), shop, at),
  ]);
  // Home waits for no figures: a job works out what is missing or of another day.
  if (latest.current === null || latest.current.period.last < shopDay(shop, at) - 1) await laterFigures(shop)(null);
  const { SHOPIFY_API_KEY: apiKey } = env();
  return {
    home,
    latest,
    goals,
    guide: home.guideDismissedAt === null ? await readGuideFacts(db(), shop, at) : null,
    outstandingWorthMinor: worthMinor(home.pointsOutstanding, rules, shop.currency),
    missingScopes: missingScopes(granted),
    links: {
      points: addBlockUrl(apiKey, "points", "index"),
      product: addBlockUrl(apiKey, "product-points", "product"),
      page: addBlockUrl(apiKey, "program", "page"),
      panel: activateEmbedUrl(apiKey, "panel"),
    },
  };
}

const markSchema = z.object({ mark: z.enum(setupMarks), is: z.enum(["true", "false"]) });

export async function action({ request }: ActionFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const parsed = markSchema.safeParse(Object.fromEntries(await readFields(request)));
  if (!parsed.success) throw new Response("Unknown mark", { status: 422 });
  await markSetup(shop.shopId, parsed.data.mark, parsed.data.is === "true", now());
  return { ok: true };
}

export default function Home() {
  const { home, latest, goals, guide, links, outstandingWorthMinor, missingScopes } = useLoaderData<typeof loader>();
  const t = useT();
  const reading = home.backfills.some(({ state }) => state !== "done" && state !== "failed");
  useLiveProgress(reading);
  // The guide and the button that brings it back take turns.
  const area = useKeptFocus<HTMLDivElement>(guide === null, (page) =>
    page.querySelector<HTMLElement>(guide === null ? `#${SHOW}` : "button[aria-controls]"),
  );
  return (
    <AdminPage>
      <div ref={area}>
        <BlockStack gap="400">
          <ToDoList home={home} />
          <BackfillProgress backfills={home.backfills} allOrders={!missingScopes.includes("read_all_orders")} />
          {guide !== null && <SetupGuide facts={guide} links={links} />}
          {home.current.orders + home.previous.orders === 0 && !reading && (
            <Card>
              <Empty title={t("home.emptyTitle")} text={t("home.emptyText")} />
            </Card>
          )}
          <Retention latest={latest} goals={goals} days={RETENTION_DAYS} />
          <Figures home={home} outstandingWorthMinor={outstandingWorthMinor} />
          <SegmentSizes segments={home.segments} customers={home.customers} />
          {guide === null && <ShowGuide />}
        </BlockStack>
      </div>
    </AdminPage>
  );
}

/** Reads the figures again every two seconds while the backfill runs and the page is looked at. */
function useLiveProgress(running: boolean): void {
  const { revalidate } = useRevalidator();
  useEffect(() => {
    if (!running) return;
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") revalidate();
    }, REFRESH_MS);
    return () => clearInterval(timer);
  }, [running, revalidate]);
}
