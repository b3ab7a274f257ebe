import { Card, Tabs, Text } from "@shopify/polaris";
import { useNavigate } from "@remix-run/react";

import { writeQuery, type CustomerQuery } from "../../customers/views/list-query.ts";
import type { CustomerPage } from "../../customers/views/list.server.ts";
import { to } from "../../pages.ts";
import { CustomerTable } from "../customers/customer-table.tsx";
import type { TierName } from "../customers/customer-cells.tsx";
import { ListFilters, type ListAddress } from "../customers/list-filters.tsx";
import { useT } from "../locale.tsx";
import { Pages } from "../page/pages.tsx";
import { MovesCard, type MovesView } from "./moves-card.tsx";
import { OverlapCard, type OverlapView } from "./overlap-card.tsx";

const segmentViews = ["members", "moves", "overlap"] as const;
export type SegmentView =
  | { view: "members"; query: CustomerQuery; page: CustomerPage; tiers: readonly TierName[]; expires: boolean }
  | ({ view: "moves" } & MovesView)
  | ({ view: "overlap" } & OverlapView);

type Named = { segmentId: number; key: string; name: string };
type Props = { segment: Named; others: readonly Named[]; shown: SegmentView };

/** What a segment's page shows below its figures; the address says which. */
export function SegmentViews({ segment, others, shown }: Props) {
  const t = useT();
  const navigate = useNavigate();
  const { segmentId } = segment;
  const tabs = [
    { id: "members", content: t("segmentPage.members"), panelID: "members-panel" },
    { id: "moves", content: t("segmentPage.moves"), panelID: "moves-panel" },
    { id: "overlap", content: t("segmentPage.overlap"), panelID: "overlap-panel" },
  ];
  return (
    <Card padding="0">
      <Tabs
        tabs={tabs}
        selected={segmentViews.indexOf(shown.view)}
        onSelect={(index) => {
          const view = segmentViews[index] ?? "members";
          navigate(to("segment", { segmentId }, { view: view === "members" ? null : view }), { preventScrollReset: true });
        }}
      >
        {shown.view === "members" && <Members segment={segment} {...shown} />}
        {shown.view === "moves" && <MovesCard segmentId={segmentId} view={shown} />}
        {shown.view === "overlap" && <OverlapCard segment={segment} others={others} view={shown} />}
      </Tabs>
    </Card>
  );
}

/** The customers' list, of one segment. */
function Members({ segment, query, page, tiers, expires }: Extract<SegmentView, { view: "members" }> & { segment: Named }) {
  const t = useT();
  // The segment is the page's; its address need not say it again.
  const address: ListAddress = (next) =>
    to("segment", { segmentId: segment.segmentId }, writeQuery({ ...next, segment: null, also: [] }));
  const at = (cursor: typeof page.next) => (cursor === null ? null : address({ ...query, cursor }));
  return (
    <>
      <ListFilters query={query} segments={null} tiers={tiers} address={address}>
        <Text as="p" tone="subdued">
          {page.more
            ? t("customers.foundMore", { count: page.total, total: page.shopTotal })
            : t("customers.foundOf", { count: page.total, total: page.shopTotal })}
        </Text>
      </ListFilters>
      <CustomerTable
        rows={page.rows}
        total={page.total}
        more={page.more}
        query={query}
        segments={page.segments}
        tiers={tiers}
        expires={expires}
        address={address}
      />
      <Pages previous={at(page.previous)} next={at(page.next)} />
    </>
  );
}
