import { BlockStack, Box, Button, InlineGrid, InlineStack, Select, Text } from "@shopify/polaris";
import { useNavigate } from "@remix-run/react";

import { writeRedemptionQuery, type RedemptionQuery } from "../../insights/redemptions/redemption-query.ts";
import { textIn, type Texts } from "../../program/rules/texts.ts";
import { redemptionStates } from "../../rewards/redemptions/state.ts";
import { useLocale, useT } from "../locale.tsx";
import { SearchField } from "../search-field.tsx";
import { to } from "../../pages.ts";
import { redemptionStateNames } from "./redemption-words.ts";

type Props = { query: RedemptionQuery; rewards: readonly { rewardId: number; title: Texts }[] };

/** What narrows the list of redemptions; the address holds it. */
export function RedemptionFilters({ query, rewards }: Props) {
  const t = useT();
  const locale = useLocale();
  const navigate = useNavigate();
  const go = (change: Partial<RedemptionQuery>) =>
    navigate(to("redemptions", writeRedemptionQuery({ ...query, cursor: null, ...change })), {
      replace: "search" in change,
    });
  return (
    <Box padding="300">
      <BlockStack gap="300">
        <InlineGrid columns={{ xs: 1, md: "2fr 1fr 1fr" }} gap="300">
          <SearchField
            label={t("redemptions.search")}
            placeholder={t("redemptions.searchPlaceholder")}
            search={query.search}
            go={(search) => go({ search })}
          />
          <Select
            label={t("redemptions.state")}
            options={[
              { label: t("redemptions.anyState"), value: "" },
              ...redemptionStates.map((state) => ({ label: t(redemptionStateNames[state]), value: state })),
            ]}
            value={query.state ?? ""}
            onChange={(value) => go({ state: redemptionStates.find((state) => state === value) ?? null })}
          />
          <Select
            label={t("redemptions.reward")}
            options={[
              { label: t("redemptions.anyReward"), value: "" },
              ...rewards.map(({ rewardId, title }) => ({ label: textIn(title, locale), value: String(rewardId) })),
            ]}
            value={query.rewardId === null ? "" : String(query.rewardId)}
            onChange={(value) => go({ rewardId: value === "" ? null : Number(value) })}
          />
        </InlineGrid>
        {query.customerId !== null && (
          <InlineStack gap="200" blockAlign="center">
            <Text as="span">{t("redemptions.onlyOf")}</Text>
            <Button variant="plain" onClick={() => go({ customerId: null })}>
              {t("redemptions.everyone")}
            </Button>
          </InlineStack>
        )}
      </BlockStack>
    </Box>
  );
}
