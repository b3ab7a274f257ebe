/** @jsxImportSource preact */
import { useState } from "preact/hooks";

import { thankYouPage, typedIn } from "../host.ts";
import { Outcome } from "../parts/outcome.tsx";
import { useAct } from "../use-act.ts";
import { useSignal } from "../use-signal.ts";
import { counted, t } from "../words.ts";

/** News and offers, for who does not get them: agreed to by a tick, confirmed by a link in an email. @param points that this brings; 0: none */
export function SignUp({ points, email }: { points: number; email: string }) {
  const [typed, setTyped] = useState(email);
  const [agreed, setAgreed] = useState(false);
  const { busy, answer, act } = useAct("sign-up", () => undefined);
  const isDone = answer !== null && answer !== "unknown" && answer.ok;
  return (
    <s-section heading={t("sign_up.heading")}>
      <s-stack gap="base">
        {!isDone && (
          <>
            <s-paragraph>{t("sign_up.text")}</s-paragraph>
            {points > 0 && <s-text type="strong">{counted("sign_up.points", points)}</s-text>}
            <s-email-field
              label={t("sign_up.email")}
              autocomplete="email"
              value={typed}
              onInput={(event) => setTyped(typedIn(event))}
            />
            <s-checkbox
              label={t("sign_up.agree", { shop: thankYouPage().shop.name })}
              checked={agreed}
              onChange={() => setAgreed((before) => !before)}
            />
            <s-stack direction="inline">
              <s-button loading={busy} onClick={() => act({ email: typed, ...(agreed ? { agree: "on" } : {}) })}>
                {t("sign_up.send")}
              </s-button>
            </s-stack>
          </>
        )}
        <Outcome answer={answer} id="sign-up" lost={t("common.lost")} />
      </s-stack>
    </s-section>
  );
}

const NOBODY = { value: undefined, subscribe: () => () => undefined };

/** Who buys, as far as Shopify says. */
export function useBuyer(): { isLoggedIn: boolean; getsNews: boolean; email: string } {
  const identity = thankYouPage().buyerIdentity;
  const customer = useSignal(identity?.customer ?? NOBODY);
  const email = useSignal(identity?.email ?? NOBODY) ?? "";
  return { isLoggedIn: customer !== undefined, getsNews: customer?.acceptsEmailMarketing === true, email };
}
