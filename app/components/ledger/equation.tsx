import { BlockStack, Box, Text } from "@shopify/polaris";

import type { PlainKey } from "../../i18n/translate.ts";
import type { Account } from "../../points/accounts.server.ts";
import { parts, type Equation, type Part } from "../../points/account/equation.ts";
import { useFormat, useT } from "../locale.tsx";

const words: Record<Part, PlainKey> = {
  orders: "account.orders",
  bonuses: "account.bonuses",
  adjustments: "account.adjustments",
  imports: "account.imports",
  merges: "account.merges",
  redeemed: "account.redeemed",
  expired: "account.expired",
};

type Props = { equation: Equation; account: Pick<Account, "available" | "pending"> };

/** The parts of a balance, which add up to it. Parts of nothing are left out, but for orders. */
export function EquationRow({ equation, account }: Props) {
  const t = useT();
  const format = useFormat();
  const shown = parts.filter((part) => part === "orders" || equation.parts[part] !== 0n);
  return (
    <Box padding="400" paddingBlockEnd="200">
      <BlockStack gap="200">
        <Text as="h3" variant="headingSm">
          {t("account.equation")}
        </Text>
        <dl className="equation">
          {shown.map((part) => (
            <div key={part}>
              <dt>{t(words[part])}</dt>
              <dd>{format.signed(equation.parts[part])}</dd>
            </div>
          ))}
          <div className="equation-total">
            <dt>{t("account.total")}</dt>
            <dd>{`= ${format.number(equation.total)}`}</dd>
          </div>
        </dl>
        {account.pending !== 0n && (
          <Text as="p" tone="subdued" variant="bodySm">
            {t("account.ofThat", { available: account.available, pending: account.pending })}
          </Text>
        )}
      </BlockStack>
    </Box>
  );
}
