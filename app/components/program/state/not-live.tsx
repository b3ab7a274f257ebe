import { Banner } from "@shopify/polaris";

import { to } from "../../../pages.ts";
import type { StateSince } from "../../../program/state/state.ts";
import { useT } from "../../locale.tsx";

/** On the pages about the program, as long as not everybody takes part in it. */
export function NotLive({ current }: { current: StateSince | null }) {
  const t = useT();
  if (current?.state === "live") return null;
  return (
    <Banner tone={current === null ? "info" : "warning"} action={{ content: t("programState.bannerLink"), url: to("program") }}>
      <p>
        {current === null
          ? t("programState.bannerSetup")
          : current.state === "test"
            ? t("programState.bannerTest", { tag: current.tag })
            : t("programState.bannerPaused")}
      </p>
    </Banner>
  );
}
