import polarisStyles from "@shopify/polaris/build/esm/styles.css?url";
import { AppProvider } from "@shopify/shopify-app-remix/react";
import type { HeadersArgs, LinksFunction, LoaderFunctionArgs } from "@remix-run/node";
import { Outlet, useRouteError, useRouteLoaderData } from "@remix-run/react";
import type { ReactNode } from "react";

import { now } from "../clock.server.ts";
import { LanguageProvider } from "../components/locale.tsx";
import { LoadingBar } from "../components/page/bridge/loading-bar.ts";
import { Navigation } from "../components/page/bridge/navigation.tsx";
import { FailuresProvider } from "../components/page/posting/failures.tsx";
import { BareError, RouteError } from "../components/page/route-error.tsx";
import { StaffProvider } from "../components/words/staff.tsx";
import { db } from "../db.server.ts";
import { env } from "../env.server.ts";
import { polarisWords } from "../i18n/polaris.server.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { learnStaff } from "../shops/staff/learn.server.ts";
import { listStaff } from "../shops/staff/staff.server.ts";
import adminStyles from "../styles/admin.css?url";

export { meta } from "../components/page/page-title.ts";

export const links: LinksFunction = () => [
  { rel: "stylesheet", href: polarisStyles },
  { rel: "stylesheet", href: adminStyles },
];

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop, locale, actor } = await authenticateMerchant(request);
  await learnStaff(db(), shop, request, actor, now());
  const staff = await listStaff(db(), shop.shopId);
  const { name, domain, currency, timeZone, pointsNames } = shop;
  const { SHOPIFY_API_KEY: apiKey, APP_BRIDGE_URL: appBridgeUrl } = env();
  return {
    ...{ locale, staff, shop: { name, domain, currency, timeZone, pointsNames } },
    ...{ polaris: polarisWords(locale), apiKey, appBridgeUrl },
  };
}

/** Only the document's first request says which language the admin has, so the layout keeps what it learnt then. */
export const shouldRevalidate = () => false;

/** What Shopify's library attaches to its answers (retry and re-authorise headers) must reach the browser. */
export function headers({ errorHeaders, loaderHeaders, parentHeaders }: HeadersArgs) {
  return new Headers([...(errorHeaders ?? []), ...parentHeaders, ...loaderHeaders]);
}

export default function App() {
  return (
    <Frame>
      <Outlet />
    </Frame>
  );
}

export function ErrorBoundary() {
  const error = useRouteError();
  return (
    <Frame fallback={<BareError error={error} />}>
      <RouteError error={error} />
    </Frame>
  );
}

function Frame({ children, fallback = null }: { children: ReactNode; fallback?: ReactNode }) {
  // Null, whatever the type says, when a form was posted and refused before the layout had loaded.
  const data = useRouteLoaderData<typeof loader>("routes/app") as Awaited<ReturnType<typeof loader>> | null | undefined;
  if (data === undefined || data === null) return fallback;
  const { apiKey, appBridgeUrl, locale, polaris, shop, staff } = data;
  return (
    <AppProvider
      isEmbeddedApp
      apiKey={apiKey}
      i18n={polaris}
      {...(appBridgeUrl === undefined ? {} : { __APP_BRIDGE_URL: appBridgeUrl })}
    >
      <LanguageProvider locale={locale} shop={shop}>
        <Navigation />
        <LoadingBar />
        <FailuresProvider>
          <StaffProvider staff={staff}>
            <main>{children}</main>
          </StaffProvider>
        </FailuresProvider>
      </LanguageProvider>
    </AppProvider>
  );
}
