import { Badge, BlockStack, InlineStack, Link, Text } from "@shopify/polaris";

import type { RedemptionLine } from "../../insights/redemptions/redemptions.server.ts";
import { textIn } from "../../program/rules/texts.ts";
import { useFormat, useLocale, useT } from "../locale.tsx";
import { isUndoable, redemptionNotes, redemptionStateNames, redemptionStateTones } from "./redemption-words.ts";
import { UndoRedemption } from "./undo-redemption.tsx";
import { to } from "../../pages.ts";

type Props = {
  lines: readonly RedemptionLine[];
  /** Whose they are is said unless the page says so. */
  withCustomer: boolean;
};

/** A redemption a row: code, reward, points, and what became of it. */
export function RedemptionList({ lines, withCustomer }: Props) {
  const t = useT();
  return (
    <ul className="rows" aria-label={t("redemptions.list")}>
      {lines.map((line) => (
        <li key={line.redemptionId.toString()}>
          <div className="wrap-anywhere row-main">
            <Line line={line} withCustomer={withCustomer} />
          </div>
          {isUndoable(line) && <UndoRedemption line={line} />}
        </li>
      ))}
    </ul>
  );
}

function Line({ line, withCustomer }: { line: RedemptionLine; withCustomer: boolean }) {
  const t = useT();
  const format = useFormat();
  const locale = useLocale();
  const value = line.valueMinor === 0n ? null : format.money(line.valueMinor);
  const title = textIn(line.title, locale);
  const price = t("rewardForm.previewPoints", { count: line.points });
  return (
    <BlockStack gap="100">
      <InlineStack gap="200" blockAlign="center">
        <span className="code">{line.code}</span>
        <Badge tone={redemptionStateTones[line.state]}>{t(redemptionStateNames[line.state])}</Badge>
      </InlineStack>
      <Text as="p">{[title, price, ...(value === null || title.includes(value) ? [] : [value])].join(" · ")}</Text>
      <Text as="p" variant="bodySm" tone="subdued">
        {[format.dateTime(line.reservedAt), ...redemptionNotes(line, t, format)].join(" · ")}
      </Text>
      {withCustomer && <Customer line={line} />}
    </BlockStack>
  );
}

function Customer({ line }: { line: RedemptionLine }) {
  const t = useT();
  const name = [line.firstName, line.lastName].filter(Boolean).join(" ") || line.email;
  return <Link url={to("customer", { customerId: line.customerId })}>{name ?? t("customer.nameless")}</Link>;
}
