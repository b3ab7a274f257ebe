import { BlockStack, Box, IndexTable, InlineStack, Link, Text, useBreakpoints, useIndexResourceState } from "@shopify/polaris";
import { useNavigate } from "@remix-run/react";

import type { CustomerQuery, Sort } from "../../customers/views/list-query.ts";
import type { CustomerRow } from "../../customers/views/list.server.ts";
import { lastMomentBefore } from "../../points/expiry.ts";
import { Empty } from "../empty.tsx";
import { useFormat, useT } from "../locale.tsx";
import { SegmentBadge } from "../segment-badge.tsx";
import { useListQuery } from "./list-filters.tsx";

const columns: (Sort | null)[] = [null, null, null, "orders", "spend", "points", null, "last-order", "created"];

/** A level of the programme in force, named in the reader's language. */
export type TierName = { key: string; name: string };

type Props = {
  rows: readonly CustomerRow[];
  query: CustomerQuery;
  segments: readonly { key: string; name: string }[];
  tiers: readonly TierName[];
};

export function CustomerTable({ rows, query, segments, tiers }: Props) {
  const t = useT();
  const go = useListQuery(query);
  const condensed = useBreakpoints().smDown;
  const sorted = columns.indexOf(query.sort);
  const navigate = useNavigate();
  const { selectedResources, allResourcesSelected, handleSelectionChange } = useIndexResourceState(
    rows.map(({ customerId }) => ({ id: customerId.toString() })),
  );
  return (
    <IndexTable
      resourceName={{ singular: t("customers.name"), plural: t("customers.list") }}
      itemCount={rows.length}
      selectedItemsCount={allResourcesSelected ? "All" : selectedResources.length}
      onSelectionChange={handleSelectionChange}
      promotedBulkActions={[
        {
          content: t("pointsTools.adjustBulk"),
          onAction: () => navigate(`/app/points-tools/adjust?customers=${selectedResources.join(",")}`),
        },
      ]}
      condensed={condensed}
      headings={[
        { title: t("customers.name") },
        { title: t("customers.segments") },
        { title: t("customers.tier") },
        { title: t("customers.orders"), alignment: "end" },
        { title: t("customers.spend"), alignment: "end" },
        { title: t("customers.points"), alignment: "end" },
        { title: t("customers.expires") },
        { title: t("customers.lastOrder") },
        { title: t("customers.created") },
      ]}
      sortable={columns.map((sort) => sort !== null)}
      sortColumnIndex={sorted === -1 ? undefined : sorted}
      sortDirection={query.order === "asc" ? "ascending" : "descending"}
      defaultSortDirection="descending"
      onSort={(index, direction) => {
        const sort = columns[index];
        if (sort) go({ sort, order: direction === "ascending" ? "asc" : "desc" });
      }}
      emptyState={
        <Empty
          title={t("customers.noneFound")}
          text={t("customers.noneFoundText")}
          action={{ content: t("customers.clearAll"), url: "/app/customers" }}
        />
      }
    >
      {rows.map((row, index) => (
        <IndexTable.Row
          key={row.customerId.toString()}
          id={row.customerId.toString()}
          position={index}
          selected={selectedResources.includes(row.customerId.toString())}
        >
          {condensed ? (
            <NarrowRow row={row} segments={segments} tiers={tiers} />
          ) : (
            <WideRow row={row} segments={segments} tiers={tiers} />
          )}
        </IndexTable.Row>
      ))}
    </IndexTable>
  );
}

type RowProps = { row: CustomerRow; segments: Props["segments"]; tiers: readonly TierName[] };

function WideRow({ row, segments, tiers }: RowProps) {
  const format = useFormat();
  return (
    <>
      <IndexTable.Cell>
        <Box paddingBlock="100">
          <Identity row={row} />
        </Box>
      </IndexTable.Cell>
      <IndexTable.Cell>
        <Badges row={row} segments={segments} />
      </IndexTable.Cell>
      <IndexTable.Cell>{tierName(row, tiers)}</IndexTable.Cell>
      <IndexTable.Cell>
        <Text as="span" alignment="end" numeric>
          {format.number(row.ordersCount)}
        </Text>
      </IndexTable.Cell>
      <IndexTable.Cell>
        <Text as="span" alignment="end" numeric>
          {format.money(row.netSpendMinor)}
        </Text>
      </IndexTable.Cell>
      <IndexTable.Cell>
        <Points row={row} />
      </IndexTable.Cell>
      <IndexTable.Cell>{useExpiring(row)}</IndexTable.Cell>
      <IndexTable.Cell>
        <Box paddingInlineStart="400">{useLastOrder(row)}</Box>
      </IndexTable.Cell>
      <IndexTable.Cell>{format.date(row.createdAt)}</IndexTable.Cell>
    </>
  );
}

/** On a narrow screen a row is a small card: the table's columns would not fit. */
function NarrowRow({ row, segments, tiers }: RowProps) {
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

function Identity({ row }: { row: CustomerRow }) {
  const t = useT();
  const name = [row.firstName, row.lastName].filter(Boolean).join(" ");
  return (
    <div className="wrap-anywhere">
      <BlockStack>
        <Link url={`/app/customers/${row.customerId}`} dataPrimaryLink monochrome removeUnderline>
          <Text as="span" fontWeight="semibold">
            {name || (row.email ?? t("customers.nameless"))}
          </Text>
        </Link>
        {name !== "" && row.email !== null && (
          <Text as="span" tone="subdued">
            {row.email}
          </Text>
        )}
      </BlockStack>
    </div>
  );
}

function Points({ row }: { row: CustomerRow }) {
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

function Badges({ row, segments }: Omit<RowProps, "tiers">) {
  return (
    <InlineStack gap="100">
      {row.segments.map((key) => (
        <SegmentBadge key={key} segment={segments.find((segment) => segment.key === key) ?? { key }} />
      ))}
    </InlineStack>
  );
}

function tierName({ tier }: CustomerRow, tiers: readonly TierName[]): string {
  return tier === null ? "" : (tiers.find(({ key }) => key === tier)?.name ?? tier);
}

function useExpiring({ expiring }: CustomerRow): string {
  const t = useT();
  const format = useFormat();
  if (expiring === null) return "";
  return t("customers.expiring", { count: expiring.points, date: format.date(lastMomentBefore(expiring.at)) });
}

function useLastOrder(row: CustomerRow): string {
  const t = useT();
  const format = useFormat();
  return row.lastOrderAt === null ? t("customers.noOrder") : format.date(row.lastOrderAt);
}
