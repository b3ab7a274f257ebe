import { BlockStack, Card, Tabs } from "@shopify/polaris";
import { useNavigate } from "@remix-run/react";

import { writeHistoryCursor, type HistoryCursor } from "../../customers/views/history.ts";
import type { LedgerLine } from "../../points/ledger.server.ts";
import { Empty } from "../empty.tsx";
import { useT } from "../locale.tsx";
import { Pages } from "../page/pages.tsx";
import type { Bonuses } from "../ledger/entry-words.tsx";
import { LedgerTable } from "../ledger/ledger-table.tsx";
import { to } from "../../pages.ts";
import { TimelineList, type ShownEvent } from "./timeline/timeline-list.tsx";

type Props = {
  customerId: bigint;
  tab: "timeline" | "points";
  history: { events: ShownEvent[]; next: HistoryCursor | null };
  entries: LedgerLine[];
  moreEntries: boolean;
  at: Date;
  bonuses: Bonuses;
};

/** Timeline and points account side by side as tabs; the address holds which one and which page. */
export function HistoryCard({ customerId, tab, history, entries, moreEntries, at, bonuses }: Props) {
  const t = useT();
  const navigate = useNavigate();
  const address = (params: Record<string, string>) => to("customer", { customerId }, params);
  const lastSeq = entries.at(-1)?.seq;
  return (
    <Card padding="0">
      <Tabs
        fitted
        tabs={[
          { id: "timeline", content: t("customer.tabTimeline"), panelID: "timeline-panel" },
          { id: "points", content: t("customer.tabLedger"), panelID: "points-panel" },
        ]}
        selected={tab === "points" ? 1 : 0}
        onSelect={(index) => navigate(address({ tab: index === 1 ? "points" : "timeline" }), { preventScrollReset: true })}
      >
        {tab === "timeline" ? (
          <BlockStack>
            {history.events.length === 0 ? (
              <Empty title={t("customer.timelineEmptyTitle")} text={t("customer.timelineEmptyText")} />
            ) : (
              <TimelineList events={history.events} />
            )}
            <Pages next={history.next === null ? null : address({ events: writeHistoryCursor(history.next) })} />
          </BlockStack>
        ) : (
          <BlockStack>
            {entries.length === 0 ? (
              <Empty title={t("customer.ledgerEmptyTitle")} text={t("customer.ledgerEmptyText")} />
            ) : (
              <LedgerTable entries={entries} at={at} bonuses={bonuses} />
            )}
            <Pages next={moreEntries && lastSeq !== undefined ? address({ tab: "points", entries: String(lastSeq) }) : null} />
          </BlockStack>
        )}
      </Tabs>
    </Card>
  );
}
