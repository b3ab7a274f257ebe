/** @jsxImportSource preact */
import { useState } from "preact/hooks";

import { typedIn } from "../../host.ts";
import { useAct } from "../../use-act.ts";
import { own, t } from "../../words.ts";
import { Outcome } from "../outcome.tsx";
import type { Way, WayProps } from "./ways.tsx";

const NETWORKS: Record<string, string> = { tiktok: "TikTok", youtube: "YouTube", linkedin: "LinkedIn" };

/** As a social network writes itself. */
function networkName(name: string): string {
  return NETWORKS[name] ?? name.slice(0, 1).toUpperCase() + name.slice(1);
}

const addressOf = (way: Way) => ("url" in way && typeof way.url === "string" ? way.url : undefined);

/** A follow or a share, declared by the shopper. */
export function Social({ way, onDone }: WayProps) {
  const { busy, answer, act } = useAct("claims", onDone);
  const network = "network" in way && typeof way.network === "string" ? networkName(way.network) : "";
  return (
    <s-details>
      <s-summary>{t("ways.how")}</s-summary>
      <s-stack gap="base">
        <s-link href={addressOf(way)} target="_blank">
          {t("ways.open", { network })}
        </s-link>
        <s-text color="subdued">{t("ways.social_note")}</s-text>
        <s-button loading={busy} onClick={() => act({ rule: way.key })}>
          {t("ways.social_done")}
        </s-button>
        <Outcome answer={answer} id={`way-${way.key}`} lost={t("common.lost")} />
      </s-stack>
    </s-details>
  );
}

/** The word on a survey's last page. */
export function Survey({ way, onDone }: WayProps) {
  const { busy, answer, act } = useAct("claims", onDone);
  const [word, setWord] = useState("");
  return (
    <s-details>
      <s-summary>{t("ways.how")}</s-summary>
      <s-stack gap="base">
        <s-link href={addressOf(way)} target="_blank">
          {t("ways.survey_open")}
        </s-link>
        <s-text-field
          label={t("ways.survey_word")}
          maxLength={40}
          autocomplete="off"
          value={word}
          onInput={(event) => setWord(typedIn(event))}
        />
        <s-button loading={busy} disabled={word.trim() === ""} onClick={() => act({ rule: way.key, word })}>
          {t("ways.send")}
        </s-button>
        <Outcome answer={answer} id={`way-${way.key}`} lost={t("common.lost")} />
      </s-stack>
    </s-details>
  );
}

/** A review of something that was bought, with what must be said beside it. */
export function Review({ view, way, onDone }: WayProps) {
  const { busy, answer, act } = useAct("claims", onDone);
  const [product, setProduct] = useState(view.reviewable[0]?.productId ?? "");
  const [name, setName] = useState("");
  const disclosure = "disclosure" in way ? own(way.disclosure as Record<string, string>, view) : "";
  if (view.reviewable.length === 0) return null;
  return (
    <s-details>
      <s-summary>{t("ways.how")}</s-summary>
      <s-stack gap="base">
        {disclosure !== "" && <s-text color="subdued">{disclosure}</s-text>}
        <s-text color="subdued">{t("ways.review_note")}</s-text>
        <s-select label={t("ways.review_product")} value={product} onChange={(event) => setProduct(typedIn(event))}>
          {view.reviewable.map(({ productId, title }) => (
            <s-option key={productId} value={productId}>
              {title}
            </s-option>
          ))}
        </s-select>
        <s-text-field
          label={t("ways.review_name")}
          maxLength={200}
          autocomplete="nickname"
          value={name}
          onInput={(event) => setName(typedIn(event))}
        />
        <s-button
          loading={busy}
          disabled={name.trim() === ""}
          onClick={() => act({ rule: way.key, occasion: product, note: name })}
        >
          {t("ways.send")}
        </s-button>
        <Outcome answer={answer} id={`way-${way.key}`} lost={t("common.lost")} />
      </s-stack>
    </s-details>
  );
}
