import { Card, Text } from "@shopify/polaris";
import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";

import { now } from "../clock.server.ts";
import { AdminPage } from "../components/page/admin-page.tsx";
import { CustomerTable } from "../components/customers/customer-table.tsx";
import { ListFilters } from "../components/customers/list-filters.tsx";
import { Empty } from "../components/empty.tsx";
import { useLocale, useT } from "../components/locale.tsx";
import { useDownload } from "../components/page/download.tsx";
import { Pages } from "../components/page/pages.tsx";
import { parseQuery, writeQuery } from "../customers/views/list-query.ts";
import { listCustomers } from "../customers/views/list.server.ts";
import { db } from "../db.server.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { textIn } from "../program/rules/texts.ts";
import { to } from "../pages.ts";
import { currentProgram } from "../program/versions.server.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const query = parseQuery(new URL(request.url).searchParams);
  const [page, { rules }] = await Promise.all([
    listCustomers(db(), shop.shopId, query),
    currentProgram(db(), shop.shopId, now()),
  ]);
  const levels = (rules.tiers?.levels ?? []).map(({ key, name }) => ({ key, name }));
  return { query, page, levels, expires: rules.expiry.mode !== "off" };
}

export default function Customers() {
  const { query, page, levels, expires } = useLoaderData<typeof loader>();
  const t = useT();
  const locale = useLocale();
  const tiers = levels.map(({ key, name }) => ({ key, name: textIn(name, locale) }));
  const address = (cursor: typeof page.next) => (cursor === null ? null : to("customers", writeQuery({ ...query, cursor })));
  const { busy, download } = useDownload({
    url: to("customersCsv", writeQuery({ ...query, cursor: null })),
    fileName: "reprise-customers.csv",
    failed: t("customers.exportFailed"),
  });
  if (page.shopTotal === 0) return <NoCustomersYet />;
  const count = page.total;
  return (
    <AdminPage secondaryActions={[{ content: t("customers.export"), loading: busy, onAction: download }]} fullWidth>
      <Card padding="0">
        <ListFilters query={query} segments={page.segments} tiers={tiers}>
          <Text as="p" tone="subdued">
            {page.more
              ? t("customers.foundMore", { count, total: page.shopTotal })
              : count === page.shopTotal
                ? t("customers.found", { count })
                : t("customers.foundOf", { count, total: page.shopTotal })}
          </Text>
        </ListFilters>
        <CustomerTable
          rows={page.rows}
          total={page.total}
          more={page.more}
          query={query}
          segments={page.segments}
          tiers={tiers}
          expires={expires}
        />
        <Pages previous={address(page.previous)} next={address(page.next)} />
      </Card>
    </AdminPage>
  );
}

function NoCustomersYet() {
  const t = useT();
  return (
    <AdminPage>
      <Card>
        <Empty
          title={t("customers.emptyTitle")}
          text={t("customers.emptyText")}
          action={{ content: t("customers.emptyAction"), url: to("home") }}
        />
      </Card>
    </AdminPage>
  );
}
