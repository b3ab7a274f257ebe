import { BlockStack, Button, Card, InlineStack, Text, TextField } from "@shopify/polaris";
import { useState } from "react";

import type { LinkCounts } from "../../community/members/links.server.ts";
import { useT } from "../locale.tsx";
import { Confirm } from "../page/bridge/confirm.tsx";

/** So many left are few. */
const FEW = 10;

type Props = {
  counts: LinkCounts;
  typed: string;
  onType: (typed: string) => void;
  /** What is wrong with the lines. */
  error: string | null;
  busy: boolean;
  onAdd: () => void;
  onDrop: () => void;
};

/** Links that let one in, each for one customer. */
export function LinksCard({ counts, typed, onType, error, busy, onAdd, onDrop }: Props) {
  const t = useT();
  const [asking, setAsking] = useState(false);
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t("community.links")}
        </Text>
        <Text as="p" tone="subdued">
          {t("community.linksHelp")}
        </Text>
        <Text as="p">{`${t("community.left", { count: counts.left })} · ${t("community.given", { count: counts.given })}`}</Text>
        {counts.left < FEW && (
          <Text as="p" tone="caution">
            {t("community.few")}
          </Text>
        )}
        <TextField
          id="group-links"
          label={t("community.linksLabel")}
          multiline={4}
          maxHeight={240}
          value={typed}
          onChange={onType}
          autoComplete="off"
          {...(error === null ? {} : { error })}
        />
        <InlineStack gap="200">
          <Button disabled={busy || typed.trim() === ""} onClick={onAdd}>
            {t("community.addLinks")}
          </Button>
          {counts.left > 0 && (
            <Button disabled={busy} onClick={() => setAsking(true)}>
              {t("community.dropLinks")}
            </Button>
          )}
        </InlineStack>
      </BlockStack>
      <Confirm
        open={asking}
        title={t("community.dropTitle")}
        action={t("community.dropLinks")}
        onClose={() => setAsking(false)}
        onConfirm={onDrop}
      >
        <p>{t("community.dropText")}</p>
      </Confirm>
    </Card>
  );
}
