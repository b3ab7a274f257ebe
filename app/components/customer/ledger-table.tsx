import { BlockStack, Box, IndexTable, InlineStack, Link, Text, useBreakpoints } from "@shopify/polaris";

import type { Translate } from "../../i18n/translate.ts";
import type { LedgerLine } from "../../points/ledger.server.ts";
import { useFormat, useT } from "../locale.tsx";

/** The account's entries with the balance after each. Nothing here can be edited: corrections are entries of their own. */
export function LedgerTable({ entries, at }: { entries: readonly LedgerLine[]; at: Date }) {
  const t = useT();
  const condensed = useBreakpoints().smDown;
  return (
    <IndexTable
      resourceName={{ singular: t("customer.ledgerWhat"), plural: t("customer.ledgerList") }}
      itemCount={entries.length}
      selectable={false}
      condensed={condensed}
      headings={[
        { title: t("customer.ledgerDate") },
        { title: t("customer.ledgerWhat") },
        { title: t("customer.ledgerPoints"), alignment: "end" },
        { title: t("customer.ledgerBalance"), alignment: "end" },
      ]}
    >
      {entries.map((entry, index) => (
        <IndexTable.Row key={entry.seq} id={String(entry.seq)} position={index}>
          {condensed ? <NarrowEntry entry={entry} at={at} /> : <WideEntry entry={entry} at={at} />}
        </IndexTable.Row>
      ))}
    </IndexTable>
  );
}

type EntryProps = { entry: LedgerLine; at: Date };

function WideEntry({ entry, at }: EntryProps) {
  const format = useFormat();
  return (
    <>
      <IndexTable.Cell>{format.dateTime(entry.recordedAt)}</IndexTable.Cell>
      <IndexTable.Cell>
        <What entry={entry} at={at} />
      </IndexTable.Cell>
      <IndexTable.Cell>
        <Text as="span" alignment="end" numeric tone={entry.points < 0n ? "critical" : "success"}>
          {format.signed(entry.points)}
        </Text>
      </IndexTable.Cell>
      <IndexTable.Cell>
        <Text as="span" alignment="end" numeric>
          {format.number(entry.runningBalance)}
        </Text>
      </IndexTable.Cell>
    </>
  );
}

function NarrowEntry({ entry, at }: EntryProps) {
  const t = useT();
  const format = useFormat();
  return (
    <Box padding="300">
      <InlineStack align="space-between" gap="200" wrap={false}>
        <BlockStack gap="050">
          <What entry={entry} at={at} />
          <Text as="span" variant="bodySm" tone="subdued">
            {format.dateTime(entry.recordedAt)}
          </Text>
        </BlockStack>
        <BlockStack>
          <Text as="span" alignment="end" numeric tone={entry.points < 0n ? "critical" : "success"}>
            {format.signed(entry.points)}
          </Text>
          <Text as="span" alignment="end" variant="bodySm" tone="subdued">
            {`${t("customer.ledgerBalance")} ${format.number(entry.runningBalance)}`}
          </Text>
        </BlockStack>
      </InlineStack>
    </Box>
  );
}

function What({ entry, at }: EntryProps) {
  const t = useT();
  const format = useFormat();
  const user = /^merchant:(.+)$/.exec(entry.actor)?.[1];
  const notes = [
    user === undefined ? null : t("customer.ledgerByTeam", { user }),
    entry.availableAt > at && entry.points > 0n ? t("customer.ledgerAvailable", { date: format.date(entry.availableAt) }) : null,
  ].filter((note) => note !== null);
  return (
    <div className="wrap-anywhere ledger-what">
      <BlockStack>
        {entry.orderId === null ? (
          <Text as="span">{whatWords(entry, t)}</Text>
        ) : (
          <Link url={`shopify://admin/orders/${entry.orderId}`} target="_top" monochrome>
            {whatWords(entry, t)}
          </Link>
        )}
        {notes.map((note) => (
          <Text as="span" key={note} variant="bodySm" tone="subdued">
            {note}
          </Text>
        ))}
      </BlockStack>
    </div>
  );
}

function whatWords(entry: LedgerLine, t: Translate): string {
  const name = entry.orderName ?? entry.orderId?.toString() ?? "?";
  if (entry.kind === "order")
    return entry.points < 0n ? t("customer.ledgerOrderReversal", { name }) : t("customer.ledgerOrder", { name });
  if (entry.kind === "adjustment") return t("customer.ledgerAdjustment", { reason: entry.reason ?? "–" });
  return t("customer.ledgerMerge");
}
