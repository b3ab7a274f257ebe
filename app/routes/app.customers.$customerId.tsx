import { TitleBar } from "@shopify/app-bridge-react";
import { BlockStack, Layout, Page } from "@shopify/polaris";
import { type ActionFunctionArgs, type LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { randomUUID } from "node:crypto";

import { now } from "../clock.server.ts";
import { BalanceCard } from "../components/customer/balance-card.tsx";
import { ConsentCard, ProfileCard, SegmentsCard, ShoppingCard } from "../components/customer/cards.tsx";
import { HistoryCard } from "../components/customer/history-card.tsx";
import { StateBanner } from "../components/customer/state-banner.tsx";
import { useFormat, useT } from "../components/locale.tsx";
import { pageTitle } from "../components/page-title.ts";
import { findCustomerDetail } from "../customers/views/detail.server.ts";
import { parseHistoryCursor } from "../customers/views/history.ts";
import { listHistory } from "../customers/views/history.server.ts";
import { db } from "../db.server.ts";
import { authenticateMerchant } from "../merchant.server.ts";
import { afterChange, inShop } from "../pipeline.server.ts";
import { readAccount } from "../points/accounts.server.ts";
import { parseAdjustment, type AdjustmentAnswer } from "../points/adjustment-form.ts";
import { adjust, listEntries } from "../points/ledger.server.ts";
import { worthMinor } from "../program/rules.ts";
import { currentProgram } from "../program/versions.server.ts";

const PAGE = 25;

export const meta = pageTitle("customers.title");

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { shop } = await authenticateMerchant(request);
  const customerId = parseId(params["customerId"]);
  const { searchParams } = new URL(request.url);
  const beforeSeq = parseSeq(searchParams.get("entries"));
  const at = now();
  const { shopId, currency } = shop;
  const [customer, account, entries, history, { rules }] = await Promise.all([
    findCustomerDetail(db(), shopId, customerId, at),
    readAccount(db(), shop, customerId, at),
    listEntries(db(), shopId, customerId, { limit: PAGE + 1, ...(beforeSeq === null ? {} : { beforeSeq }) }),
    listHistory(db(), shopId, customerId, { limit: PAGE, before: parseHistoryCursor(searchParams.get("events")) }),
    currentProgram(db(), shopId, at),
  ]);
  if (customer === null) throw notFound();
  return {
    customer,
    account,
    worthMinor: worthMinor(account.available, rules, currency),
    entries: entries.slice(0, PAGE),
    moreEntries: entries.length > PAGE,
    history,
    tab: searchParams.get("tab") === "points" ? ("points" as const) : ("timeline" as const),
    // The next adjustment's name: sent twice, it is still one.
    adjustmentKey: randomUUID(),
    at,
  };
}

export async function action({ request, params }: ActionFunctionArgs) {
  const { shop, actor } = await authenticateMerchant(request);
  const customerId = parseId(params["customerId"]);
  const at = now();
  const parsed = parseAdjustment(await request.formData());
  if (!parsed.ok) return { ok: false, errors: parsed.errors, available: 0n } satisfies AdjustmentAnswer;
  const { input } = parsed;
  return inShop(shop.shopId, async (tx): Promise<AdjustmentAnswer> => {
    const outcome = await adjust(tx, shop, { customerId, ...input, actor }, at);
    if (outcome.ok) {
      if (!outcome.duplicate) await afterChange(tx, shop, [customerId], at);
      return { ok: true, points: input.points, repeated: outcome.duplicate };
    }
    switch (outcome.reason) {
      case "unknown-customer":
        throw notFound();
      case "out-of-range":
        return { ok: false, errors: { points: "too-large" }, available: 0n };
      case "insufficient-points": {
        const { available } = await readAccount(tx, shop, customerId, at);
        return { ok: false, errors: { points: "insufficient-points" }, available };
      }
    }
  });
}

function parseId(text: string | undefined): bigint {
  if (text === undefined || !/^\d{1,18}$/.test(text)) throw notFound();
  return BigInt(text);
}

function parseSeq(text: string | null): number | null {
  return text !== null && /^\d{1,9}$/.test(text) ? Number(text) : null;
}

function notFound(): Response {
  return new Response("customer", { status: 404 });
}

export default function Customer() {
  const { customer, account, worthMinor: worth, adjustmentKey, ...history } = useLoaderData<typeof loader>();
  const t = useT();
  const format = useFormat();
  const name = [customer.firstName, customer.lastName].filter(Boolean).join(" ") || (customer.email ?? t("customer.nameless"));
  const adjustable = customer.mergedInto === null && customer.redactedAt === null;
  return (
    <Page
      title={name}
      subtitle={t("customer.since", { date: format.date(customer.createdAt) })}
      backAction={{ content: t("customer.back"), url: "/app/customers" }}
      secondaryActions={[
        {
          content: t("customer.openInShopify"),
          url: `shopify://admin/customers/${customer.customerId}`,
          target: "_top",
        },
      ]}
    >
      <TitleBar title={t("customers.title")} />
      <Layout>
        <Layout.Section>
          <BlockStack gap="400">
            <StateBanner customer={customer} />
            <HistoryCard customerId={customer.customerId} {...history} />
          </BlockStack>
        </Layout.Section>
        <Layout.Section variant="oneThird">
          <BlockStack gap="400">
            <BalanceCard
              account={account}
              worthMinor={worth}
              nextRelease={customer.nextRelease}
              adjustmentKey={adjustable ? adjustmentKey : null}
            />
            <ShoppingCard customer={customer} />
            <SegmentsCard segments={customer.segments} />
            <ConsentCard customer={customer} />
            <ProfileCard customer={customer} />
          </BlockStack>
        </Layout.Section>
      </Layout>
    </Page>
  );
}
