import { Badge, BlockStack, Button, Card, InlineStack, Text } from "@shopify/polaris";
import { useState } from "react";

import type { ApiKey } from "../../keys/keys.server.ts";
import { Empty } from "../empty.tsx";
import { useActor } from "../flows/words/use-words.ts";
import { useFormat, useT } from "../locale.tsx";
import { Confirm } from "../page/bridge/confirm.tsx";

type Props = { keys: readonly ApiKey[]; at: Date; busy: boolean; revoke: (keyId: number) => void };

/** A shop's keys: those that work, then those of before. */
export function KeyList({ keys, at, busy, revoke }: Props) {
  const t = useT();
  const [asked, ask] = useState<ApiKey | null>(null);
  return (
    <Card padding={keys.length === 0 ? "400" : "0"}>
      {keys.length === 0 ? (
        <Empty title={t("apiKeys.emptyTitle")} text={t("apiKeys.emptyText")} />
      ) : (
        <ul className="rows" aria-label={t("apiKeys.list")}>
          {keys.map((key) => (
            <Row key={key.keyId} apiKey={key} at={at} busy={busy} ask={() => ask(key)} />
          ))}
        </ul>
      )}
      <Confirm
        destructive
        open={asked !== null}
        title={t("apiKeys.revokeTitle", { name: asked?.name ?? "" })}
        action={t("apiKeys.revoke")}
        onConfirm={() => asked !== null && revoke(asked.keyId)}
        onClose={() => ask(null)}
      >
        <Text as="p">{t("apiKeys.revokeText")}</Text>
      </Confirm>
    </Card>
  );
}

function Row({ apiKey, at, busy, ask }: { apiKey: ApiKey; at: Date; busy: boolean; ask: () => void }) {
  const t = useT();
  const format = useFormat();
  const actorName = useActor();
  const { name, hint, scopes, createdAt, createdBy, expiresAt, lastUsedAt, revokedAt } = apiKey;
  const isOver = expiresAt !== null && expiresAt <= at;
  const works = revokedAt === null && !isOver;
  const facts = [
    lastUsedAt === null ? t("apiKeys.unused") : t("apiKeys.used", { date: format.dateTime(lastUsedAt) }),
    revokedAt === null ? null : t("apiKeys.revokedOn", { date: format.dateTime(revokedAt) }),
    expiresAt === null || revokedAt !== null
      ? null
      : t(isOver ? "apiKeys.expired" : "apiKeys.expires", { date: format.dateTime(expiresAt) }),
    t("apiKeys.created", { date: format.dateTime(createdAt), by: actorName(createdBy) }),
  ];
  return (
    <li>
      <div className="row-main wrap-anywhere">
        <BlockStack gap="100">
          <InlineStack gap="200" blockAlign="center">
            <Text as="h2" fontWeight="semibold">
              {name}
            </Text>
            <Badge {...(works ? { tone: "success" as const } : {})}>
              {t(works ? "apiKeys.works" : isOver && revokedAt === null ? "apiKeys.over" : "apiKeys.revoked")}
            </Badge>
          </InlineStack>
          <Text as="p">{[t("apiKeys.ends", { hint }), ...scopes].join(" · ")}</Text>
          <Text as="p" variant="bodySm" tone="subdued">
            {facts.filter((fact) => fact !== null).join(" · ")}
          </Text>
        </BlockStack>
      </div>
      {works && (
        <Button tone="critical" disabled={busy} accessibilityLabel={t("apiKeys.revokeNamed", { name })} onClick={ask}>
          {t("apiKeys.revoke")}
        </Button>
      )}
    </li>
  );
}
