import { BlockStack, Box, IndexTable, InlineStack, Text, useBreakpoints } from "@shopify/polaris";

import type { Calculation } from "../../points/account/calculation.ts";
import type { LedgerLine } from "../../points/ledger.server.ts";
import { useFormat, useT } from "../locale.tsx";
import { EntryWords, type Bonuses } from "./entry-words.tsx";

type About = { at: Date; bonuses: Bonuses; calculations: Record<string, Calculation> };

/** The account's entries with the balance after each. Nothing here can be edited: corrections are entries of their own. */
export function LedgerTable({ entries, ...about }: About & { entries: readonly LedgerLine[] }) {
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
          {condensed ? <NarrowEntry entry={entry} {...about} /> : <WideEntry entry={entry} {...about} />}
        </IndexTable.Row>
      ))}
    </IndexTable>
  );
}

type EntryProps = About & { entry: LedgerLine };

function WideEntry({ entry, ...about }: EntryProps) {
  const format = useFormat();
  return (
    <>
      <IndexTable.Cell>{format.dateTime(entry.recordedAt)}</IndexTable.Cell>
      <IndexTable.Cell>
        <EntryWords entry={entry} {...about} />
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

function NarrowEntry({ entry, ...about }: EntryProps) {
  const t = useT();
  const format = useFormat();
  return (
    <Box padding="300">
      <InlineStack align="space-between" gap="200" wrap={false}>
        <BlockStack gap="050">
          <EntryWords entry={entry} {...about} />
          <Text as="span" variant="bodySm" tone="subdued">
            {format.dateTime(entry.recordedAt)}
          </Text>
        </BlockStack>
        <div className="ledger-sums">
          <BlockStack>
            <Text as="span" alignment="end" numeric tone={entry.points < 0n ? "critical" : "success"}>
              {format.signed(entry.points)}
            </Text>
            <Text as="span" alignment="end" variant="bodySm" tone="subdued">
              {`${t("customer.ledgerBalance")} ${format.number(entry.runningBalance)}`}
            </Text>
          </BlockStack>
        </div>
      </InlineStack>
    </Box>
  );
}
