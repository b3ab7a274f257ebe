import { Button, InlineStack, Link, Text } from "@shopify/polaris";
import type { ReactNode } from "react";

import type { GuideFacts, GuideStep } from "../../../insights/onboarding/guide.ts";
import type { SetupMark } from "../../../shops/settings/settings.ts";
import { ACCOUNTS_EDITOR_URL, THANKS_EDITOR_URL } from "../../../shops/storefront/theme-editor.ts";
import { to } from "../../../pages.ts";
import { textIn } from "../../../program/rules/texts.ts";
import { languageNames } from "../../language-names.ts";
import { useFormat, useLocale, useT } from "../../locale.tsx";
import { GoLive } from "../../program/state/go-live.tsx";
import { EarnCost } from "../earn-cost.tsx";
import { useMark, type BlockLinks } from "./guide-mark.ts";
import { ACCOUNT_PLACES, OTHER_PLACES, Places } from "./places.tsx";

type Props = { facts: GuideFacts; links: BlockLinks };

/** What each step of the guide says of the shop and offers to do. */
export const stepBodies: Record<GuideStep, (props: Props) => ReactNode> = {
  earning: Earning,
  rewards: Rewards,
  theme: Theme,
  emails: Emails,
  history: History,
  live: Live,
};

function Earning({ facts }: Props) {
  const t = useT();
  const { earnRateConfirmedAt, hasOwnRules, history } = facts;
  return (
    <>
      <EarnCost history={history} />
      {hasOwnRules && <Text as="p">{t("onboarding.earningOwn")}</Text>}
      <Actions>
        <Button url={to("earning")}>{t("onboarding.earningChange")}</Button>
        {!hasOwnRules && <Word mark="earnRate" at={earnRateConfirmedAt} say={t("onboarding.earningKeep")} />}
      </Actions>
    </>
  );
}

function Rewards({ facts: { rewards } }: Props) {
  const t = useT();
  const locale = useLocale();
  const titleOf = ({ title }: (typeof rewards)[number]) => textIn(title, locale);
  const titles = rewards.map(titleOf).join(" · ");
  return (
    <>
      <Text as="p">{rewards.length === 0 ? t("onboarding.rewardsNone") : t("onboarding.rewardsOffered", { titles })}</Text>
      {rewards
        .filter(({ lacks }) => lacks.length > 0)
        .map((reward) => (
          <Text as="p" key={reward.rewardId}>
            <Link url={to("reward", { rewardId: reward.rewardId })}>
              {t("onboarding.rewardsLack", {
                title: titleOf(reward),
                languages: reward.lacks.map((language) => t(languageNames[language])).join(", "),
              })}
            </Link>
          </Text>
        ))}
      <Actions>
        <Button url={to("rewards")}>{t("onboarding.rewardsOpen")}</Button>
      </Actions>
    </>
  );
}

function Theme({ facts, links }: Props) {
  const { themeConfirmedAt, themeUsedAt, accounts } = facts;
  const t = useT();
  const format = useFormat();
  return (
    <>
      <Text as="p">
        {themeUsedAt === null ? t("onboarding.themeHow") : t("onboarding.themeUsed", { date: format.date(themeUsedAt) })}
      </Text>
      <Actions>
        <Button url={links.points} target="_top">
          {t("onboarding.themePoints")}
        </Button>
        <Button url={links.product} target="_top">
          {t("onboarding.themeProduct")}
        </Button>
        <Button url={links.page} target="_top">
          {t("onboarding.themePage")}
        </Button>
        <Button url={links.panel} target="_top">
          {t("onboarding.themePanel")}
        </Button>
        {themeUsedAt === null && (
          <Word mark="theme" at={themeConfirmedAt} say={t("onboarding.themeConfirm")} takeBack={t("onboarding.themeUndo")} />
        )}
      </Actions>
      {accounts === "new" && <AccountPages facts={facts} />}
      <Text as="p">{t("onboarding.placesMore")}</Text>
      <Places places={OTHER_PLACES} />
      <Actions>
        <Button url={THANKS_EDITOR_URL} target="_top">
          {t("onboarding.placesOpen")}
        </Button>
      </Actions>
    </>
  );
}

