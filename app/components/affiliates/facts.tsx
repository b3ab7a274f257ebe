import { BlockStack, Card, Link, Text } from "@shopify/polaris";
import type { ReactNode } from "react";

import type { ListedOrder } from "../../affiliates/ledger/balance.server.ts";
import type { Reason, Way } from "../../affiliates/ledger/attribute.ts";
import type { PlainKey } from "../../i18n/translate.ts";
import { useFormat, useT } from "../locale.tsx";
import { Row, RowsCard } from "../page/rows-card.tsx";

/** Names and what stands for them; what is null is left out. */
export function Facts({ title, facts }: { title: string; facts: readonly (readonly [string, ReactNode])[] }) {
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {title}
        </Text>
        {facts
          .filter(([, value]) => value !== null)
          .map(([label, value]) => (
            <div key={label} className="wrap-anywhere">
              <Text as="p" tone="subdued" variant="bodySm">
                {label}
              </Text>
              <div className="keep-lines">{value}</div>
            </div>
          ))}
      </BlockStack>
    </Card>
  );
}

const wayWords: Record<Way, PlainKey> = {
  code: "affiliates.wayCode",
  link: "affiliates.wayLink",
  customer: "affiliates.wayCustomer",
};
const reasonWords: Record<Reason, PlainKey> = {
  self: "affiliates.reasonSelf",
  referral: "affiliates.reasonReferral",
  "not-first": "affiliates.reasonNotFirst",
  "not-repeat": "affiliates.reasonNotRepeat",
};

/** What an affiliate's newest orders bring, or why they do not. */
export function OrderList({ orders, now }: { orders: readonly ListedOrder[]; now: Date }) {
  const t = useT();
  const format = useFormat();
  return (
    <RowsCard title={t("affiliates.recent")} none={t("affiliates.noOrders")}>
      {orders.map(({ orderId, name, placedAt, way, reason, netMinor, commission, dueAt, recruited }) => (
        <Row key={orderId.toString()}>
          <Link url={`shopify://admin/orders/${orderId}`} target="_top">
            {t("affiliates.order", { name })}
          </Link>
          <Text as="p" variant="bodySm" tone="subdued">
            {[
              t("affiliates.orderLine", {
                date: format.date(placedAt),
                net: format.money(netMinor),
                commission: format.money(commission),
              }),
              t(recruited ? "affiliates.ofRecruited" : wayWords[way]),
              ...(reason === null ? [] : [t(reasonWords[reason])]),
              ...(reason === null && dueAt !== null && dueAt > now ? [t("affiliates.dueOn", { date: format.date(dueAt) })] : []),
            ].join(" · ")}
          </Text>
        </Row>
      ))}
    </RowsCard>
  );
}
