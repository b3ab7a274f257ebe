/** @jsxImportSource preact */
import type { View } from "../../api.ts";
import { counted, own, t } from "../../words.ts";
import { Birthday } from "./birthday.tsx";
import { earnRule } from "./earn-rule.ts";
import { Review, Social, Survey } from "./claims.tsx";

export type Way = View["program"]["ways"][number];
export type WayProps = { view: View; way: Way; onDone: () => void };

/** What brings points besides orders. */
export function Ways({ view, onDone }: { view: View; onDone: () => void }) {
  const { ways } = view.program;
  const rule = earnRule(view);
  if (ways.length === 0 && rule === "") return null;
  return (
    <s-section heading={t("ways.heading")}>
      <s-stack gap="large">
        {rule !== "" && (
          <s-stack gap="small-200">
            <s-text type="strong">{t("ways.order")}</s-text>
            <s-text color="subdued">{rule}</s-text>
          </s-stack>
        )}
        {ways.map((way) => (
          <s-stack key={way.key} gap="small-200">
            <s-stack direction="inline" gap="base" justifyContent="space-between">
              <s-text type="strong">{own(way.title, view)}</s-text>
              <s-text>{counted("ways.points", way.points)}</s-text>
            </s-stack>
            {view.loyalty.used_up.includes(way.key) ? <s-badge>{t("ways.done")}</s-badge> : <Doing {...{ view, way, onDone }} />}
          </s-stack>
        ))}
      </s-stack>
    </s-section>
  );
}

function Doing(props: WayProps) {
  switch (props.way.kind) {
    case "birthday":
      return <Birthday {...props} />;
    case "social":
      return <Social {...props} />;
    case "survey":
      return <Survey {...props} />;
    case "review":
      return <Review {...props} />;
    // Of these Shopify tells us; nothing is to be done but the thing itself.
    case "anniversary":
    case "first-order":
    case "milestone":
    case "newsletter":
    case "sign-up":
      return null;
  }
}
