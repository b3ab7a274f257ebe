import { BlockStack, Box, InlineStack, Link, Text } from "@shopify/polaris";
import type { ReactNode } from "react";

import type { CustomerRow } from "../../customers/views/list.server.ts";
import { lastMomentBefore } from "../../points/expiry/expiry.ts";
import { useFormat, useT } from "../locale.tsx";
import { to } from "../../pages.ts";
import { SegmentBadge } from "../segment-badge.tsx";

/** A tier of the program in force, named in the reader's language. */
export type TierName = { key: string; name: string };
export type Names = { segments: readonly { key: string; name: string }[]; tiers: readonly TierName[] };
type RowProps = { row: CustomerRow } & Names;

/** On a narrow screen a row is a small card: the table's columns would not fit. */
export function NarrowRow({ row, segments, tiers }: RowProps) {
  const t = useT();
  const format = useFormat();
  const facts = [
    tierName(row, tiers),
    t("customers.ordersCount", { count: row.ordersCount }),
    format.money(row.netSpendMinor),
    useLastOrder(row),
    useExpiring(row),
  ];
  return (
    <Box padding="300">
      <BlockStack gap="200">
        <InlineStack align="space-between" gap="200" wrap={false}>
          <Identity row={row} />
          <Points row={row} />
        </InlineStack>
        <Text as="p" tone="subdued">
          {facts.filter((fact) => fact !== "").join(" · ")}
        </Text>
        <Badges row={row} segments={segments} />
      </BlockStack>
    </Box>
  );
}

export function Identity({ row, badges }: { row: CustomerRow; badges?: ReactNode }) {
  const t = useT();
  const name = [row.firstName, row.lastName].filter(Boolean).join(" ");
  return (
    <div className="wrap-anywhere">
      <BlockStack>
        <InlineStack gap="200" blockAlign="center">
          <Link url={to("customer", { customerId: row.customerId })} dataPrimaryLink monochrome removeUnderline>
            <Text as="span" fontWeight="semibold">
              {name || (row.email ?? t("customers.nameless"))}
            </Text>
          </Link>
          {badges}
        </InlineStack>
        {name !== "" && row.email !== null && (
          <Text as="span" tone="subdued">
            {row.email}
          </Text>
        )}
      </BlockStack>
    </div>
  );
}

export function Points({ row }: { row: CustomerRow }) {
  const t = useT();
  const format = useFormat();
  return (
    <BlockStack>
      <Text as="span" alignment="end" numeric fontWeight="medium">
        {format.number(row.available)}
      </Text>
      {row.pending !== 0n && (
        <Text as="span" alignment="end" tone="subdued" variant="bodySm">
          {t("customers.pending", { points: format.signed(row.pending) })}
        </Text>
      )}
    </BlockStack>
  );
}

export function Badges({ row, segments }: Omit<RowProps, "tiers">) {
  return (
    <InlineStack gap="100">
      {row.segments.map((key) => (
        <SegmentBadge key={key} segment={segments.find((segment) => segment.key === key) ?? { key }} />
      ))}
    </InlineStack>
  );
}

/** Empty for none. */
export function tierName({ tier }: CustomerRow, tiers: readonly TierName[]): string {
  return tier === null ? "" : (tiers.find(({ key }) => key === tier)?.name ?? tier);
}

/** When points expire next, how many below. */
export function Expiring({ row: { expiring } }: { row: CustomerRow }) {
  const t = useT();
  const format = useFormat();
  if (expiring === null) return null;
  return (
    <BlockStack>
      <Text as="span">{format.date(lastMomentBefore(expiring.at))}</Text>
      <Text as="span" tone="subdued" variant="bodySm">
        {t("customers.expiringPoints", { count: expiring.points })}
      </Text>
    </BlockStack>
  );
}

function useExpiring({ expiring }: CustomerRow): string {
  const t = useT();
  const format = useFormat();
  if (expiring === null) return "";
  return t("customers.expiring", { count: expiring.points, date: format.date(lastMomentBefore(expiring.at)) });
}

export function LastOrder({ row }: { row: CustomerRow }) {
  return useLastOrder(row);
}

function useLastOrder(row: CustomerRow): string {
  const t = useT();
  const format = useFormat();
  return row.lastOrderAt === null ? t("customers.noOrder") : format.date(row.lastOrderAt);
}
