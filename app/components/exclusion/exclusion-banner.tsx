import { Banner, BlockStack, Text } from "@shopify/polaris";

import type { LastingExclusion } from "../../customers/exclusions/exclusions.server.ts";
import { useFormat, useT } from "../locale.tsx";
import { useToast } from "../page/bridge/toast.ts";
import { usePost } from "../page/posting/post.ts";
import { useMember } from "../words/staff.tsx";
import { useTellOnce } from "../tell-once.ts";

/** Above the page of a customer who is excluded: since when, why, and the way back. */
export function ExclusionBanner({ exclusion: { since, reason, excludedBy } }: { exclusion: LastingExclusion }) {
  const t = useT();
  const format = useFormat();
  const toast = useToast();
  const post = usePost<{ excluded: boolean }>();
  useTellOnce(post.answer, () => toast(t("exclusion.undone")));
  return (
    <Banner
      tone="warning"
      title={t("exclusion.banner", { date: format.dateTime(since), user: useMember()(excludedBy) ?? "–" })}
      action={{ content: t("exclusion.include"), loading: post.busy, onAction: () => post.submit({ intent: "include" }) }}
    >
      <BlockStack gap="100">
        {reason !== null && (
          <Text as="p" breakWord>
            {`${t("exclusion.reason")}: ${reason}`}
          </Text>
        )}
        <p>{t("exclusion.bannerText")}</p>
      </BlockStack>
    </Banner>
  );
}
