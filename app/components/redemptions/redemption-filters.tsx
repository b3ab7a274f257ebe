import { BlockStack, Box, Button, InlineGrid, InlineStack, Select, Text, TextField } from "@shopify/polaris";
import { useNavigate } from "@remix-run/react";
import { useState } from "react";

import {
  dayOf,
  redemptionSorts,
  writeRedemptionQuery,
  type RedemptionQuery,
  type RedemptionSort,
} from "../../insights/redemptions/redemption-query.ts";
import type { PlainKey } from "../../i18n/translate.ts";
import { textIn, type Texts } from "../../program/rules/texts.ts";
import { redemptionStates } from "../../rewards/redemptions/state.ts";
import { useLocale, useT } from "../locale.tsx";
import { FoldedFilters } from "../page/folded.tsx";
import { SearchField } from "../search-field.tsx";
import { to } from "../../pages.ts";
import { redemptionStateNames } from "./redemption-words.ts";

const sortNames: Record<RedemptionSort, PlainKey> = {
  newest: "redemptions.newest",
  oldest: "redemptions.oldest",
  points: "redemptions.mostPoints",
};

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
        <SearchField
          label={t("redemptions.search")}
          placeholder={t("redemptions.searchPlaceholder")}
          search={query.search}
          go={(search) => go({ search })}
        />
        <FoldedFilters active={[query.state, query.rewardId, query.from, query.until].filter((chosen) => chosen !== null).length}>
          <InlineGrid columns={{ xs: 1, sm: 2, md: 5 }} gap="300">
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
            {(["from", "until"] as const).map((end) => (
              <DayField
                key={end}
                label={t(end === "from" ? "redemptions.from" : "redemptions.until")}
                day={query[end]}
                go={(day) => go({ [end]: day })}
              />
            ))}
            <Select
              label={t("redemptions.sort")}
              options={redemptionSorts.map((sort) => ({ label: t(sortNames[sort]), value: sort }))}
              value={query.sort}
              onChange={(value) => go({ sort: redemptionSorts.find((sort) => sort === value) ?? "newest" })}
            />
          </InlineGrid>
        </FoldedFilters>
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

/** A day, asked for once it is one: while a year is being typed, it is not. */
function DayField({ label, day, go }: { label: string; day: string | null; go: (day: string | null) => void }) {
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <TextField
      label={label}
      type="date"
      autoComplete="off"
      value={typed ?? day ?? ""}
      onChange={(value) => {
        const known = dayOf(value);
        setTyped(value === "" || known !== null ? null : value);
        if (value === "" || known !== null) go(known);
      }}
      onBlur={() => setTyped(null)}
    />
  );
}
