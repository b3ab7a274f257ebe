/** @jsxImportSource preact */
import { render } from "preact";

import { Achievements } from "./parts/achievements.tsx";
import { Balance } from "./parts/balance.tsx";
import { Codes } from "./parts/codes.tsx";
import { History } from "./parts/history.tsx";
import { Rewards } from "./parts/rewards.tsx";
import { TierList } from "./parts/tiers.tsx";
import { Ways } from "./parts/ways/ways.tsx";
import { useAccount } from "./use-account.ts";
import { t } from "./words.ts";

/** The page of the shopper's account: points, rewards, ways to earn, tiers, history. */
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
  if (view === null || view.running === "no") return <s-paragraph>{t("account.later")}</s-paragraph>;
  return (
    <s-stack gap="large-200">
      <s-section accessibilityLabel={t("account.title")}>
        <Balance view={view} />
      </s-section>
      <Codes view={view} />
      {view.running === "yes" && (
        <>
          <Rewards view={view} onDone={reload} />
          <Ways view={view} onDone={reload} />
          <TierList view={view} />
        </>
      )}
      <Achievements view={view} />
      <History view={view} />
    </s-stack>
  );
}
