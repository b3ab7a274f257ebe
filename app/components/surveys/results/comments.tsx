import { Badge, BlockStack, Box, Card, InlineStack, Link, Text } from "@shopify/polaris";

import { to } from "../../../pages.ts";
import type { Way } from "../../../surveys/content/ways.ts";
import type { Flag } from "../../../surveys/asked/flag.ts";
import { useFormat, useT } from "../../locale.tsx";
import { flagWords, wayWords } from "../words.ts";

export type ShownComment = {
  id: string;
  /** Null: who answered was not logged in. */
  customerId: string | null;
  way: Way;
  /** Null where no name is known. */
  customer: string | null;
  flag: Flag | null;
  answeredAt: string;
  /** To the first question; empty where that is answered in words. */
  answer: string;
  words: readonly { ask: string; text: string }[];
};

/** What customers answered, the latest first. */
export function Comments({ comments, most }: { comments: readonly ShownComment[]; most: number }) {
  const t = useT();
  const format = useFormat();
  return (
    <Card padding="0">
      <Box padding="400" paddingBlockEnd="200">
        <Text as="h2" variant="headingMd">
          {t("surveys.latest")}
        </Text>
        {comments.length === most && (
          <Text as="p" tone="subdued">
            {t("surveys.latestHelp", { most })}
          </Text>
        )}
      </Box>
      <ul className="rows" aria-label={t("surveys.latest")}>
        {comments.map(({ id, customerId, customer, way, flag, answeredAt, answer, words }) => (
          <li key={id}>
            <div className="row-main wrap-anywhere">
              <BlockStack gap="150">
                <InlineStack gap="200" blockAlign="center">
                  {customerId === null ? (
                    <Text as="span">{t("surveys.stranger")}</Text>
                  ) : (
                    <Link url={to("customer", { customerId })}>{customer ?? t("surveys.somebody")}</Link>
                  )}
                  {answer !== "" && <Badge>{answer}</Badge>}
                  {flag !== null && <Badge tone="attention">{t(flagWords[flag])}</Badge>}
                  <Text as="span" tone="subdued">
                    {`${t(wayWords[way])} · ${format.dateTime(new Date(answeredAt))}`}
                  </Text>
                </InlineStack>
                {words.map(({ ask, text }) => (
                  <BlockStack key={ask}>
                    <Text as="p" tone="subdued" variant="bodySm">
                      {ask}
                    </Text>
                    <div className="note-text">{text}</div>
                  </BlockStack>
                ))}
              </BlockStack>
            </div>
          </li>
        ))}
      </ul>
    </Card>
  );
}
