import { Badge, Card, IndexTable, InlineStack, Link, Text, useBreakpoints } from "@shopify/polaris";
import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";

import { AdminPage } from "../components/page/admin-page.tsx";
import { DownloadButton } from "../components/page/download.tsx";
import { Empty } from "../components/empty.tsx";
import { useFormat, useT } from "../components/locale.tsx";
import { Pages } from "../components/page/pages.tsx";
import { db } from "../db.server.ts";
import { listRequests, type PrivacyRequest } from "../customers/privacy/privacy.server.ts";
import type { PlainKey } from "../i18n/translate.ts";
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
          <Requests requests={requests} />
        )}
        <Pages next={more && last !== undefined ? to("privacy", { before: last.requestId }) : null} />
      </Card>
    </AdminPage>
  );
}

/** A line each where there is room, else one below the other. */
function Requests({ requests }: { requests: readonly PrivacyRequest[] }) {
  const t = useT();
  const format = useFormat();
  const narrow = useBreakpoints().mdDown;
  if (narrow)
    return (
      <ul className="rows" aria-label={t("privacy.list")}>
        {requests.map((request) => (
          <li key={request.requestId.toString()}>
            <div className="wrap-anywhere">
              <Text as="p" fontWeight="medium">
                {t(kindNames[request.kind])}
              </Text>
              <Person request={request} />
              <Text as="p" variant="bodySm" tone="subdued">
                {`${t("privacy.requested")}: ${format.dateTime(request.requestedAt)}`}
                {request.completedAt !== null && ` · ${t("privacy.completed")}: ${format.dateTime(request.completedAt)}`}
              </Text>
              <Kept request={request} />
            </div>
            <Outcome request={request} />
          </li>
        ))}
      </ul>
    );
  return (
    <IndexTable
      resourceName={{ singular: t("privacy.list"), plural: t("privacy.list") }}
      itemCount={requests.length}
      selectable={false}
      headings={[
        { title: t("privacy.kind") },
        { title: t("privacy.person") },
        { title: t("privacy.requested") },
        { title: t("privacy.completed") },
        { title: t("privacy.file") },
      ]}
    >
      {requests.map((request, index) => (
        <IndexTable.Row key={request.requestId.toString()} id={request.requestId.toString()} position={index}>
          <IndexTable.Cell>{t(kindNames[request.kind])}</IndexTable.Cell>
          <IndexTable.Cell>
            <div className="wrap-anywhere ledger-what">
              <Person request={request} />
            </div>
          </IndexTable.Cell>
          <IndexTable.Cell>{format.dateTime(request.requestedAt)}</IndexTable.Cell>
          <IndexTable.Cell>{request.completedAt !== null && format.dateTime(request.completedAt)}</IndexTable.Cell>
          <IndexTable.Cell>
            <InlineStack gap="200" blockAlign="center">
              <Outcome request={request} />
              <Kept request={request} />
            </InlineStack>
          </IndexTable.Cell>
        </IndexTable.Row>
      ))}
    </IndexTable>
  );
}

const kindNames = { export: "privacy.kindExport", erase: "privacy.kindErase" } as const satisfies Record<
  PrivacyRequest["kind"],
  PlainKey
>;

type Props = { request: PrivacyRequest };

function Person({ request: { customerId, email } }: Props) {
  const t = useT();
  const person = email ?? (customerId === null ? t("common.notKnown") : t("privacy.personId", { id: customerId.toString() }));
  return customerId === null ? person : <Link url={to("customer", { customerId })}>{person}</Link>;
}

/** How long an export can be had, or that it is gone. */
function Kept({ request: { kind, completedAt, endsAt, downloadable } }: Props) {
  const t = useT();
  const format = useFormat();
  const gone = kind === "export" && completedAt !== null && !downloadable;
  if (endsAt === null && !gone) return null;
  return (
    <Text as="span" variant="bodySm" tone="subdued">
      {gone ? t("privacy.gone") : endsAt !== null && t("privacy.until", { date: format.dateTime(endsAt) })}
    </Text>
  );
}

function Outcome({ request: { requestId, requestedAt, completedAt, downloadable } }: Props) {
  const t = useT();
  const format = useFormat();
  if (completedAt === null) return <Badge tone="attention">{t("privacy.open")}</Badge>;
  if (!downloadable) return null;
  return (
    <DownloadButton
      url={to("privacyExport", { requestId })}
      fileName={`customer-data-${requestId}.json`}
      label={t("privacy.downloadOf", { date: format.dateTime(requestedAt) })}
      failed={t("privacy.downloadFailed")}
    >
      {t("privacy.download")}
    </DownloadButton>
  );
}
