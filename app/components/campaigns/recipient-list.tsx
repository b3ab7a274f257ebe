import { Badge, BlockStack, Box, Card, InlineGrid, InlineStack, Link, Select, Text } from "@shopify/polaris";
import { useNavigate } from "@remix-run/react";

import type { Recipient } from "../../campaigns/recipients/list.server.ts";
import { outcomes, writeRecipientsQuery, type RecipientsQuery } from "../../campaigns/recipients/query.ts";
import type { OutcomeCount } from "../../campaigns/recipients/tally.ts";
import { to } from "../../pages.ts";
import { Empty } from "../empty.tsx";
import { useFormat, useT } from "../locale.tsx";
import { DownloadButton } from "../page/download.tsx";
import { Pages } from "../page/pages.tsx";
import { deferWords, reasonWords } from "../words/reasons.ts";
import { outcomeNames, outcomeTones } from "./campaign-words.ts";

type Props = {
  campaignId: number;
  counts: readonly OutcomeCount[];
  recipients: readonly Recipient[];
  query: RecipientsQuery;
  /** After which customer the next page begins; null: there is none. */
  next: bigint | null;
};

/** Everybody whom a campaign is for, each with what became of them and why. */
export function RecipientList({ campaignId, counts, recipients, query, next }: Props) {
  const t = useT();
  const format = useFormat();
  const navigate = useNavigate();
  const address = (change: Partial<RecipientsQuery>) =>
    to("campaign", { campaignId }, writeRecipientsQuery({ ...query, after: 0n, ...change }));
  const reasons = counts.filter(
    ({ outcome, reason }) => reason !== null && (query.outcome === null || outcome === query.outcome),
  );
  return (
    <Card padding="0">
      <Box padding="400">
        <BlockStack gap="300">
          <InlineStack align="space-between" blockAlign="center" gap="200">
            <Text as="h2" variant="headingMd">
              {t("campaigns.recipients")}
            </Text>
            <DownloadButton
              url={to("recipientsCsv", { campaignId }, writeRecipientsQuery({ ...query, after: 0n }))}
              fileName={`reprise-campaign-${campaignId}.csv`}
              failed={t("campaigns.exportFailed")}
            >
              {t("campaigns.export")}
            </DownloadButton>
          </InlineStack>
          <InlineGrid columns={{ xs: 1, md: 2 }} gap="300">
            <Select
              label={t("campaigns.outcome")}
              options={[
                { value: "", label: t("campaigns.anyOutcome") },
                ...outcomes.map((outcome) => ({ value: outcome, label: t(outcomeNames[outcome]) })),
              ]}
              value={query.outcome ?? ""}
              onChange={(chosen) =>
                navigate(address({ outcome: outcomes.find((one) => one === chosen) ?? null, reason: null }), {
                  preventScrollReset: true,
                })
              }
            />
            <Select
              label={t("campaigns.reason")}
              options={[
                { value: "", label: t("campaigns.anyReason") },
                ...reasons.map(({ outcome, reason, count }) => ({
                  value: `${outcome} ${reason}`,
                  label: `${words(t, outcome, reason ?? "")} (${format.number(count)})`,
                })),
              ]}
              value={query.reason === null ? "" : `${query.outcome ?? ""} ${query.reason}`}
              onChange={(chosen) => {
                const found = reasons.find(({ outcome, reason }) => `${outcome} ${reason}` === chosen);
                navigate(address({ outcome: found?.outcome ?? query.outcome, reason: found?.reason ?? null }), {
                  preventScrollReset: true,
                });
              }}
            />
          </InlineGrid>
        </BlockStack>
      </Box>
      {recipients.length === 0 ? (
        <Empty
          title={t("campaigns.recipientsNone")}
          text={t("campaigns.recipientsNoneText")}
          action={{ content: t("campaigns.showAll"), url: to("campaign", { campaignId }) }}
        />
      ) : (
        <ul className="rows" aria-label={t("campaigns.recipients")}>
          {recipients.map(({ customerId, email, outcome, reason, sentAt }) => (
            <li key={String(customerId)}>
              <div className="row-main wrap-anywhere">
                <BlockStack gap="100">
                  <Link
                    url={to("customer", { customerId })}
                    monochrome
                    removeUnderline
                    accessibilityLabel={t("campaigns.customer", { id: email ?? String(customerId) })}
                  >
                    {email ?? t("campaigns.erased")}
                  </Link>
                  {(reason !== null || sentAt !== null) && (
                    <Text as="p" tone="subdued" variant="bodySm">
                      {sentAt === null
                        ? words(t, outcome, reason ?? "")
                        : t("campaigns.sentOn", { date: format.dateTime(sentAt) })}
                    </Text>
                  )}
                </BlockStack>
              </div>
              <Badge tone={outcomeTones[outcome]}>{t(outcomeNames[outcome])}</Badge>
            </li>
          ))}
        </ul>
      )}
      <Pages previous={query.after > 0n ? address({}) : null} next={next === null ? null : address({ after: next })} />
    </Card>
  );
}

function words(t: ReturnType<typeof useT>, outcome: OutcomeCount["outcome"], reason: string): string {
  return outcome === "waiting" ? deferWords(t, reason) : reasonWords(t, reason);
}
