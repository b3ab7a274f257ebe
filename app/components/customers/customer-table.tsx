import { Box, IndexTable, Text, useBreakpoints, useIndexResourceState } from "@shopify/polaris";
import { useNavigate } from "@remix-run/react";
import type { ReactNode } from "react";

import { parseQuery, writeQuery, type CustomerQuery, type Sort } from "../../customers/views/list-query.ts";
import type { CustomerRow } from "../../customers/views/list.server.ts";
import { Empty } from "../empty.tsx";
import { useFormat, useT } from "../locale.tsx";
import { Badges, Expiring, Identity, LastOrder, NarrowRow, Points, tierName, type Names } from "./customer-cells.tsx";
import { to } from "../../pages.ts";
import { customersAddress, useListQuery, type ListAddress } from "./list-filters.tsx";

type Column = { title: string; sort: Sort | null; end?: boolean; cell: (row: CustomerRow) => ReactNode };

type Props = Names & {
  rows: readonly CustomerRow[];
  query: CustomerQuery;
  /** Whether points expire under the program in force. */
  expires: boolean;
  address?: ListAddress;
  /** How many the list has in all, and whether there are more than were counted. */
  total: number;
  more: boolean;
};

export function CustomerTable({ rows, query, expires, address = customersAddress, total, more, ...names }: Props) {
  const t = useT();
  const go = useListQuery(query, address);
  const condensed = useBreakpoints().smDown;
  const columns = useColumns(names, expires);
  const sorted = columns.findIndex(({ sort }) => sort === query.sort);
  const navigate = useNavigate();
  const { selectedResources, allResourcesSelected, handleSelectionChange } = useIndexResourceState(
    rows.map(({ customerId }) => ({ id: customerId.toString() })),
  );
  const [first, ...others] = columns.map(({ title, end }) => ({ title, ...(end === true ? { alignment: "end" as const } : {}) }));
  return (
    <IndexTable
      resourceName={{ singular: t("customers.name"), plural: t("customers.list") }}
      itemCount={rows.length}
      selectedItemsCount={allResourcesSelected ? "All" : selectedResources.length}
      onSelectionChange={handleSelectionChange}
      hasMoreItems={more || total > rows.length}
      paginatedSelectAllActionText={
        more ? t("customers.selectAllMore", { count: total }) : t("customers.selectAll", { count: total })
      }
      paginatedSelectAllText={
        more ? t("customers.allSelectedMore", { count: total }) : t("customers.allSelected", { count: total })
      }
      promotedBulkActions={[
        {
          content: t("pointsTools.adjustBulk"),
          onAction: () =>
            navigate(allResourcesSelected ? to("adjust", all(query)) : to("adjust", { customers: selectedResources.join(",") })),
        },
      ]}
      condensed={condensed}
      headings={[first ?? { title: t("customers.name") }, ...others]}
      sortable={columns.map(({ sort }) => sort !== null)}
      sortColumnIndex={sorted === -1 ? undefined : sorted}
      sortDirection={query.order === "asc" ? "ascending" : "descending"}
      defaultSortDirection="descending"
      onSort={(index, direction) => {
        const sort = columns[index]?.sort;
        if (sort) go({ sort, order: direction === "ascending" ? "asc" : "desc" });
      }}
      emptyState={
        <Empty
          title={t("customers.noneFound")}
          text={t("customers.noneFoundText")}
          action={{ content: t("customers.clearAll"), url: address(parseQuery(new URLSearchParams())) }}
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
            <NarrowRow row={row} {...names} />
          ) : (
            columns.map(({ title, cell }) => <IndexTable.Cell key={title}>{cell(row)}</IndexTable.Cell>)
          )}
        </IndexTable.Row>
      ))}
    </IndexTable>
  );
}

/** Where all of a list are meant, whatever page is shown. */
function all(query: CustomerQuery): URLSearchParams {
  const params = writeQuery({ ...query, cursor: null, sort: "last-order", order: "desc" });
  return params.size === 0 ? new URLSearchParams({ everyone: "yes" }) : params;
}

/** Tiers and expiry have columns where the program has them. Segments stand beside the name: in German a column of theirs would push the last one out of sight. */
function useColumns({ segments, tiers }: Names, expires: boolean): Column[] {
  const t = useT();
  const format = useFormat();
  const figure = (text: string) => (
    <Text as="span" alignment="end" numeric>
      {text}
    </Text>
  );
  const tier: Column = { title: t("customers.tier"), sort: null, cell: (row) => tierName(row, tiers) };
  const expiring: Column = { title: t("customers.expires"), sort: null, cell: (row) => <Expiring row={row} /> };
  return [
    {
      title: t("customers.name"),
      sort: null,
      cell: (row) => (
        <Box paddingBlock="100">
          <Identity row={row} badges={<Badges row={row} segments={segments} />} />
        </Box>
      ),
    },
    ...(tiers.length === 0 ? [] : [tier]),
    { title: t("customers.orders"), sort: "orders", end: true, cell: (row) => figure(format.number(row.ordersCount)) },
    { title: t("customers.spend"), sort: "spend", end: true, cell: (row) => figure(format.money(row.netSpendMinor)) },
    { title: t("customers.points"), sort: "points", end: true, cell: (row) => <Points row={row} /> },
    ...(expires ? [expiring] : []),
    { title: t("customers.lastOrder"), sort: "last-order", cell: (row) => <LastOrder row={row} /> },
    { title: t("customers.created"), sort: "created", cell: (row) => format.date(row.createdAt) },
  ];
}
