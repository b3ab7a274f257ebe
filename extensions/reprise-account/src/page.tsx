/** @jsxImportSource preact */
import { render } from "preact";

import { Achievements } from "./parts/achievements.tsx";
import { Balance } from "./parts/balance.tsx";
import { Codes } from "./parts/codes.tsx";
import { Draws } from "./parts/draws.tsx";
import { History } from "./parts/history.tsx";
import { Events } from "./parts/events.tsx";
import { Groups } from "./parts/groups.tsx";
import { Learning } from "./parts/learning.tsx";
import { Preferences } from "./parts/preferences.tsx";
import { Referral } from "./parts/referral.tsx";
import { Rewards } from "./parts/rewards.tsx";
import { Survey } from "./parts/survey.tsx";
import { TierList } from "./parts/tiers.tsx";
import { Ways } from "./parts/ways/ways.tsx";
import { useAccount } from "./use-account.ts";
import { t } from "./words.ts";

/** The page of the shopper's account: points, rewards, ways to earn, tiers, history, and the way to their preferences. */
export default function extension(): void {
  render(<Page />, document.body);
}

function Page() {
  const [account, reload] = useAccount();
  return (
    <s-page heading={t("account.title")}>
      <Content account={account} reload={reload} />
    </s-page>
  );
}

function Content({ account, reload }: { account: ReturnType<typeof useAccount>[0]; reload: () => void }) {
  if (account.state === "loading") return <s-skeleton-paragraph />;
  if (account.state === "failed")
    return (
      <s-banner tone="critical">
        <s-stack gap="base">
          <s-paragraph>{t("account.failed")}</s-paragraph>
          <s-button onClick={reload}>{t("account.retry")}</s-button>
        </s-stack>
      </s-banner>
    );
  const { view } = account;
  // A survey has nothing to do with points.
  if (view === null || view.running === "no")
    return (
      <s-stack gap="large-200">
        <s-paragraph>{t("account.later")}</s-paragraph>
        <Survey asked={{ way: "account" }} />
      </s-stack>
    );
  return (
    <s-stack gap="large-200">
      <s-section accessibilityLabel={t("account.title")}>
        <Balance view={view} />
      </s-section>
      <Survey asked={{ way: "account" }} />
      <Codes view={view} />
      {view.running === "yes" && (
        <>
          <Rewards view={view} onDone={reload} />
          <Ways view={view} onDone={reload} />
          <Referral view={view} onDone={reload} />
          <TierList view={view} />
        </>
      )}
      <Achievements view={view} />
      {view.running === "yes" && <Draws view={view} />}
      {view.running === "yes" && <Learning view={view} />}
      <Events view={view} />
      <Groups view={view} />
      <History view={view} />
      <Preferences view={view} />
    </s-stack>
  );
}
