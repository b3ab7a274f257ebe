import { Badge, BlockStack, Card, InlineStack, Link, Text } from "@shopify/polaris";

import { states, type State } from "../../referrals/life/life.ts";
import type { CustomerReferrals } from "../../referrals/figures.server.ts";
import { to } from "../../pages.ts";
import { useFormat, useT } from "../locale.tsx";
import { referralReason, stateWords } from "../words/referral-words.ts";

/** Whom a customer has recommended the shop to, and by whom they came. Nothing where neither is so. */
export function ReferralsCard({ referrals: { codes, made, by } }: { referrals: CustomerReferrals }) {
  const t = useT();
  const format = useFormat();
  if (codes.length === 0 && made.length === 0 && by === null) return null;
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t("referrals.cardTitle")}
        </Text>
        {by !== null && <Link url={to("customer", { customerId: by })}>{t("referrals.cardBy")}</Link>}
        {codes.length > 0 && <Text as="p">{t("referrals.cardLink", { codes: codes.join(", ") })}</Text>}
        {codes.length > 0 && made.length === 0 && (
          <Text as="p" tone="subdued">
            {t("referrals.cardNone")}
          </Text>
        )}
        {made.map(({ referralId, friendId, state, reason, at, points }) => (
          <InlineStack key={referralId.toString()} gap="200" blockAlign="center">
            <Badge tone={state === "paid" ? "success" : state === "review" ? "attention" : undefined}>
              {t(stateWords[known(state)])}
            </Badge>
            {friendId === null ? (
              <Text as="span">{format.date(at)}</Text>
            ) : (
              <Link url={to("customer", { customerId: friendId })}>{format.date(at)}</Link>
            )}
            {points > 0n && <Text as="span">{t("referrals.gets", { count: Number(points) })}</Text>}
            {reason !== null && (
              <Text as="span" tone="subdued">
                {referralReason(t, reason)}
              </Text>
            )}
          </InlineStack>
        ))}
      </BlockStack>
    </Card>
  );
}

function known(state: string): State {
  return states.find((one) => one === state) ?? "claimed";
}
