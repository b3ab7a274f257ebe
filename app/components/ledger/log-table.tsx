import { BlockStack, Box, IndexTable, InlineStack, Link, Text, useBreakpoints } from "@shopify/polaris";

import type { LogLine } from "../../insights/points/points-log.server.ts";
import { to } from "../../pages.ts";
import { useFormat, useT } from "../locale.tsx";
import { EntryWords, type Bonuses } from "./entry-words.tsx";

type Props = { lines: readonly LogLine[]; at: Date; bonuses: Bonuses };

/** Entries of all accounts, each with whose it is. */
export function LogTable({ lines, at, bonuses }: Props) {
  const t = useT();
  const format = useFormat();
  const condensed = useBreakpoints().smDown;
  return (
    <IndexTable
      resourceName={{ singular: t("customer.ledgerWhat"), plural: t("pointsLog.list") }}
      itemCount={lines.length}
      selectable={false}
      condensed={condensed}
      headings={[
        { title: t("customer.ledgerDate") },
        { title: t("pointsLog.customer") },
        { title: t("customer.ledgerWhat") },
        { title: t("customer.ledgerPoints"), alignment: "end" },
      ]}
    >
      {lines.map((line, index) => {
        const id = `${line.customerId}-${line.seq}`;
        const points = (
          <Text as="span" alignment="end" numeric tone={line.points < 0n ? "critical" : "success"}>
            {format.signed(line.points)}
          </Text>
        );
        return (
          <IndexTable.Row key={id} id={id} position={index}>
            {condensed ? (
              <Box padding="300">
                <InlineStack align="space-between" gap="200" wrap={false}>
                  <BlockStack gap="050">
                    <Who line={line} />
                    <EntryWords entry={line} at={at} bonuses={bonuses} />
                    <Text as="span" variant="bodySm" tone="subdued">
                      {format.dateTime(line.recordedAt)}
                    </Text>
                  </BlockStack>
                  {points}
                </InlineStack>
              </Box>
            ) : (
              <>
                <IndexTable.Cell>{format.dateTime(line.recordedAt)}</IndexTable.Cell>
                <IndexTable.Cell>
                  <Who line={line} />
                </IndexTable.Cell>
                <IndexTable.Cell>
                  <EntryWords entry={line} at={at} bonuses={bonuses} />
                </IndexTable.Cell>
                <IndexTable.Cell>{points}</IndexTable.Cell>
              </>
            )}
          </IndexTable.Row>
        );
      })}
    </IndexTable>
  );
}

function Who({ line: { customerId, firstName, lastName, email } }: { line: LogLine }) {
  const t = useT();
  const name = [firstName, lastName].filter(Boolean).join(" ") || (email ?? t("customer.nameless"));
  return (
    <div className="wrap-anywhere">
      <Link url={to("customer", { customerId }, { tab: "points" })} monochrome removeUnderline>
        {name}
      </Link>
    </div>
  );
}
