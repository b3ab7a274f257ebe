import { BlockStack, Box, InlineGrid, InlineStack, Select, Tag } from "@shopify/polaris";
import { useNavigate, useNavigation } from "@remix-run/react";
import type { ReactNode } from "react";

import type { CustomerQuery, GroupPlace, Sort } from "../../customers/views/list-query.ts";
import { sorts, writeQuery } from "../../customers/views/list-query.ts";
import type { PlainKey } from "../../i18n/translate.ts";
import { groupNames } from "../../insights/rfm/group-words.ts";
import { RFM_GROUPS } from "../../insights/rfm/groups.ts";
import { useT } from "../locale.tsx";
import { FoldedFilters } from "../page/folded.tsx";
import { SearchField } from "../search-field.tsx";
import { to } from "../../pages.ts";
import { useSegmentName } from "../segment-badge.tsx";

const sortWords: Record<Sort, { asc: PlainKey; desc: PlainKey }> = {
  "last-order": { desc: "customers.sortLastOrderDesc", asc: "customers.sortLastOrderAsc" },
  spend: { desc: "customers.sortSpendDesc", asc: "customers.sortSpendAsc" },
  orders: { desc: "customers.sortOrdersDesc", asc: "customers.sortOrdersAsc" },
  points: { desc: "customers.sortPointsDesc", asc: "customers.sortPointsAsc" },
  created: { desc: "customers.sortCreatedDesc", asc: "customers.sortCreatedAsc" },
};

/** Where a list of customers is: its address in a state. */
export type ListAddress = (query: CustomerQuery) => string;
export const customersAddress: ListAddress = (query) => to("customers", writeQuery(query));

/** Goes to the list's first page in another state; the address holds the state. */
export function useListQuery(query: CustomerQuery, address: ListAddress): (change: Partial<CustomerQuery>) => void {
  const navigate = useNavigate();
  return (change) =>
    navigate(address({ ...query, cursor: null, ...change }), { replace: "search" in change, preventScrollReset: true });
}

export function ListFilters({
  query,
  address = customersAddress,
  segments,
  tiers,
  children,
}: {
  query: CustomerQuery;
  address?: ListAddress;
  /** Null: the list is of one segment. */
  segments: readonly { key: string; name: string }[] | null;
  tiers: readonly { key: string; name: string }[];
  children: ReactNode;
}) {
  const t = useT();
  const nameOf = useSegmentName();
  const go = useListQuery(query, address);
  const loading = useNavigation().location?.pathname === address(query).split("?")[0];
  const selects = 1 + (segments === null ? 0 : 1) + (tiers.length === 0 ? 0 : 1);
  const sortOptions = sorts.flatMap((sort) =>
    (["desc", "asc"] as const).map((order) => ({ label: t(sortWords[sort][order]), value: `${sort} ${order}` })),
  );
  return (
    <Box padding="300">
      <BlockStack gap="300">
        <InlineGrid columns={{ xs: 1, md: `2fr ${"1fr ".repeat(selects).trim()}` }} gap="300">
          <SearchField
            label={t("customers.searchLabel")}
            placeholder={t("customers.searchPlaceholder")}
            search={query.search}
            go={(search) => go({ search })}
            loading={loading}
          />
          <FoldedFilters
            active={[segments === null ? null : query.segment, query.tier].filter((chosen) => chosen !== null).length}
          >
            {segments !== null && (
              <Select
                label={t("customers.segment")}
                options={[
                  { label: t("customers.everyone"), value: "" },
                  ...segments.map((segment) => ({ label: nameOf(segment), value: segment.key })),
                ]}
                value={query.segment ?? ""}
                onChange={(value) => go({ segment: value === "" ? null : value })}
              />
            )}
            {tiers.length > 0 && (
              <Select
                label={t("customers.tier")}
                options={[
                  { label: t("customers.anyTier"), value: "" },
                  ...tiers.map(({ key, name }) => ({ label: name, value: key })),
                ]}
                value={query.tier ?? ""}
                onChange={(value) => go({ tier: value === "" ? null : value })}
              />
            )}
            <Select
              label={t("customers.sort")}
              options={sortOptions}
              value={`${query.sort} ${query.order}`}
              onChange={(value) => {
                const [sort, order] = value.split(" ");
                go({ sort: sorts.find((known) => known === sort) ?? "last-order", order: order === "asc" ? "asc" : "desc" });
              }}
            />
          </FoldedFilters>
        </InlineGrid>
        {query.place !== null && <PlaceTag place={query.place} onRemove={() => go({ place: null })} />}
        {query.also.length > 0 && (
          <InlineStack gap="200">
            {query.also.map((key) => {
              const name = nameOf((segments ?? []).find((segment) => segment.key === key) ?? { key });
              return (
                <Tag key={key} onRemove={() => go({ also: query.also.filter((other) => other !== key) })}>
                  {t("customers.alsoIn", { segment: name })}
                </Tag>
              );
            })}
          </InlineStack>
        )}
        <InlineStack align="space-between" blockAlign="center" gap="200">
          {children}
        </InlineStack>
      </BlockStack>
    </Box>
  );
}

/** The group that the map of groups has led from. A group that is none any more is told by its key. */
function PlaceTag({ place: { group, cell }, onRemove }: { place: GroupPlace; onRemove: () => void }) {
  const t = useT();
  const known = RFM_GROUPS.find((one) => one === group);
  const name = known === undefined ? group : t(groupNames[known]);
  return (
    <InlineStack>
      <Tag onRemove={onRemove}>
        {cell === null ? t("customers.inGroup", { group: name }) : t("customers.inCell", { group: name, ...cell })}
      </Tag>
    </InlineStack>
  );
}
