import { Badge, BlockStack, IndexTable, InlineStack, Link, Text, useBreakpoints } from "@shopify/polaris";

import type { RedemptionLine } from "../../insights/redemptions/redemptions.server.ts";
import { to } from "../../pages.ts";
import { textIn } from "../../program/rules/texts.ts";
import { useFormat, useLocale, useT } from "../locale.tsx";
import { RedemptionList } from "./redemption-list.tsx";
import { isUndoable, redemptionNotes, redemptionStateNames, redemptionStateTones } from "./redemption-words.ts";
import { UndoRedemption } from "./undo-redemption.tsx";

/** Redemptions of all customers: a line each where there is room, else one below the other. */
export function RedemptionTable({ lines }: { lines: readonly RedemptionLine[] }) {
  const t = useT();
  const narrow = useBreakpoints().mdDown;
  if (narrow) return <RedemptionList lines={lines} withCustomer />;
  return (
    <IndexTable
      resourceName={{ singular: t("redemptions.columnCode"), plural: t("redemptions.list") }}
      itemCount={lines.length}
      selectable={false}
      headings={[
        { title: t("redemptions.columnCode") },
        { title: t("redemptions.columnCustomer") },
        { title: t("redemptions.reward") },
        { title: t("redemptions.columnPoints"), alignment: "end" },
        { title: t("redemptions.columnOrder") },
        { title: t("redemptions.columnDate") },
        { title: t("redemptions.columnActions"), hidden: true },
      ]}
    >
      {lines.map((line, index) => (
        <IndexTable.Row key={line.redemptionId.toString()} id={line.redemptionId.toString()} position={index}>
          <Cells line={line} />
        </IndexTable.Row>
      ))}
    </IndexTable>
  );
}

function Cells({ line }: { line: RedemptionLine }) {
  const t = useT();
  const format = useFormat();
  const locale = useLocale();
  const name = [line.firstName, line.lastName].filter(Boolean).join(" ") || (line.email ?? t("customer.nameless"));
  // The order has a column of its own.
  const notes = line.usedOrderId === null ? redemptionNotes(line, t, format) : [];
  return (
    <>
      <IndexTable.Cell>
        <div className="ledger-what">
          <BlockStack gap="050">
            <InlineStack gap="200" blockAlign="center">
              <span className="code">{line.code}</span>
              <Badge tone={redemptionStateTones[line.state]}>{t(redemptionStateNames[line.state])}</Badge>
            </InlineStack>
            {notes.length > 0 && (
              <Text as="span" variant="bodySm" tone="subdued">
                {notes.join(" · ")}
              </Text>
            )}
          </BlockStack>
        </div>
      </IndexTable.Cell>
      <IndexTable.Cell>
        <div className="wrap-anywhere ledger-what">
          <Link url={to("customer", { customerId: line.customerId })}>{name}</Link>
        </div>
      </IndexTable.Cell>
      <IndexTable.Cell>
        <div className="wrap-anywhere ledger-what">{textIn(line.title, locale)}</div>
      </IndexTable.Cell>
      <IndexTable.Cell>
        <Text as="span" alignment="end" numeric>
          {format.number(line.points)}
        </Text>
      </IndexTable.Cell>
      <IndexTable.Cell>
        {line.usedOrderId !== null && (
          <Link url={`shopify://admin/orders/${line.usedOrderId}`} target="_top">
            {line.usedOrderName ?? line.usedOrderId.toString()}
          </Link>
        )}
      </IndexTable.Cell>
      <IndexTable.Cell>{format.date(line.reservedAt)}</IndexTable.Cell>
      <IndexTable.Cell>{isUndoable(line) && <UndoRedemption line={line} />}</IndexTable.Cell>
    </>
  );
}
