import { Banner, BlockStack, Button, InlineStack } from "@shopify/polaris";
import { isRouteErrorResponse, useRevalidator } from "@remix-run/react";

import type { PlainKey } from "../../i18n/translate.ts";
import { useT } from "../locale.tsx";
import { AdminPage } from "./admin-page.tsx";
import { failureOf, type Failure } from "./posting/failure.ts";
import { Reference } from "./posting/failures.tsx";
import { to } from "../../pages.ts";

const words: Record<Failure["cause"], { title: PlainKey; text: PlainKey }> = {
  offline: { title: "failures.offline", text: "failures.offlinePageText" },
  failed: { title: "errors.failedTitle", text: "errors.failedText" },
  refused: { title: "errors.failedTitle", text: "errors.failedText" },
  gone: { title: "errors.notFoundTitle", text: "errors.notFoundText" },
};

/** What an admin page shows instead of itself. Answers of Shopify's library (the bounce page, for one) are shown as they are: they act on their own. */
export function RouteError({ error }: { error: unknown }) {
  const t = useT();
  const { revalidate, state } = useRevalidator();
  if (isOwnAnswer(error)) return <div dangerouslySetInnerHTML={{ __html: error.data }} />;
  const failure = failureOf(error);
  const gone = failure.cause === "gone";
  const customer = gone && isRouteErrorResponse(error) && error.data === "customer";
  const { title, text } = customer
    ? ({ title: "errors.customerTitle", text: "errors.customerText" } as const)
    : words[failure.cause];
  return (
    <AdminPage title={t(title)}>
      <Banner tone={gone ? "info" : "critical"} title={t(title)}>
        <BlockStack gap="300">
          <p>{t(text)}</p>
          <Reference failure={failure} />
          <InlineStack gap="200">
            {!gone && (
              <Button loading={state !== "idle"} onClick={revalidate}>
                {t("errors.retry")}
              </Button>
            )}
            <Button url={customer ? to("customers") : to("home")}>{customer ? t("nav.customers") : t("errors.home")}</Button>
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
