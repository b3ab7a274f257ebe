import { Banner, Card } from "@shopify/polaris";
import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData, useRevalidator } from "@remix-run/react";
import { useEffect } from "react";

import { now } from "../clock.server.ts";
import { AdminPage } from "../components/page/admin-page.tsx";
import { Empty } from "../components/empty.tsx";
import { BackfillProgress } from "../components/home/backfill-progress.tsx";
import { Figures } from "../components/home/figures.tsx";
import { SegmentSizes } from "../components/home/segment-sizes.tsx";
import { SetupGuide } from "../components/home/setup-guide.tsx";
import { useT } from "../components/locale.tsx";
import { db } from "../db.server.ts";
import { env } from "../env.server.ts";
import { readHome } from "../insights/home.server.ts";
import { readFields } from "../lib/posted.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { worthMinor } from "../program/rules/rules.ts";
import { currentProgram } from "../program/versions.server.ts";
import { missingScopes } from "../shops/optional-scopes.ts";
import { confirmTheme } from "../shops/settings/settings.server.ts";
import { listScopes } from "../shops/shops.server.ts";
import { addBlockUrl } from "../shops/storefront/theme-editor.ts";
import { to } from "../pages.ts";

const REFRESH_MS = 2_000;

export { clientAction, shouldRevalidate } from "../components/page/posting/route.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const at = now();
  const [home, { rules }, granted] = await Promise.all([
    readHome(db(), shop, at),
    currentProgram(db(), shop.shopId, at),
    listScopes(db(), shop.shopId),
  ]);
  const { SHOPIFY_API_KEY: apiKey } = env();
  return {
    home,
    outstandingWorthMinor: worthMinor(home.pointsOutstanding, rules, shop.currency),
    missingScopes: missingScopes(granted),
    pointsBlockUrl: addBlockUrl(apiKey, "points", "index"),
    productBlockUrl: addBlockUrl(apiKey, "product-points", "product"),
  };
}

export async function action({ request }: ActionFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const intent = (await readFields(request)).get("intent");
  if (intent !== "confirm-theme" && intent !== "unconfirm-theme") throw new Response("Unknown intent", { status: 422 });
  await confirmTheme(shop.shopId, intent === "confirm-theme", now());
  return { ok: true };
}

export default function Home() {
  const { home, outstandingWorthMinor, missingScopes, pointsBlockUrl, productBlockUrl } = useLoaderData<typeof loader>();
  const t = useT();
  const reading = home.backfills.some(({ state }) => state !== "done" && state !== "failed");
  useLiveProgress(reading);
  return (
    <AdminPage>
      {home.problems > 0 && (
        <Banner
          tone="warning"
          title={t("home.problemsTitle", { count: home.problems })}
          action={{ content: t("home.problemsAction"), url: to("sync") }}
        >
          <p>{t("home.problemsText")}</p>
        </Banner>
      )}
      {home.consentsUntold > 0 && (
        <Banner
          tone="warning"
          title={t("home.untoldTitle", { count: home.consentsUntold })}
          action={{ content: t("home.untoldAction"), url: to("sync") }}
        >
          <p>{t("home.untoldText")}</p>
        </Banner>
      )}
      {home.mailsHeld > 0 && (
        <Banner
          tone="warning"
          title={t("home.heldTitle", { count: home.mailsHeld })}
          action={{ content: t("home.openSettings"), url: to("settings") }}
        >
          <p>{t("home.heldText")}</p>
        </Banner>
      )}
      {home.senderWaiting !== null && (
        <Banner tone="warning" title={t("home.proofTitle")} action={{ content: t("home.openSettings"), url: to("settings") }}>
          <p>{t("home.proofText", { address: home.senderWaiting })}</p>
        </Banner>
      )}
      {home.comparisonFailing && (
        <Banner
          tone="warning"
          title={t("compare.failingTitle")}
          action={{ content: t("compare.failingAction"), url: to("sync") }}
        >
          <p>{t("compare.failingText")}</p>
        </Banner>
      )}
      {home.claimsWaiting > 0 && (
        <Banner
          tone="info"
          title={t("home.claimsTitle", { count: home.claimsWaiting })}
          action={{ content: t("home.claimsAction"), url: to("approvals") }}
        >
          <p>{t("home.claimsText")}</p>
        </Banner>
      )}
      <BackfillProgress backfills={home.backfills} allOrders={!missingScopes.includes("read_all_orders")} />
      <SetupGuide home={home} pointsBlockUrl={pointsBlockUrl} productBlockUrl={productBlockUrl} />
      {home.current.orders + home.previous.orders === 0 && !reading && (
        <Card>
          <Empty title={t("home.emptyTitle")} text={t("home.emptyText")} />
        </Card>
      )}
      <Figures home={home} outstandingWorthMinor={outstandingWorthMinor} />
      <SegmentSizes segments={home.segments} customers={home.customers} />
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
