import { BlockStack, Button, InlineStack, Link, Select, Text } from "@shopify/polaris";
import { useState } from "react";

import type { Terms } from "../../draws/content/terms.ts";
import type { Owed } from "../../draws/entries/owed.server.ts";
import { to } from "../../pages.ts";
import { textIn } from "../../program/rules/texts.ts";
import { useFormat, useLocale, useT } from "../locale.tsx";
import { Row, RowsCard } from "../page/rows-card.tsx";
import { usePersonName } from "../points-tools/person-name.ts";
import type { Choice } from "./prizes-part.tsx";

type Props = {
  owed: readonly Owed[];
  terms: Terms;
  /** What can be given instead. */
  rewards: readonly Choice[];
  busy: boolean;
  onAgain: () => void;
  onInstead: (number: number, rewardId: string) => void;
};

/** Who has won something that they have not got, why, and what can be done about it. */
export function OwedCard({ owed, rewards, busy, onAgain, onInstead, terms }: Props) {
  const t = useT();
  const [rewardId, setReward] = useState("");
  if (owed.length === 0) return null;
  const isThere = rewards.some(({ value }) => value === rewardId);
  return (
    <RowsCard
      title={t("draws.owed", { count: owed.length })}
      none={null}
      help={
        <BlockStack gap="300">
          <Text as="p">{t("draws.owedText")}</Text>
          <InlineStack>
            <Button loading={busy} onClick={onAgain}>
              {t("draws.owedAgain")}
            </Button>
          </InlineStack>
          <Select
            label={t("draws.owedInstead")}
            helpText={t("draws.owedInsteadHelp")}
            options={[{ value: "", label: t("common.choose") }, ...rewards]}
            value={isThere ? rewardId : ""}
            onChange={setReward}
          />
        </BlockStack>
      }
    >
      {owed.map((one) => (
        <Line key={one.number} one={one} terms={terms} busy={busy || !isThere} onGive={() => onInstead(one.number, rewardId)} />
      ))}
    </RowsCard>
  );
}

function Line({ one, terms, busy, onGive }: { one: Owed; terms: Terms; busy: boolean; onGive: () => void }) {
  const t = useT();
  const format = useFormat();
  const locale = useLocale();
  const name = usePersonName()(one);
  const { customerId, number, enteredAt, why } = one;
  const title = terms.prizes.find(({ key }) => key === one.prize)?.title;
  const prize = title === undefined ? one.prize : textIn(title, locale);
  return (
    <Row
      end={
        <Button disabled={busy} accessibilityLabel={t("draws.owedGiveTo", { name })} onClick={onGive}>
          {t("draws.owedGive")}
        </Button>
      }
    >
      <BlockStack gap="050">
        <Link url={to("customer", { customerId })}>{name}</Link>
        <Text as="p">{t("draws.owedLine", { prize, number, date: format.date(enteredAt) })}</Text>
        <Text as="p" tone="subdued">
          {t(why === "missing" ? "draws.owedMissing" : "draws.owedRefused")}
        </Text>
      </BlockStack>
    </Row>
  );
}
