import { Badge, BlockStack, Card, InlineStack, Link, Text } from "@shopify/polaris";

import type { Receiver } from "../../deliveries/receivers.server.ts";
import { to } from "../../pages.ts";
import { Empty } from "../empty.tsx";
import { useFormat, useT } from "../locale.tsx";

export type ReceiverLine = Receiver & { waiting: number; failed: number };

/** Whether it sends: by the merchant's word, or because nothing got through. */
export function ReceiverBadge({ state, problem }: Pick<Receiver, "state" | "problem">) {
  const t = useT();
  if (state === "active") return <Badge tone="success">{t("receivers.active")}</Badge>;
  return problem === null ? <Badge>{t("receivers.paused")}</Badge> : <Badge tone="critical">{t("receivers.stopped")}</Badge>;
}

/** @param counted so many are counted at most */
export function ReceiverList({ receivers, counted }: { receivers: readonly ReceiverLine[]; counted: number }) {
  const t = useT();
  const format = useFormat();
  const many = (count: number) =>
    count < counted ? format.number(count) : t("receivers.most", { many: format.number(counted) });
  return (
    <Card padding={receivers.length === 0 ? "400" : "0"}>
      {receivers.length === 0 ? (
        <Empty title={t("receivers.emptyTitle")} text={t("receivers.emptyText")} />
      ) : (
        <ul className="rows" aria-label={t("receivers.list")}>
          {receivers.map(({ receiverId, kind, url, kinds, state, problem, waiting, failed }) => (
            <li key={receiverId}>
              <div className="row-main wrap-anywhere">
                <BlockStack gap="100">
                  <InlineStack gap="200" blockAlign="center">
                    <Link url={to("receiver", { receiverId })}>{kind === "shopify-flow" ? t("receivers.flow") : url}</Link>
                    <ReceiverBadge state={state} problem={problem} />
                  </InlineStack>
                  <Text as="p" tone="subdued">
                    {[
                      t("receivers.toldOf", { count: kinds.length }),
                      ...(waiting > 0 ? [t("receivers.waiting", { many: many(waiting) })] : []),
                      ...(failed > 0 ? [t("receivers.failed", { many: many(failed) })] : []),
                    ].join(" · ")}
                  </Text>
                </BlockStack>
              </div>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
