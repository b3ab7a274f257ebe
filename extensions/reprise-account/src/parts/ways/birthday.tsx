/** @jsxImportSource preact */
import { useState } from "preact/hooks";

import { typedIn } from "../../host.ts";
import { useAct } from "../../use-act.ts";
import { day, dayOfYear, monthName, t } from "../../words.ts";
import { Outcome } from "../outcome.tsx";
import type { WayProps } from "./ways.tsx";

const count = (most: number) => Array.from({ length: most }, (_, index) => index + 1);

/** The birthday as it is known, and a form that tells it. */
export function Birthday({ view, way, onDone }: WayProps) {
  const known = view.loyalty.birthday;
  const { busy, answer, act } = useAct("birthday", onDone);
  const [typed, setTyped] = useState({ day: "", month: "" });
  const notice = "notice_days" in way && typeof way.notice_days === "number" ? way.notice_days : 0;
  return (
    <s-stack gap="small-200">
      {known !== null && <s-text>{dayOfYear(known.month, known.day)}</s-text>}
      {known?.first != null && known.first.at * 1_000 > view.asOf && (
        <s-text color="subdued">{t("ways.birthday_first_html", { date: day(known.first.on) })}</s-text>
      )}
      <s-details>
        <s-summary>{t(known === null ? "ways.birthday_tell" : "ways.birthday_change")}</s-summary>
        <s-stack gap="base">
          <s-select
            label={t("ways.day")}
            value={typed.day}
            onChange={(event) => setTyped((before) => ({ ...before, day: typedIn(event) }))}
          >
            {count(31).map((number) => (
              <s-option key={number} value={String(number)}>
                {number}
              </s-option>
            ))}
          </s-select>
          <s-select
            label={t("ways.month")}
            value={typed.month}
            onChange={(event) => setTyped((before) => ({ ...before, month: typedIn(event) }))}
          >
            {count(12).map((number) => (
              <s-option key={number} value={String(number)}>
                {monthName(number)}
              </s-option>
            ))}
          </s-select>
          {notice > 0 && <s-text color="subdued">{t("ways.birthday_notice", { count: notice })}</s-text>}
          <s-button loading={busy} disabled={typed.day === "" || typed.month === ""} onClick={() => act(typed)}>
            {t("ways.birthday_save")}
          </s-button>
        </s-stack>
      </s-details>
      <Outcome answer={answer} id={`way-${way.key}`} lost={t("common.lost")} />
    </s-stack>
  );
}