/** Where shoppers log in on Shopify's own pages, what a theme shows in its account is seen by nobody. */
function AccountPages({ facts: { accountsConfirmedAt, accountsUsedAt } }: Pick<Props, "facts">) {
  const t = useT();
  const format = useFormat();
  return (
    <>
      <Text as="p">
        {accountsUsedAt === null
          ? t("onboarding.accountsHow")
          : t("onboarding.accountsUsed", { date: format.date(accountsUsedAt) })}
      </Text>
      <Places places={ACCOUNT_PLACES} />
      <Actions>
        <Button url={ACCOUNTS_EDITOR_URL} target="_top">
          {t("onboarding.accountsOpen")}
        </Button>
        {accountsUsedAt === null && (
          <Word
            mark="accounts"
            at={accountsConfirmedAt}
            say={t("onboarding.accountsConfirm")}
            takeBack={t("onboarding.accountsUndo")}
          />
        )}
      </Actions>
    </>
  );
}

function Emails({ facts: { hasSender, senderWaiting, hasImprint } }: Props) {
  const t = useT();
  return (
    <>
      {!hasSender && <Text as="p">{t("onboarding.emailsNoSender")}</Text>}
      {senderWaiting !== null && <Text as="p">{t("onboarding.emailsUnproved", { address: senderWaiting })}</Text>}
      {!hasImprint && <Text as="p">{t("onboarding.emailsNoImprint")}</Text>}
      <Actions>
        <Button url={to("settings")}>{t("onboarding.emailsSettings")}</Button>
        <Button url={to("emails")}>{t("onboarding.emailsLook")}</Button>
      </Actions>
    </>
  );
}

function History({ facts }: Props) {
  const t = useT();
  const format = useFormat();
  const { history, hasPastOrders, hasAwardedPast, pastOrdersDecidedAt } = facts;
  const undecided = hasPastOrders && pastOrdersDecidedAt === null;
  return (
    <>
      {history === "reading" && <Text as="p">{t("onboarding.historyReading")}</Text>}
      {history === "failed" && <Text as="p">{t("onboarding.historyFailed")}</Text>}
      {history === "read" && !hasPastOrders && !hasAwardedPast && <Text as="p">{t("onboarding.historyNone")}</Text>}
      {hasAwardedPast && <Text as="p">{t(undecided ? "onboarding.historyMore" : "onboarding.historyAwarded")}</Text>}
      {undecided && !hasAwardedPast && <Text as="p">{t("onboarding.historyPast")}</Text>}
      <Actions>
        {hasPastOrders && <Button url={to("pastOrders")}>{t("onboarding.historyAward")}</Button>}
        <Button url={to("imports")}>{t("onboarding.historyImport")}</Button>
        {hasPastOrders && (
          <Word
            mark="pastOrders"
            at={pastOrdersDecidedAt}
            say={t("onboarding.historyStart")}
            said={pastOrdersDecidedAt && t("onboarding.historyWithout", { date: format.date(pastOrdersDecidedAt) })}
          />
        )}
      </Actions>
    </>
  );
}

function Live({ facts: { program } }: Props) {
  const t = useT();
  const format = useFormat();
  const live = program?.state === "live";
  return (
    <>
      {live && <Text as="p">{t("onboarding.liveSince", { date: format.date(program.since) })}</Text>}
      {program?.state === "test" && <Text as="p">{t("programState.bannerTest", { tag: program.tag })}</Text>}
      {program?.state === "paused" && <Text as="p">{t("programState.bannerPaused")}</Text>}
      <Actions>
        {!live && <GoLive current={program} variant="primary" />}
        <Button url={to("program")}>{live ? t("onboarding.liveOpen") : t("onboarding.liveTest")}</Button>
      </Actions>
    </>
  );
}

function Actions({ children }: { children: ReactNode }) {
  return (
    <InlineStack gap="200" blockAlign="center">
      {children}
    </InlineStack>
  );
}

type WordProps = { mark: SetupMark; at: Date | null; say: string; said?: string | null; takeBack?: string };

/** What only the merchant can say, and what they have said. */
function Word({ mark: name, at, say, said, takeBack }: WordProps) {
  const t = useT();
  const format = useFormat();
  const { mark, busy } = useMark();
  // One button for both, and never a disabled one: who has pressed it goes on from there.
  return (
    <>
      <Button variant="tertiary" onClick={() => !busy && mark(name, at === null)}>
        {at === null ? say : (takeBack ?? t("onboarding.decideAgain"))}
      </Button>
      <span role="status">
        {at !== null && <Text as="span">{said ?? t("onboarding.confirmedOn", { date: format.date(at) })}</Text>}
      </span>
    </>
  );
}
