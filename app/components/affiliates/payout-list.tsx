import { Badge, BlockStack, Button, ButtonGroup, InlineStack, Text } from "@shopify/polaris";
import { useState } from "react";

import type { CreditState, Payout } from "../../affiliates/payouts/read.server.ts";
import type { PlainKey } from "../../i18n/translate.ts";
import { to } from "../../pages.ts";
import { useFormat, useT } from "../locale.tsx";
import { Confirm } from "../page/bridge/confirm.tsx";
import { DownloadButton } from "../page/download.tsx";
import { Row, RowsCard } from "../page/rows-card.tsx";

const creditWords: Record<CreditState, PlainKey> = {
  waiting: "affiliatePayouts.creditWaiting",
  credited: "affiliatePayouts.credit",
  refused: "affiliatePayouts.credit",
};

type Props = {
  payouts: readonly Payout[];
  busy?: boolean;
  onCancel?: (payoutId: bigint) => void;
  /** Asks for store credit that Shopify refused. */
  onAgain?: (payoutId: bigint) => void;
};

/** Payouts with their credit notes; where `onCancel` is given, one can be cancelled, unless it is store credit that was given or may still be. */
export function PayoutList({ payouts, busy = false, onCancel, onAgain }: Props) {
  const t = useT();
  const format = useFormat();
  const [asked, setAsked] = useState<bigint | null>(null);
  return (
    <>
      <RowsCard title={t("affiliatePayouts.list")} none={null}>
        {payouts.map(({ payoutId, number, netMinor, taxMinor, points, credit, madeAt, cancelledAt }) => (
          <Row
            key={payoutId.toString()}
            end={
              <ButtonGroup>
                <DownloadButton
                  url={to("creditNote", { payoutId })}
                  fileName={`${number}.html`}
                  failed={t("affiliatePayouts.noteFailed")}
                >
                  {t("affiliatePayouts.note", { number })}
                </DownloadButton>
                {onAgain !== undefined && cancelledAt === null && credit === "refused" && (
                  <Button
                    disabled={busy}
                    accessibilityLabel={t("affiliatePayouts.againOf", { number })}
                    onClick={() => onAgain(payoutId)}
                  >
                    {t("affiliatePayouts.again")}
                  </Button>
                )}
                {onCancel !== undefined && cancelledAt === null && (credit === null || credit === "refused") && (
                  <Button
                    disabled={busy}
                    accessibilityLabel={t("affiliatePayouts.cancelOf", { number })}
                    onClick={() => setAsked(payoutId)}
                  >
                    {t("affiliatePayouts.cancel")}
                  </Button>
                )}
              </ButtonGroup>
            }
          >
            <BlockStack gap="100">
              <InlineStack gap="200" blockAlign="center">
                <Text as="span">{format.money(netMinor + taxMinor)}</Text>
                {cancelledAt !== null && <Badge>{t("affiliatePayouts.cancelled")}</Badge>}
                {credit === "refused" && cancelledAt === null && (
                  <Badge tone="critical">{t("affiliatePayouts.creditRefused")}</Badge>
                )}
              </InlineStack>
              <Text as="p" variant="bodySm" tone="subdued">
                {[
                  format.date(madeAt),
                  ...(points === null ? [] : [t("affiliatePayouts.asPoints", { points: format.number(points) })]),
                  ...(credit === null ? [] : [t(creditWords[credit])]),
                ].join(" · ")}
              </Text>
            </BlockStack>
          </Row>
        ))}
      </RowsCard>
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
        {payouts.some(({ payoutId, points }) => payoutId === asked && points !== null) && (
          <Text as="p">{t("affiliatePayouts.cancelPoints")}</Text>
        )}
      </Confirm>
    </>
  );
}
