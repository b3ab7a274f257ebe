import { BlockStack, Button, ButtonGroup, InlineStack, Link, Text } from "@shopify/polaris";
import { ArrowDownIcon, ArrowUpIcon } from "@shopify/polaris-icons";
import type { ReactNode } from "react";

import { NO_USAGE, type RewardUsage } from "../../insights/redemptions/reward-usage.ts";
import { textIn } from "../../program/rules/texts.ts";
import type { Reward } from "../../rewards/rewards.server.ts";
import { useFormat, useLocale, useT } from "../locale.tsx";
import { kindNames, priceWords, valueWords } from "./reward-words.ts";
import { to } from "../../pages.ts";
import { StateBadges, UsageWords } from "./state-card.tsx";

type Props = {
  rewards: readonly Reward[];
  usage: ReadonlyMap<number, RewardUsage>;
  /** Active rewards that shoppers do not see all the same. */
  hidden: ReadonlySet<number>;
  busy: boolean;
  /** Puts the rewards into this order; absent where the order means nothing. */
  onOrder?: (rewardIds: readonly number[]) => void;
};

/** A reward a row: what it costs and gives, and what became of it. */
export function RewardList({ rewards, usage, hidden, busy, onOrder }: Props) {
  const t = useT();
  const order = rewards.map(({ rewardId }) => rewardId);
  const swap = (index: number, by: 1 | -1) => () => {
    const moved = [...order];
    const [one, other] = [moved[index], moved[index + by]];
    if (one === undefined || other === undefined) return;
    moved[index] = other;
    moved[index + by] = one;
    onOrder?.(moved);
  };
  return (
    <ul className="rows" aria-label={t("rewards.list")}>
      {rewards.map((reward, index) => (
        <Row
          key={reward.rewardId}
          reward={reward}
          usage={usage.get(reward.rewardId) ?? NO_USAGE}
          hidden={hidden.has(reward.rewardId)}
        >
          {onOrder !== undefined && rewards.length > 1 && (
            <Movers
              reward={reward}
              up={index === 0 || busy ? null : swap(index, -1)}
              down={index === rewards.length - 1 || busy ? null : swap(index, 1)}
            />
          )}
        </Row>
      ))}
    </ul>
  );
}

type RowProps = { reward: Reward; usage: RewardUsage; hidden: boolean; children: ReactNode };

function Row({ reward, usage, hidden, children }: RowProps) {
  const t = useT();
  const format = useFormat();
  const locale = useLocale();
  const { terms, state, rewardId } = reward;
  const title = textIn(terms.title, locale);
  return (
    <li>
      <div className="wrap-anywhere row-main">
        <BlockStack gap="100">
          <InlineStack gap="200" blockAlign="center">
            <Link url={to("reward", { rewardId })} monochrome removeUnderline>
              <Text as="span" fontWeight="semibold">
                {title}
              </Text>
            </Link>
            <StateBadges state={state} hidden={hidden} />
          </InlineStack>
          <Text as="p">{[t(kindNames[terms.kind]), priceWords(terms, t, format), valueWords(terms, t, format)].join(" · ")}</Text>
          <UsageWords usage={usage} />
        </BlockStack>
      </div>
      <InlineStack gap="200">
        {children}
        <Button url={to("reward", { rewardId })} accessibilityLabel={t("common.editNamed", { name: title })}>
          {t("common.edit")}
        </Button>
      </InlineStack>
    </li>
  );
}

type MoversProps = { reward: Reward; up: (() => void) | null; down: (() => void) | null };

function Movers({ reward, up, down }: MoversProps) {
  const t = useT();
  const title = textIn(reward.terms.title, useLocale());
  return (
    <ButtonGroup gap="extraTight">
      <Button icon={ArrowUpIcon} accessibilityLabel={t("rewards.up", { title })} disabled={up === null} onClick={() => up?.()} />
      <Button
        icon={ArrowDownIcon}
        accessibilityLabel={t("rewards.down", { title })}
        disabled={down === null}
        onClick={() => down?.()}
      />
    </ButtonGroup>
  );
}
