import { Banner, List, ProgressBar, BlockStack, Text } from "@shopify/polaris";

import type { MirrorState } from "../../mirrors/mirrors.server.ts";
import { MOST_MIRRORS } from "../../mirrors/limits.ts";
import { useFormat, useT } from "../locale.tsx";

/** What of a segment comes from Shopify, `left`: or does not, for there is no room for more: how far that is, what it refuses, or as of when it is known. */
export function MirrorNote({ mirrors, left }: { mirrors: readonly MirrorState[]; left: boolean }) {
  const t = useT();
  const format = useFormat();
  if (left)
    return (
      <Banner tone="critical" title={t("mirrors.tooMany")}>
        <p>{t("mirrors.tooManyText", { limit: format.number(MOST_MIRRORS) })}</p>
      </Banner>
    );
  if (mirrors.length === 0) return null;
  const refused = mirrors.filter(({ problem }) => problem === "refused");
  const waiting = mirrors.filter(({ readAt }) => readAt === null);
  const stuck = mirrors.find(({ problem }) => problem === "access" || problem === "unreachable");
  const seen = waiting.reduce((sum, one) => sum + one.seen, 0);
  const total = waiting.reduce((sum, one) => sum + (one.total ?? 0), 0);
  const reads = mirrors.flatMap(({ readAt }) => (readAt === null ? [] : [readAt]));
  const oldest = reads.length === 0 ? null : reads.reduce((first, one) => (one < first ? one : first));
  return (
    <Banner
      tone={refused.length > 0 ? "critical" : stuck !== undefined ? "warning" : "info"}
      title={t(refused.length > 0 ? "mirrors.refused" : waiting.length > 0 ? "mirrors.reading" : "mirrors.fromShopify")}
    >
      <BlockStack gap="200">
        {refused.length > 0 && (
          <List>
            {refused.map(({ clause, says }) => (
              <List.Item key={clause}>
                <code>{clause}</code>
                {says === null || says === "" ? "" : `: ${says}`}
              </List.Item>
            ))}
          </List>
        )}
        {refused.length > 0 && <p>{t("mirrors.refusedHelp")}</p>}
        {refused.length === 0 && waiting.length > 0 && (
          <div role="status">
            <BlockStack gap="100">
              <p>
                {total === 0
                  ? t("mirrors.begun")
                  : t("mirrors.progress", { seen: format.number(seen), total: format.number(total) })}
              </p>
              {total > 0 && <ProgressBar progress={Math.min(99, Math.floor((100 * seen) / total))} size="small" />}
            </BlockStack>
          </div>
        )}
        {stuck !== undefined && <p>{t(stuck.problem === "access" ? "mirrors.access" : "mirrors.unreachable")}</p>}
        {oldest !== null && waiting.length === 0 && (
          <Text as="p" tone="subdued">
            {t("mirrors.asOf", { date: format.dateTime(oldest) })}
          </Text>
        )}
      </BlockStack>
    </Banner>
  );
}
