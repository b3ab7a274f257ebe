import { Banner, BlockStack, Card, InlineStack, Link, List, Text } from "@shopify/polaris";
import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";

import { importAffiliates, type AffiliateFile } from "../actions/affiliates/import-affiliates.server.ts";
import { readArrivals } from "../affiliates/exchange/arrivals.server.ts";
import { systems } from "../affiliates/exchange/columns.ts";
import { listPlans } from "../affiliates/setup/plans.server.ts";
import { readAffiliateProgram } from "../affiliates/setup/settings.server.ts";
import { ImportForm } from "../components/affiliates/import-form.tsx";
import { arrivalWords, systemNames } from "../components/affiliates/import-words.ts";
import { useLive } from "../components/batches/progress.tsx";
import { useT } from "../components/locale.tsx";
import { AdminPage } from "../components/page/admin-page.tsx";
import { DownloadButton } from "../components/page/download.tsx";
import { db } from "../db.server.ts";
import { readUpload } from "../imports/file/upload.server.ts";
import { idFromText } from "../lib/gid.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { to } from "../pages.ts";

export { clientAction, shouldRevalidate } from "../components/page/posting/route.ts";

const MOST_WAITING = 50;

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const [plans, arrivals, { enabled }] = await Promise.all([
    listPlans(db(), shop.shopId),
    readArrivals(db(), shop.shopId, MOST_WAITING),
    readAffiliateProgram(db(), shop.shopId),
  ]);
  return { plans: plans.map(({ planId, name }) => ({ planId, name })), ...arrivals, enabled };
}

export async function action({ request }: ActionFunctionArgs): Promise<AffiliateFile | { outcome: "missing" }> {
  const { shop, actor } = await authenticateMerchant(request);
  const form = await readUpload(request);
  if (form === "too-large") return { outcome: "refused", problem: { code: "too-large" } };
  const [intent, file, plan] = [form.get("intent"), form.get("file"), form.get("plan")];
  if (intent !== "check" && intent !== "take") throw new Response("Unknown intent", { status: 422 });
  if (!(file instanceof File) || file.name === "") return { outcome: "missing" };
  const typed = typeof plan === "string" && plan !== "" ? plan : null;
  const planId = typed === null ? null : idFromText(typed);
  if (typed !== null && planId === null) return { outcome: "no-plan" };
  return importAffiliates(shop, {
    bytes: new Uint8Array(await file.arrayBuffer()),
    system: systems.find((one) => one === form.get("system")) ?? null,
    ...{ planId, tell: form.get("tell") === "yes", actor, take: intent === "take" },
  });
}

/** Affiliates from another program: looked at first, then taken over; and handed over to one. */
export default function ImportAffiliates() {
  const { plans, coming, waiting, enabled } = useLoaderData<typeof loader>();
  const t = useT();
  useLive(coming > 0);
  return (
    <AdminPage intro={t("affiliateImport.intro")}>
      <BlockStack gap="400">
        {!enabled && (
          <Banner action={{ content: t("affiliates.settings"), url: to("affiliateSettings") }}>{t("affiliates.off")}</Banner>
        )}
        {(coming > 0 || waiting.length > 0) && (
          <Card>
            <BlockStack gap="300">
              <Text as="h2" variant="headingMd">
                {t("affiliateImport.codesTitle")}
              </Text>
              {coming > 0 && (
                <div role="status">
                  <Text as="p">{t("affiliateImport.coming", { count: coming })}</Text>
                </div>
              )}
              {waiting.length > 0 && (
                <>
                  <Text as="p">{t("affiliateImport.waiting")}</Text>
                  <List>
                    {waiting.map(({ affiliateId, name, code, problem }) => (
                      <List.Item key={affiliateId.toString()}>
                        <Link url={to("affiliate", { affiliateId })}>{name ?? t("affiliates.erased")}</Link>
                        {`: ${t(arrivalWords[problem], { code })}`}
                      </List.Item>
                    ))}
                  </List>
                </>
              )}
            </BlockStack>
          </Card>
        )}
        <Card>
          <ImportForm plans={plans} />
        </Card>
        <Card>
          <BlockStack gap="300">
            <Text as="h2" variant="headingMd">
              {t("affiliateImport.exportTitle")}
            </Text>
            <Text as="p" tone="subdued">
              {t("affiliateImport.exportText")}
            </Text>
            <InlineStack gap="200">
              {systems.map((system) => (
                <DownloadButton
                  key={system}
                  url={to("affiliatesCsv", { system })}
                  fileName={`reprise-affiliates-${system}.csv`}
                  label={t("affiliateImport.exportFor", { program: systemNames[system] })}
                  failed={t("affiliateImport.exportFailed")}
                >
                  {systemNames[system]}
                </DownloadButton>
              ))}
            </InlineStack>
          </BlockStack>
        </Card>
      </BlockStack>
    </AdminPage>
  );
}
