import { BlockStack, Box, InlineGrid, Link, Select, Text } from "@shopify/polaris";
import { useNavigate } from "@remix-run/react";

import { to } from "../../pages.ts";
import type { Overlap } from "../../segments/figures/overlap.ts";
import { useFormat, useT } from "../locale.tsx";
import { PlainTable } from "../reports/plain-table.tsx";
import { OverlapPicture } from "./overlap-picture.tsx";

type Named = { segmentId: number; key: string; name: string };
/** `overlap` null: nothing is compared, or counting it took too long. */
export type OverlapView = { compared: readonly number[]; overlap: Overlap | null };

/** How a segment overlaps with one or two others: circles, and the same as a table. */
export function OverlapCard({ segment, others, view }: { segment: Named; others: readonly Named[]; view: OverlapView }) {
  const t = useT();
  const navigate = useNavigate();
  const { compared, overlap } = view;
  const go = (ids: readonly number[]) => {
    const params = new URLSearchParams({ view: "overlap" });
    for (const id of ids) params.append("with", String(id));
    navigate(to("segment", { segmentId: segment.segmentId }, params), { preventScrollReset: true });
  };
  const [first, second] = compared;
  const optionsBut = (taken: number | undefined) => [
    { value: "", label: t("segmentPage.nobody") },
    ...others
      .filter(({ segmentId }) => segmentId !== taken)
      .map(({ segmentId, name }) => ({ value: String(segmentId), label: name })),
  ];
  const chosen = [first, second].flatMap((id) => others.find(({ segmentId }) => segmentId === id) ?? []);
  return (
    <Box padding="300">
      <BlockStack gap="400">
        <Text as="p" tone="subdued">
          {others.length === 0 ? t("segmentPage.alone") : t("segmentPage.overlapHelp")}
        </Text>
        {others.length > 0 && (
          <InlineGrid columns={{ xs: 1, sm: 2 }} gap="300">
            <Select
              label={t("segmentPage.compareWith")}
              options={optionsBut(second)}
              value={first === undefined ? "" : String(first)}
              onChange={(id) => go([...(id === "" ? [] : [Number(id)]), ...(second === undefined ? [] : [second])])}
            />
            <Select
              label={t("segmentPage.compareAlso")}
              options={optionsBut(first)}
              value={second === undefined ? "" : String(second)}
              disabled={first === undefined}
              onChange={(id) => go([...(first === undefined ? [] : [first]), ...(id === "" ? [] : [Number(id)])])}
            />
          </InlineGrid>
        )}
        {chosen.length > 0 &&
          (overlap === null ? (
            <Text as="p">{t("segmentPage.overlapLong")}</Text>
          ) : (
            <Parts segments={[segment, ...chosen]} overlap={overlap} />
          ))}
      </BlockStack>
    </Box>
  );
}

function Parts({ segments, overlap: { parts, together } }: { segments: readonly Named[]; overlap: Overlap }) {
  const t = useT();
  const format = useFormat();
  const nameOf = (id: number) => segments.find(({ segmentId }) => segmentId === id)?.name ?? "";
  const wordsOf = (ids: readonly number[]) => {
    const names = ids.map(nameOf);
    const last = names.at(-1) ?? "";
    if (names.length === 1) return t("segmentPage.onlyIn", { segment: last });
    return t("segmentPage.and", { first: names.slice(0, -1).join(", "), second: last });
  };
  const rows = parts.map(({ segmentIds, count }) => ({
    segments: wordsOf(segmentIds),
    number: format.number(count),
    count,
    segmentIds,
  }));
  const [segment, ...also] = segments;
  const query = new URLSearchParams({ segment: segment?.key ?? "" });
  for (const { key } of also) query.append("also", key);
  return (
    <BlockStack gap="400">
      <OverlapPicture
        names={segments.map(({ name }) => name)}
        ids={segments.map(({ segmentId }) => segmentId)}
        parts={rows}
        label={t("segmentPage.overlapLabel", { parts: rows.map((row) => t("segmentPage.overlapPart", row)).join("; ") })}
      />
      <PlainTable
        label={t("segmentPage.overlapTable")}
        headings={[t("segmentPage.combination"), t("segmentPage.columnMembers")]}
        rows={rows.map((row) => [row.segments, row.number])}
      />
      {together > 0 && <Link url={to("customers", query)}>{t("segmentPage.showTogether", { count: together })}</Link>}
    </BlockStack>
  );
}
