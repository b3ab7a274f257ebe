import { BlockStack, Button, Card, InlineGrid, InlineStack, Text } from "@shopify/polaris";
import type { LoaderFunctionArgs } from "@remix-run/node";
import type { ReactNode } from "react";

import { useT } from "../components/locale.tsx";
import { AdminPage } from "../components/page/admin-page.tsx";
import { DownloadButton } from "../components/page/download.tsx";
import { authenticateMerchant } from "../merchant.server.ts";
import { to } from "../pages.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  await authenticateMerchant(request);
  return null;
}

/** What a shop brings along and takes with it. */
export default function Data() {
  const t = useT();
  return (
    <AdminPage intro={t("pointsTools.intro")}>
      <InlineGrid columns={{ xs: 1, md: 2 }} gap="400">
        <Tool title={t("pointsTools.awardTitle")} text={t("pointsTools.awardText")}>
          <Button url={to("pastOrders")}>{t("pointsTools.awardOpen")}</Button>
        </Tool>
        <Tool title={t("pointsTools.importTitle")} text={t("pointsTools.importText")}>
          <Button url={to("imports")}>{t("pointsTools.importOpen")}</Button>
        </Tool>
        <Tool title={t("pointsTools.exportTitle")} text={t("pointsTools.exportText")}>
          <Download url={to("balancesCsv")} fileName="reprise-balances.csv">
            {t("pointsTools.exportBalances")}
          </Download>
          <Download url={to("pointsCsv")} fileName="reprise-ledger.csv">
            {t("pointsTools.exportLedger")}
          </Download>
        </Tool>
      </InlineGrid>
    </AdminPage>
  );
}

function Tool({ title, text, children }: { title: string; text: string; children: ReactNode }) {
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {title}
        </Text>
        <Text as="p" tone="subdued">
          {text}
        </Text>
        <InlineStack gap="200">{children}</InlineStack>
      </BlockStack>
    </Card>
  );
}

function Download({ url, fileName, children }: { url: string; fileName: string; children: string }) {
  const t = useT();
  return (
    <DownloadButton url={url} fileName={fileName} failed={t("pointsTools.exportFailed")}>
      {children}
    </DownloadButton>
  );
}
