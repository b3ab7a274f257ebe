import { Badge, BlockStack, InlineStack, Link, Text } from "@shopify/polaris";

import type { Balance } from "../../affiliates/ledger/balance.server.ts";
import type { Affiliate } from "../../affiliates/people/affiliates.server.ts";
import type { State } from "../../affiliates/people/state.ts";
import type { PlainKey } from "../../i18n/translate.ts";
import { to } from "../../pages.ts";
import { useFormat, useT } from "../locale.tsx";

export const stateWords: Record<State, PlainKey> = {
  applied: "affiliates.stateApplied",
  approved: "affiliates.stateApproved",
  declined: "affiliates.stateDeclined",
  ended: "affiliates.stateEnded",
};

/** What the admin's lists show of somebody: nothing of what is sealed. */
export type Listed = Pick<Affiliate, "affiliateId" | "name" | "state" | "code" | "appliedAt">;

export function AffiliateState({ state }: { state: State }) {
  const t = useT();
  const tone = state === "applied" ? "attention" : state === "approved" ? "success" : undefined;
  return <Badge tone={tone}>{t(stateWords[state])}</Badge>;
}

/** Affiliates and applications, each a row that leads to its page. */
export function AffiliateList({ rows, balances }: { rows: readonly Listed[]; balances: readonly Balance[] }) {
  const t = useT();
  const format = useFormat();
  return (
    <ul className="rows" aria-label={t("affiliates.list")}>
      {rows.map(({ affiliateId, name, state, code, appliedAt }) => {
        const balance = balances.find((one) => one.affiliateId === affiliateId);
        return (
          <li key={affiliateId.toString()}>
            <div className="wrap-anywhere row-main">
              <BlockStack gap="100">
                <InlineStack gap="200" blockAlign="center">
                  <Link url={to("affiliate", { affiliateId })}>{name ?? t("affiliates.erased")}</Link>
                  <AffiliateState state={state} />
                  {code !== null && <Text as="span">{code}</Text>}
                </InlineStack>
                <Text as="p" variant="bodySm" tone="subdued">
                  {balance === undefined
                    ? t("affiliates.appliedOn", { date: format.date(appliedAt) })
                    : [
                        t("affiliates.clicks", { count: balance.clicks }),
                        t("affiliates.orders", { count: balance.orders }),
                        t("affiliates.amounts", {
                          pending: format.money(balance.pending),
                          due: format.money(balance.due),
                          paid: format.money(balance.paid),
                        }),
                      ].join(" · ")}
                </Text>
              </BlockStack>
            </div>
          </li>
        );
      })}
    </ul>
  );
}
