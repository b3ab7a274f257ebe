import { Box, InlineGrid, Select } from "@shopify/polaris";
import { useNavigate } from "@remix-run/react";

import { writeSuppressionQuery, type SuppressionQuery } from "../../messages/suppressions/query.ts";
import { suppressionReasons } from "../../messages/suppressions/suppression.ts";
import { to } from "../../pages.ts";
import { useT } from "../locale.tsx";
import { SearchField } from "../search-field.tsx";
import { reasonNames } from "./suppression-words.ts";

/** What narrows the list of suppressed addresses; the address holds it. */
export function SuppressionFilters({ query }: { query: SuppressionQuery }) {
  const t = useT();
  const navigate = useNavigate();
  const go = (change: Partial<SuppressionQuery>) =>
    navigate(to("suppressions", writeSuppressionQuery({ ...query, cursor: null, ...change })), { replace: "search" in change });
  return (
    <Box padding="300">
      <InlineGrid columns={{ xs: 1, md: "2fr 1fr" }} gap="300">
        <SearchField
          label={t("suppressions.search")}
          placeholder={t("suppressions.searchPlaceholder")}
          search={query.search}
          go={(search) => go({ search })}
        />
        <Select
          label={t("suppressions.reason")}
          options={[
            { label: t("suppressions.anyReason"), value: "" },
            ...suppressionReasons.map((reason) => ({ label: t(reasonNames[reason]), value: reason })),
          ]}
          value={query.reason ?? ""}
          onChange={(value) => go({ reason: suppressionReasons.find((reason) => reason === value) ?? null })}
        />
      </InlineGrid>
    </Box>
  );
}
