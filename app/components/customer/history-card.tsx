import { BlockStack, Box, Button, Card, InlineStack, Tabs } from "@shopify/polaris";
import { useNavigate } from "@remix-run/react";

import {
  historyViews,
  writeHistoryCursor,
  writeHistoryViews,
  type HistoryCursor,
  type HistoryView,
} from "../../customers/views/history.ts";
import type { PlainKey } from "../../i18n/translate.ts";
import type { Calculation } from "../../points/account/calculation.ts";
import type { Equation } from "../../points/account/equation.ts";
import type { Account } from "../../points/accounts.server.ts";
import type { LedgerLine } from "../../points/ledger.server.ts";
import { Empty } from "../empty.tsx";
import { useT } from "../locale.tsx";
import { Pages } from "../page/pages.tsx";
import type { Bonuses } from "../ledger/entry-words.tsx";
import { EquationRow } from "../ledger/equation.tsx";
import { LedgerTable } from "../ledger/ledger-table.tsx";
import { to } from "../../pages.ts";
import { NoteComposer } from "../customer-notes/note-composer.tsx";
import { TimelineList, type ShownEvent } from "./timeline/timeline-list.tsx";

const viewWords: Record<HistoryView, PlainKey> = {
  orders: "customer.viewOrders",
  points: "customer.viewPoints",
  segments: "customer.viewSegments",
  messages: "customer.viewMessages",
  consent: "customer.viewConsent",
  notes: "customer.viewNotes",
  other: "customer.viewOther",
};

type Props = {
  customerId: bigint;
  tab: "timeline" | "points";
  history: { events: ShownEvent[]; next: HistoryCursor | null };
  /** What of it is shown; none is all. */
  views: readonly HistoryView[];
  /** Of the next note; null where nobody can be written of any more. */
  noteId: string | null;
  entries: LedgerLine[];
  moreEntries: boolean;
  at: Date;
  bonuses: Bonuses;
  equation: Equation;
  account: Pick<Account, "available" | "pending">;
  calculations: Record<string, Calculation>;
};

/** Points account and timeline side by side as tabs, the account first: it answers what most customers ask; the address holds which one, what of it and which page. */
export function HistoryCard({ customerId, tab, history, views, noteId, entries, moreEntries, at, bonuses, ...points }: Props) {
  const { equation, account, calculations } = points;
  const t = useT();
  const navigate = useNavigate();
  const address = (params: Record<string, string | null>) => to("customer", { customerId }, params);
  const go = (params: Record<string, string | null>) => navigate(address(params), { preventScrollReset: true });
  const show = writeHistoryViews(views);
  const lastSeq = entries.at(-1)?.seq;
  return (
    <Card padding="0">
      <Tabs
        fitted
        tabs={[
          { id: "points", content: t("customer.tabLedger"), panelID: "points-panel" },
          { id: "timeline", content: t("customer.tabTimeline"), panelID: "timeline-panel" },
        ]}
        selected={tab === "points" ? 0 : 1}
        onSelect={(index) => go({ tab: index === 0 ? "points" : "timeline" })}
      >
        {tab === "timeline" ? (
          <BlockStack>
            <Box padding="400" paddingBlockEnd="0">
              <BlockStack gap="400">
                {noteId !== null && <NoteComposer customerId={customerId} noteId={noteId} />}
                <ViewFilter views={views} onChange={(next) => go({ tab: "timeline", show: writeHistoryViews(next) })} />
              </BlockStack>
            </Box>
            {history.events.length > 0 ? (
              <TimelineList customerId={customerId} events={history.events} open={noteId !== null} />
            ) : views.length > 0 ? (
              <Empty title={t("customer.viewEmptyTitle")} text={t("customer.viewEmptyText")} />
            ) : (
              <Empty title={t("customer.timelineEmptyTitle")} text={t("customer.timelineEmptyText")} />
            )}
            <Pages
              next={history.next === null ? null : address({ tab: "timeline", show, events: writeHistoryCursor(history.next) })}
            />
          </BlockStack>
        ) : (
          <BlockStack>
            {entries.length === 0 ? (
              <Empty title={t("customer.ledgerEmptyTitle")} text={t("customer.ledgerEmptyText")} />
            ) : (
              <>
                <EquationRow equation={equation} account={account} />
                <LedgerTable entries={entries} at={at} bonuses={bonuses} calculations={calculations} />
              </>
            )}
            <Pages next={moreEntries && lastSeq !== undefined ? address({ tab: "points", entries: String(lastSeq) }) : null} />
          </BlockStack>
        )}
      </Tabs>
    </Card>
  );
}

type FilterProps = { views: readonly HistoryView[]; onChange: (views: HistoryView[]) => void };

/** What of a timeline is shown: several together, or everything. */
function ViewFilter({ views, onChange }: FilterProps) {
  const t = useT();
  const toggled = (view: HistoryView) => (views.includes(view) ? views.filter((other) => other !== view) : [...views, view]);
  return (
    <div role="group" aria-label={t("customer.views")}>
      <InlineStack gap="200">
        <Button size="slim" pressed={views.length === 0} onClick={() => onChange([])}>
          {t("customer.viewAll")}
        </Button>
        {historyViews.map((view) => (
          <Button key={view} size="slim" pressed={views.includes(view)} onClick={() => onChange(toggled(view))}>
            {t(viewWords[view])}
          </Button>
        ))}
      </InlineStack>
    </div>
  );
}
