/** @jsxImportSource preact */
import { useState } from "preact/hooks";

import type { TillCustomer } from "../api.ts";
import { t } from "../host.ts";
import { addToSale, applyCode, useSale, type Sale } from "../sale.ts";
import { useCustomer, useOnline } from "../use-customer.ts";
import { Problem } from "./problem.tsx";
import { Reward } from "./reward.tsx";

/** A customer's points, codes and rewards, and what the sale can use of them. */
export function Till({ customerId }: { customerId: string }) {
  const { known, failure, reload } = useCustomer(customerId);
  const isOnline = useOnline();
  const sale = useSale(customerId);
  if (known === null) {
    if (!isOnline) return <s-banner heading={t("sale.offline")} tone="warning" />;
    return failure === null ? (
      <s-spinner accessibilityLabel={t("tile.loading")} />
    ) : (
      <Problem failure={failure} onRetry={reload} />
    );
  }
  if (known.missing !== null)
    return (
      <s-stack gap="base">
        <s-banner heading={known.missing} tone="info" />
        <s-button onClick={reload}>{t("retry")}</s-button>
      </s-stack>
    );
  return <Known {...{ customerId, known, sale, reload }} />;
}

type Props = { customerId: string; known: TillCustomer; sale: Sale; reload: () => void };

function Known({ customerId, known, sale, reload }: Props) {
  const [told, setTold] = useState<{ text: string; isGood: boolean } | null>(null);
  const { name, contact, figures, lines, codes, rewards } = known;
  const apply = async (code: string) => {
    const isApplied = await applyCode(customerId, code);
    // The code stays the customer's in any case: until an order has used it, nothing is lost.
    setTold({ text: t(isApplied ? "sale.applied" : "sale.not_applied"), isGood: isApplied });
  };
  const add = async () => {
    const isAdded = await addToSale(customerId);
    setTold(isAdded ? null : { text: t("sale.not_added"), isGood: false });
  };
  return (
    <s-stack gap="large">
      <s-section heading={name}>
        <s-stack gap="small">
          {contact !== null && <s-text color="subdued">{contact}</s-text>}
          {figures.map(({ label, value, note }) => (
            <s-stack key={label} direction="inline" justifyContent="space-between" gap="base">
              <s-text>{label}</s-text>
              <s-text type="strong">{note === null ? value : `${value} (${note})`}</s-text>
            </s-stack>
          ))}
          {lines.map((line) => (
            <s-text key={line} color="subdued">
              {line}
            </s-text>
          ))}
          {sale.obstacle !== null && <s-banner heading={sale.obstacle} tone="info" />}
          {!sale.isOn && sale.canChange && (
            <s-button variant="primary" onClick={() => void add()}>
              {t(sale.hasOther ? "sale.add_instead" : "sale.add")}
            </s-button>
          )}
          {told !== null && <s-banner heading={told.text} tone={told.isGood ? "success" : "warning"} />}
        </s-stack>
      </s-section>
      {codes.length > 0 && (
        <s-section heading={t("codes.heading")}>
          <s-stack gap="base">
            {codes.map(({ id, code, title, note, applies }) => (
              <s-stack key={id} gap="small">
                <s-text type="strong">{`${title} · ${code}`}</s-text>
                {note !== null && <s-text color="subdued">{note}</s-text>}
                {sale.has(code) ? (
                  <s-badge tone="success">{t("codes.used")}</s-badge>
                ) : (
                  applies && (
                    <s-button disabled={sale.obstacle !== null} onClick={() => void apply(code)}>
                      {`${t("codes.use")}: ${title}`}
                    </s-button>
                  )
                )}
              </s-stack>
            ))}
          </s-stack>
        </s-section>
      )}
      <s-section heading={t("rewards.heading")}>
        <s-stack gap="large">
          {rewards.length === 0 && <s-text color="subdued">{t("rewards.empty")}</s-text>}
          {rewards.map((reward) => (
            <Reward
              key={reward.id}
              {...{ reward, customerId }}
              canRedeem={sale.obstacle === null}
              onDone={(answer) => {
                reload();
                if (answer.code !== null) void apply(answer.code);
              }}
            />
          ))}
        </s-stack>
      </s-section>
    </s-stack>
  );
}
