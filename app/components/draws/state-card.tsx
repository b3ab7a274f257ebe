import { Button } from "@shopify/polaris";

import type { DrawState, Phase } from "../../draws/draws.server.ts";
import { useT } from "../locale.tsx";
import { SwitchCard } from "../page/switch-card.tsx";
import { standing, stateText } from "./words.ts";

type Props = {
  state: DrawState;
  phase: Phase;
  /** Something is typed that is not saved. */
  changed: boolean;
  busy: boolean;
  send: (intent: "activate" | "pause" | "end") => void;
  /** Where shoppers find it. */
  address: string;
};

/** Whether people can take part, and what can be done about it. */
export function StateCard({ state, phase, changed, busy, send, address }: Props) {
  const t = useT();
  const isOff = state === "draft" || state === "paused";
  // Its days have passed: there is nothing left to switch.
  const isOver = state !== "draft" && phase === "over";
  const hasBegun = (state === "active" || state === "paused") && !isOver;
  return (
    <SwitchCard
      title={`${t("draws.state")}: ${t(standing(state, phase).word)}`}
      text={t(stateText(state, phase))}
      busy={busy}
      first={changed ? t("draws.saveFirst") : null}
      on={
        isOff && !isOver
          ? { label: t(state === "draft" ? "draws.activate" : "draws.resume"), onAction: () => send("activate") }
          : null
      }
      off={state === "active" && !isOver ? { label: t("draws.pause"), onAction: () => send("pause") } : null}
      end={
        hasBegun
          ? { label: t("draws.end"), title: t("draws.endTitle"), text: t("draws.endText"), onAction: () => send("end") }
          : null
      }
    >
      {state !== "draft" && (
        <Button url={address} external>
          {t("draws.open")}
        </Button>
      )}
    </SwitchCard>
  );
}
