import { BlockStack, Box, Card, InlineGrid, Select, Text } from "@shopify/polaris";
import { useNavigate, useSearchParams } from "@remix-run/react";

import type { SegmentLine } from "../../segments/figures/overview.server.ts";
import { to } from "../../pages.ts";
import { Empty } from "../empty.tsx";
import { useFormat, useT } from "../locale.tsx";
import { SearchField } from "../search-field.tsx";
import { useSegmentName } from "../segment-badge.tsx";
import { segmentSorts, sortSegments, type SegmentSort } from "./sort-segments.ts";
import { SegmentRows } from "./segment-rows.tsx";

/** All segments of a shop. There are at most 200, so the page has them all: search and sort are the address's, and take no time. */
export function SegmentList({ segments, customers }: { segments: readonly SegmentLine[]; customers: number }) {
  const t = useT();
  const format = useFormat();
  const nameOf = useSegmentName();
  const navigate = useNavigate();
  const [params] = useSearchParams();
  const search = params.get("q") ?? "";
  const sort = segmentSorts.find((known) => known === params.get("sort")) ?? "own";
  const go = (change: { search?: string; sort?: SegmentSort }) => {
    const next = { search, sort, ...change };
    const query = { q: next.search === "" ? null : next.search, sort: next.sort === "own" ? null : next.sort };
    navigate(to("segments", query), { replace: true, preventScrollReset: true });
  };
  const named = segments.map((segment) => ({ ...segment, name: nameOf(segment) }));
  const words = search.toLowerCase();
  const found = named.filter(({ name, query }) => name.toLowerCase().includes(words) || query.toLowerCase().includes(words));
  return (
    <Card padding="0">
      <Box padding="300">
        <BlockStack gap="300">
          <InlineGrid columns={{ xs: 1, md: "2fr 1fr" }} gap="300">
            <SearchField
              label={t("segmentPage.search")}
              placeholder={t("segmentPage.searchPlaceholder")}
              search={search}
              go={(typed) => go({ search: typed })}
            />
            <Select
              label={t("segmentPage.sort")}
              options={[
                { value: "own", label: t("segmentPage.sortOwn") },
                { value: "name", label: t("segmentPage.sortName") },
                { value: "size", label: t("segmentPage.sortSize") },
                { value: "change", label: t("segmentPage.sortChange") },
              ]}
              value={sort}
              onChange={(chosen) => go({ sort: segmentSorts.find((known) => known === chosen) ?? "own" })}
            />
          </InlineGrid>
          <Text as="p" tone="subdued">
            {t("segmentPage.found", { count: found.length })}
          </Text>
        </BlockStack>
      </Box>
      {found.length === 0 ? (
        <Empty title={t("segmentPage.noneFound")} text={t("segmentPage.noneFoundText")} />
      ) : (
        <SegmentRows segments={sortSegments(found, sort)} shareOf={(members) => shareOf(members, customers, format.percent)} />
      )}
    </Card>
  );
}

function shareOf(members: number, customers: number, percent: (share: number) => string): string {
  return customers === 0 ? "–" : percent(members / customers);
}
