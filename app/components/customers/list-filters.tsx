import { BlockStack, Box, InlineGrid, InlineStack, Select, Tag } from "@shopify/polaris";
import { useNavigate, useNavigation } from "@remix-run/react";
import type { ReactNode } from "react";

import type { CustomerQuery, GroupPlace, Sort } from "../../customers/views/list-query.ts";
import { sorts, writeQuery } from "../../customers/views/list-query.ts";
import type { PlainKey } from "../../i18n/translate.ts";
import { groupNames } from "../../insights/rfm/group-words.ts";
import { RFM_GROUPS } from "../../insights/rfm/groups.ts";
import { useT } from "../locale.tsx";
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

/** Goes to the list's first page in another state; the address holds the state. */
export function useListQuery(query: CustomerQuery): (change: Partial<CustomerQuery>) => void {
  const navigate = useNavigate();
  return (change) =>
    navigate(to("customers", writeQuery({ ...query, cursor: null, ...change })), { replace: "search" in change });
}

export function ListFilters({
  query,
  segments,
  tiers,
  children,
}: {
  query: CustomerQuery;
  segments: readonly { key: string; name: string }[];
  tiers: readonly { key: string; name: string }[];
  children: ReactNode;
}) {
  const t = useT();
  const nameOf = useSegmentName();
  const go = useListQuery(query);
  const loading = useNavigation().location?.pathname === to("customers");
  const sortOptions = sorts.flatMap((sort) =>
    (["desc", "asc"] as const).map((order) => ({ label: t(sortWords[sort][order]), value: `${sort} ${order}` })),
  );
  return (
    <Box padding="300">
      <BlockStack gap="300">
        <InlineGrid columns={{ xs: 1, md: tiers.length === 0 ? "2fr 1fr 1fr" : "2fr 1fr 1fr 1fr" }} gap="300">
          <SearchField
            label={t("customers.searchLabel")}
            placeholder={t("customers.searchPlaceholder")}
            search={query.search}
            go={(search) => go({ search })}
            loading={loading}
          />
          <Select
            label={t("customers.segment")}
            options={[
              { label: t("customers.everyone"), value: "" },
              ...segments.map((segment) => ({ label: nameOf(segment), value: segment.key })),
            ]}
            value={query.segment ?? ""}
            onChange={(value) => go({ segment: value === "" ? null : value })}
          />
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
        </InlineGrid>
        {query.place !== null && <PlaceTag place={query.place} onRemove={() => go({ place: null })} />}
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
