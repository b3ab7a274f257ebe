import { Button } from "@shopify/polaris";
import { useState } from "react";

import type { StateSince } from "../../../program/state/state.ts";
import { useT } from "../../locale.tsx";
import { Confirm } from "../../page/bridge/confirm.tsx";
import { useSwitch } from "./switching.ts";

type Props = { current: StateSince | null; variant?: "primary" };

/** The button that takes the program live, after a question that says what begins. */
export function GoLive({ current, variant }: Props) {
  const t = useT();
  const switching = useSwitch(current);
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button onClick={() => setAsking(true)} loading={switching.busy} {...(variant === undefined ? {} : { variant })}>
        {t("programState.goLive")}
      </Button>
      <Confirm
        open={asking}
        title={t("programState.goLiveTitle")}
        action={t("programState.goLive")}
        onConfirm={() => switching.to("live")}
        onClose={() => setAsking(false)}
      >
        <p>{t(current?.state === "paused" ? "programState.goLiveAgainText" : "programState.goLiveText")}</p>
      </Confirm>
    </>
  );
}
