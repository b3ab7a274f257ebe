import { Banner, BlockStack, Button, InlineStack } from "@shopify/polaris";
import { isRouteErrorResponse } from "@remix-run/react";

import { useT } from "../locale.tsx";
import { AdminPage } from "./admin-page.tsx";

/** What an admin page shows instead of itself. Answers of Shopify's library (the bounce page, for one) are shown as they are: they act on their own. */
export function RouteError({ error }: { error: unknown }) {
  const t = useT();
  if (isOwnAnswer(error)) return <div dangerouslySetInnerHTML={{ __html: error.data }} />;
  const status = isRouteErrorResponse(error) ? error.status : 500;
  const kind = status !== 404 ? "failed" : isRouteErrorResponse(error) && error.data === "customer" ? "customer" : "notFound";
  const title = { failed: t("errors.failedTitle"), customer: t("errors.customerTitle"), notFound: t("errors.notFoundTitle") }[
    kind
  ];
  const text = { failed: t("errors.failedText"), customer: t("errors.customerText"), notFound: t("errors.notFoundText") }[kind];
  return (
    <AdminPage title={title}>
      <Banner tone={kind === "failed" ? "critical" : "info"} title={title}>
        <BlockStack gap="300">
          <p>{text}</p>
          <InlineStack gap="200">
            {kind === "failed" && <Button onClick={() => location.reload()}>{t("errors.retry")}</Button>}
            <Button url={kind === "customer" ? "/app/customers" : "/app"}>
              {kind === "customer" ? t("nav.customers") : t("errors.home")}
            </Button>
          </InlineStack>
        </BlockStack>
      </Banner>
    </AdminPage>
  );
}

/** Shown when even the layout could not load, so in no known language. */
export function BareError({ error }: { error: unknown }) {
  if (isOwnAnswer(error)) return <div dangerouslySetInnerHTML={{ __html: error.data }} />;
  return (
    <main style={{ fontFamily: "system-ui, sans-serif", maxWidth: "36rem", margin: "4rem auto", padding: "0 1rem" }}>
      <h1>Reprise could not be opened</h1>
      <p>Close this page and open the app again in the Shopify admin under Apps. Your data is safe.</p>
      <p lang="de">
        Reprise ließ sich nicht öffnen. Schließen Sie diese Seite und öffnen Sie die App erneut in der Shopify-Verwaltung unter
        „Apps“. Ihre Daten sind sicher.
      </p>
    </main>
  );
}

function isOwnAnswer(error: unknown): error is { data: string } {
  return isRouteErrorResponse(error) && typeof error.data === "string" && error.data.trimStart().startsWith("<");
}
