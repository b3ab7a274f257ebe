import { Badge, Card, Link, Text } from "@shopify/polaris";
import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";

import { AdminPage } from "../components/page/admin-page.tsx";
import { DownloadButton } from "../components/page/download.tsx";
import { Empty } from "../components/empty.tsx";
import { useFormat, useT } from "../components/locale.tsx";
import { Pages } from "../components/page/pages.tsx";
import { db } from "../db.server.ts";
import { listRequests, type PrivacyRequest } from "../customers/privacy/privacy.server.ts";
import { to } from "../pages.ts";
import { authenticateMerchant } from "../merchant.server.ts";

const PAGE = 50;

export async function loader({ request }: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const text = new URL(request.url).searchParams.get("before") ?? "";
  const before = /^\d{1,18}$/.test(text) ? BigInt(text) : null;
  const requests = await listRequests(db(), shop.shopId, { limit: PAGE + 1, before });
  return { requests: requests.slice(0, PAGE), more: requests.length > PAGE };
}

export default function Privacy() {
  const { requests, more } = useLoaderData<typeof loader>();
  const t = useT();
  const last = requests.at(-1);
  return (
    <AdminPage intro={t("privacy.intro")}>
      <Card padding={requests.length === 0 ? "400" : "0"}>
        {requests.length === 0 ? (
          <Empty title={t("privacy.emptyTitle")} text={t("privacy.emptyText")} />
        ) : (
          <ul className="rows" aria-label={t("privacy.list")}>
            {requests.map((request) => (
              <Row key={request.requestId.toString()} request={request} />
            ))}
          </ul>
        )}
        <Pages next={more && last !== undefined ? to("privacy", { before: last.requestId }) : null} />
      </Card>
    </AdminPage>
  );
}

function Row({ request }: { request: PrivacyRequest }) {
  const t = useT();
  const format = useFormat();
  const date = format.dateTime(request.requestedAt);
  const { customerId, email } = request;
  const person = email ?? (customerId === null ? t("common.notKnown") : t("privacy.personId", { id: customerId.toString() }));
  return (
    <li>
      <div className="wrap-anywhere">
        <Text as="p" fontWeight="medium">
          {request.kind === "export" ? t("privacy.kindExport") : t("privacy.kindErase")}
        </Text>
        <Text as="p">{customerId === null ? person : <Link url={to("customer", { customerId })}>{person}</Link>}</Text>
        <Text as="p" variant="bodySm" tone="subdued">
          {`${t("privacy.requested")}: ${date}`}
          {request.completedAt !== null && ` · ${t("privacy.completed")}: ${format.dateTime(request.completedAt)}`}
          {request.endsAt !== null && ` · ${t("privacy.until", { date: format.dateTime(request.endsAt) })}`}
          {request.kind === "export" && request.completedAt !== null && !request.downloadable && ` · ${t("privacy.gone")}`}
        </Text>
      </div>
      <div>
        {request.completedAt === null && <Badge tone="attention">{t("privacy.open")}</Badge>}
        {request.downloadable && (
          <DownloadButton
            url={to("privacyExport", { requestId: request.requestId })}
            fileName={`customer-data-${request.requestId}.json`}
            label={t("privacy.downloadOf", { date })}
            failed={t("privacy.downloadFailed")}
          >
            {t("privacy.download")}
          </DownloadButton>
        )}
      </div>
    </li>
  );
}
