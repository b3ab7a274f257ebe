import { BlockStack, Button, Card, Divider, InlineStack, Text } from "@shopify/polaris";
import { useState } from "react";

import type { CustomerDetail } from "../../customers/views/detail.server.ts";
import type { Format } from "../../i18n/format.ts";
import type { Translate } from "../../i18n/translate.ts";
import type { Account } from "../../points/accounts.server.ts";
import { DAY_MS } from "../../lib/time.ts";
import { lastMomentBefore } from "../../points/expiry/expiry.ts";
import { useFormat, useT } from "../locale.tsx";
import { AdjustmentForm } from "./adjustment-form.tsx";

type Props = {
  account: Pick<Account, "available" | "pending" | "expiring">;
  worthMinor: bigint;
  nextRelease: CustomerDetail["nextRelease"];
  /** Null where nothing can be adjusted any more. */
  adjustmentKey: string | null;
  at: Date;
};

/** Points that expire within this time are pointed out, as in the first reminder. */
const SOON_DAYS = 30;

export function BalanceCard({ account, worthMinor, nextRelease, adjustmentKey, at }: Props) {
  const t = useT();
  const format = useFormat();
  const [open, setOpen] = useState(false);
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          {t("customer.balance")}
        </Text>
        <InlineStack gap="600">
          <BlockStack gap="050">
            <Text as="h3" variant="bodySm" tone="subdued">
              {t("customer.available")}
            </Text>
            <Text as="p" variant="heading2xl" numeric>
              {format.number(account.available)}
            </Text>
            <Text as="p" variant="bodySm" tone="subdued">
              {t("customer.worth", { amount: format.money(worthMinor) })}
            </Text>
          </BlockStack>
          <BlockStack gap="050">
            <Text as="h3" variant="bodySm" tone="subdued">
              {t("customer.pending")}
            </Text>
            <Text as="p" variant="heading2xl" numeric tone="subdued">
              {format.number(account.pending)}
            </Text>
          </BlockStack>
        </InlineStack>
        {nextRelease !== null && (
          <Text as="p" tone="subdued">
            {releaseWords(nextRelease, t, format)}
          </Text>
        )}
        {account.expiring !== null && (
          <Text as="p" tone={account.expiring.at.getTime() - at.getTime() < SOON_DAYS * DAY_MS ? "caution" : "subdued"}>
            {t("customer.expiring", {
              count: account.expiring.points,
              date: format.date(lastMomentBefore(account.expiring.at)),
            })}
          </Text>
        )}
        {account.available < 0n && (
          <Text as="p" tone="subdued">
            {t("customer.debt")}
          </Text>
        )}
        {adjustmentKey !== null && (
          <>
            <Divider />
            {open ? (
              <AdjustmentForm adjustmentKey={adjustmentKey} onClose={() => setOpen(false)} />
            ) : (
              <InlineStack>
                <Button onClick={() => setOpen(true)}>{t("customer.adjust")}</Button>
              </InlineStack>
            )}
          </>
        )}
      </BlockStack>
    </Card>
  );
}

function releaseWords(release: NonNullable<CustomerDetail["nextRelease"]>, t: Translate, format: Format): string {
  const date = format.date(release.at);
  return release.points < 0n
    ? t("customer.deduction", { count: -release.points, date })
    : t("customer.release", { count: release.points, date });
}
