import { Banner, BlockStack, Button, Card, InlineStack, Link, Tabs, Text } from "@shopify/polaris";
import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData, useNavigate } from "@remix-run/react";

import { readBalances } from "../affiliates/ledger/balance.server.ts";
import { countApplications, listAffiliates } from "../affiliates/people/affiliates.server.ts";
import { states } from "../affiliates/people/state.ts";
import { readAffiliateProgram } from "../affiliates/setup/settings.server.ts";
import { now } from "../clock.server.ts";
import { AffiliateList, stateWords } from "../components/affiliates/affiliate-list.tsx";
import { Empty } from "../components/empty.tsx";
import { useT } from "../components/locale.tsx";
import { AdminPage } from "../components/page/admin-page.tsx";
import { Edge } from "../components/page/edge.tsx";
import { Pages } from "../components/page/pages.tsx";
import { db } from "../db.server.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { to } from "../pages.ts";
import { readStorefront } from "../shops/shops.server.ts";
import { partnerLink } from "../shops/storefront/storefront-links.ts";

const PAGE = 25;

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const { searchParams } = new URL(request.url);
  const state = states.find((one) => one === searchParams.get("state")) ?? null;
  const typed = Number(searchParams.get("page") ?? "1");
  const page = Number.isSafeInteger(typed) && typed > 0 && typed < 10_000 ? typed : 1;
  const [found, waiting, { enabled }, storefront] = await Promise.all([
    listAffiliates(db(), shop.shopId, state, { limit: PAGE + 1, offset: (page - 1) * PAGE }),
    countApplications(db(), shop.shopId),
    readAffiliateProgram(db(), shop.shopId),
    readStorefront(db(), shop),
  ]);
  const rows = found.slice(0, PAGE).map(({ affiliateId, name, state: is, code, appliedAt }) => ({
    ...{ affiliateId, name, state: is, code, appliedAt },
  }));
  const balances = await readBalances(
    db(),
    shop.shopId,
    rows.map(({ affiliateId }) => affiliateId),
    now(),
  );
  return {
    ...{ rows, state, page, waiting, enabled, more: found.length > PAGE, link: partnerLink(storefront) },
    balances: [...balances.values()],
  };
}

export default function Affiliates() {
  const { rows, balances, state, page, waiting, enabled, more, link } = useLoaderData<typeof loader>();
  const t = useT();
  const navigate = useNavigate();
  const tabs = [null, ...states];
  const none = state === null && page === 1 && rows.length === 0;
  const address = (to_: number) => to("affiliates", { state, page: to_ });
  return (
    <AdminPage intro={t("affiliates.intro")}>
      <BlockStack gap="400">
        {!enabled && (
          <Banner action={{ content: t("affiliates.settings"), url: to("affiliateSettings") }}>{t("affiliates.off")}</Banner>
        )}
        <Edge>
          <InlineStack gap="200">
            <Button url={to("affiliatePlans")}>{t("affiliates.plans")}</Button>
            <Button url={to("affiliatePayouts")}>{t("affiliates.payouts")}</Button>
            <Button url={to("affiliateSettings")}>{t("affiliates.settings")}</Button>
            <Button url={to("affiliateImport")}>{t("affiliateImport.title")}</Button>
          </InlineStack>
        </Edge>
        <Card padding="0">
          {none ? (
            <Empty title={t("affiliates.emptyTitle")} text={t("affiliates.emptyText")} />
          ) : (
            <>
              <Tabs
                selected={tabs.indexOf(state)}
                onSelect={(index) => navigate(to("affiliates", { state: tabs[index] ?? null }))}
                tabs={tabs.map((one) => ({
                  id: one ?? "all",
                  content: t(one === null ? "affiliates.all" : stateWords[one]),
                  ...(one === "applied" && waiting > 0 ? { badge: String(waiting) } : {}),
                }))}
              />
              {rows.length === 0 ? (
                <Empty title={t("affiliates.noneTitle")} text={t("affiliates.noneText")} />
              ) : (
                <AffiliateList rows={rows} balances={balances} />
              )}
              <Pages previous={page > 1 ? address(page - 1) : null} next={more ? address(page + 1) : null} />
            </>
          )}
        </Card>
        <Edge>
          <div className="wrap-anywhere">
            <Text as="p" tone="subdued">
              {t("affiliates.applyLink")}{" "}
              <Link url={link} target="_blank">
                {link.replace(/^https:\/\//, "")}
              </Link>
            </Text>
          </div>
        </Edge>
      </BlockStack>
    </AdminPage>
  );
}
