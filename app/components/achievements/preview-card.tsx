import { BlockStack, Card, Icon, InlineStack, Text } from "@shopify/polaris";
import {
  CalendarIcon,
  CartIcon,
  CheckIcon,
  ClockIcon,
  DiscountIcon,
  HeartIcon,
  StarFilledIcon,
  StarIcon,
} from "@shopify/polaris-icons";

import type { Icon as IconName, Terms } from "../../achievements/content/terms.ts";
import { startOf } from "../../achievements/progress/periods.ts";
import type { Likely } from "../../achievements/shown/figures.server.ts";
import { pictureAt } from "../../lib/web-address.ts";
import { PICTURE_SIZE } from "../../program/rules/picture.ts";
import { textIn } from "../../program/rules/texts.ts";
import { useFormat, useShop, useT } from "../locale.tsx";
import { ProgressBar } from "../reports/progress-bar.tsx";
import type { Choice } from "./goal-part.tsx";

const pictures = {
  star: StarFilledIcon,
  medal: StarIcon,
  share: HeartIcon,
  bag: CartIcon,
  cake: CalendarIcon,
  tag: DiscountIcon,
  clock: ClockIcon,
  check: CheckIcon,
} as const satisfies Record<IconName, unknown>;

/** Its icon, or the merchant's picture. */
export function Look({ terms: { icon, picture } }: { terms: Pick<Terms, "icon" | "picture"> }) {
  if (picture === null)
    return (
      <span>
        <Icon source={pictures[icon]} />
      </span>
    );
  return <img src={pictureAt(picture.url, PICTURE_SIZE)} alt="" width={PICTURE_SIZE / 2} height={PICTURE_SIZE / 2} />;
}

/** How it stands in a customer's account, half done. Follows what is typed. */
export function PreviewCard({ terms, locale, rewards }: { terms: Terms | null; locale: string; rewards: readonly Choice[] }) {
  const t = useT();
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t("achievements.preview")}
        </Text>
        <div aria-live="polite">
          {terms === null ? (
            <Text as="p" tone="subdued">
              {t("achievements.previewIncomplete")}
            </Text>
          ) : (
            <Shown terms={terms} locale={locale} rewards={rewards} />
          )}
        </div>
      </BlockStack>
    </Card>
  );
}

function Shown({ terms, locale, rewards }: { terms: Terms; locale: string; rewards: readonly Choice[] }) {
  const t = useT();
  const format = useFormat();
  const { timeZone } = useShop();
  const { title, description, goal, target, points, rewardId, challenge } = terms;
  const half = Math.floor(target / 2);
  const amount = (value: number) => (goal === "spend" ? format.money(BigInt(value)) : format.number(value));
  const name = textIn(title, locale);
  return (
    <BlockStack gap="200">
      <InlineStack gap="200" blockAlign="center" wrap={false}>
        <Look terms={terms} />
        <Text as="p" fontWeight="semibold">
          {name}
        </Text>
      </InlineStack>
      {description !== null && <Text as="p">{textIn(description, locale)}</Text>}
      {goal !== "segment" && (
        <>
          <div role="group" aria-label={name}>
            <ProgressBar size="small" progress={(half / target) * 100} />
          </div>
          <Text as="p">{t("achievements.previewProgress", { value: amount(half), target: amount(target) })}</Text>
        </>
      )}
      {points > 0 && <Text as="p">{`+${format.number(points)} ${t("achievements.points")}`}</Text>}
      {rewardId !== null && <Text as="p">{rewards.find(({ value }) => value === String(rewardId))?.label ?? ""}</Text>}
      {challenge !== null && (
        <Text as="p" tone="subdued">
          {[
            t("achievements.previewUntil", { date: format.date(startOf(challenge.until, timeZone)) }),
            ...(challenge.winners === null ? [] : [t("achievements.previewWinners", { count: challenge.winners })]),
          ].join(". ")}
        </Text>
      )}
    </BlockStack>
  );
}

/** What is already so, by which a merchant can tell what it would bring and cost. Null: it cannot be told at once. */
export function ForecastCard({ likely, terms }: { likely: Likely | null; terms: Terms }) {
  const t = useT();
  const format = useFormat();
  const cost = likely === null ? 0 : likely.customers * terms.points;
  return (
    <Card>
      <BlockStack gap="200">
        <Text as="h2" variant="headingMd">
          {t("achievements.forecast")}
        </Text>
        {likely === null ? (
          <Text as="p" tone="subdued">
            {t("achievements.forecastNone")}
          </Text>
        ) : (
          <Text as="p">
            {likely.days === null
              ? t("achievements.forecastEver", { count: likely.customers })
              : t("achievements.forecastDays", { count: likely.customers, days: likely.days })}
          </Text>
        )}
        {cost > 0 && <Text as="p">{t("achievements.forecastCost", { points: format.number(cost) })}</Text>}
      </BlockStack>
    </Card>
  );
}
