import { Badge, BlockStack, Box, Button, ButtonGroup, Card, InlineStack, Text } from "@shopify/polaris";
import { useState } from "react";

import type { Payout } from "../../affiliates/payouts/read.server.ts";
import { to } from "../../pages.ts";
import { useFormat, useT } from "../locale.tsx";
import { Confirm } from "../page/bridge/confirm.tsx";
import { DownloadButton } from "../page/download.tsx";

type Props = { payouts: readonly Payout[]; busy?: boolean; onCancel?: (payoutId: bigint) => void };

/** Payouts with their credit notes; where `onCancel` is given, one can be cancelled. */
export function PayoutList({ payouts, busy = false, onCancel }: Props) {
  const t = useT();
  const format = useFormat();
  const [asked, setAsked] = useState<bigint | null>(null);
  return (
    <Card padding="0">
      <Box padding="400">
        <Text as="h2" variant="headingMd">
          {t("affiliatePayouts.list")}
        </Text>
      </Box>
      <ul className="rows" aria-label={t("affiliatePayouts.list")}>
        {payouts.map(({ payoutId, number, netMinor, taxMinor, madeAt, cancelledAt }) => (
          <li key={payoutId.toString()}>
            <div className="row-main">
              <BlockStack gap="100">
                <InlineStack gap="200" blockAlign="center">
                  <Text as="span">{format.money(netMinor + taxMinor)}</Text>
                  {cancelledAt !== null && <Badge>{t("affiliatePayouts.cancelled")}</Badge>}
                </InlineStack>
                <Text as="p" variant="bodySm" tone="subdued">
                  {format.date(madeAt)}
                </Text>
              </BlockStack>
            </div>
            <ButtonGroup>
              <DownloadButton
                url={to("creditNote", { payoutId })}
                fileName={`${number}.html`}
                failed={t("affiliatePayouts.noteFailed")}
              >
                {t("affiliatePayouts.note", { number })}
              </DownloadButton>
              {onCancel !== undefined && cancelledAt === null && (
                <Button
                  disabled={busy}
                  accessibilityLabel={t("affiliatePayouts.cancelOf", { number })}
                  onClick={() => setAsked(payoutId)}
                >
                  {t("affiliatePayouts.cancel")}
                </Button>
              )}
            </ButtonGroup>
          </li>
        ))}
      </ul>
      <Confirm
        open={asked !== null}
        title={t("affiliatePayouts.cancelTitle")}
        action={t("affiliatePayouts.cancel")}
        destructive
        keep={t("affiliatePayouts.keep")}
        onConfirm={() => asked !== null && onCancel?.(asked)}
        onClose={() => setAsked(null)}
      >
        <Text as="p">{t("affiliatePayouts.cancelText")}</Text>
      </Confirm>
    </Card>
  );
}
