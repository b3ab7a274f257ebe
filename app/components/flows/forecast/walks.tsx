import { BlockStack, Button, ButtonGroup, InlineStack, Link, Text, TextField } from "@shopify/polaris";
import { useState } from "react";

import type { NamedWalk } from "../../../flows/forecast/kept/named-walks.server.ts";
import type { Kind } from "../../../flows/forecast/kept/walk.server.ts";
import type { Foreseen } from "../../../flows/simulation/foreseen.ts";
import { to } from "../../../pages.ts";
import { useFormat, useT } from "../../locale.tsx";
import { useLoad } from "../../page/posting/load.ts";
import { usePersonName } from "../../points-tools/person-name.ts";
import { deferWords, reasonWords } from "../../words/reasons.ts";
import { useStepNames } from "../words/step-names.ts";

type Told = { walks: NamedWalk[] | null };

/** Every date of a customer: of a few to whom something would be given, one after the other, or of the one with an address. */
export function Walks({ flowId, kind }: { flowId: number; kind: Kind }) {
  const t = useT();
  const { load, busy, data } = useLoad<() => Promise<Told>>();
  const [at, setAt] = useState(0);
  const [address, setAddress] = useState("");
  const told = data;
  const ask = (walk: string) => {
    setAt(0);
    load(to("flowForecast", { flowId }, { kind, walk }));
  };
  const walks = told?.walks ?? [];
  const shown = walks[Math.min(at, walks.length - 1)];
  return (
    <BlockStack gap="300">
      <InlineStack gap="200" blockAlign="end">
        <Button loading={busy} onClick={() => ask("")}>
          {t("flowForecast.walk")}
        </Button>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (address.trim() !== "") ask(address.trim());
          }}
        >
          <TextField
            label={t("flowForecast.walkEmail")}
            type="email"
            value={address}
            onChange={setAddress}
            autoComplete="off"
            connectedRight={<Button submit>{t("flowForecast.walkFind")}</Button>}
          />
        </form>
      </InlineStack>
      <div role="status">
        {told !== undefined && shown === undefined && (
          <Text as="p">{t(told.walks === null ? "flowForecast.walkUnknown" : "flowForecast.walkNobody")}</Text>
        )}
        {shown !== undefined && <Dates kind={kind} walk={shown} />}
      </div>
      {walks.length > 1 && (
        <InlineStack gap="200" blockAlign="center">
          <ButtonGroup>
            <Button disabled={at === 0} onClick={() => setAt(at - 1)} accessibilityLabel={t("flowForecast.previous")}>
              ‹
            </Button>
            <Button disabled={at >= walks.length - 1} onClick={() => setAt(at + 1)} accessibilityLabel={t("flowForecast.next")}>
              ›
            </Button>
          </ButtonGroup>
          <Text as="span" tone="subdued">
            {t("flowForecast.walkPlace", { at: at + 1, of: walks.length })}
          </Text>
        </InlineStack>
      )}
    </BlockStack>
  );
}

function Dates({ kind, walk }: { kind: Kind; walk: NamedWalk }) {
  const t = useT();
  const format = useFormat();
  const nameOf = usePersonName();
  const words = useWords();
  const lines = walk.foreseen.flatMap((one) => {
    const text = words(one);
    return text === null ? [] : [{ at: format.dateTime(one.at), text }];
  });
  return (
    <BlockStack gap="200">
      <BlockStack gap="050">
        <Link url={to("customer", { customerId: walk.customerId })}>{nameOf(walk)}</Link>
        <Text as="p" tone="subdued">
          {t(kind === "ahead" ? "flowForecast.walkHelp" : "flowForecast.walkBefore")}
        </Text>
      </BlockStack>
      {lines.length === 0 ? (
        <Text as="p">{t("flowForecast.walkNothing")}</Text>
      ) : (
        <ol className="flow-dates">
          {lines.map(({ at, text }, index) => (
            <li key={index}>
              <span className="flow-date">{at}</span>
              <span>{text}</span>
            </li>
          ))}
        </ol>
      )}
    </BlockStack>
  );
}

/** What happens, in words; null for what is only a step on the way. */
function useWords(): (one: Foreseen) => string | null {
  const t = useT();
  const format = useFormat();
  const stepOf = useStepNames();
  return (one) => {
    switch (one.kind) {
      case "entered":
        return t(one.holdout ? "flowForecast.walkHeldOut" : "flowForecast.walkEntered");
      case "refused":
        return t("flowForecast.walkRefused", { reason: reasonWords(t, one.reason) });
      case "queued":
        return null;
      case "deferred":
        return t("flowForecast.walkDeferred", {
          ...{ step: stepOf(one.stepId), until: format.dateTime(one.until), reason: deferWords(t, one.reason) },
        });
      case "sent":
        return t("flowForecast.walkSent", { step: stepOf(one.stepId) });
      case "dropped":
        return t("flowForecast.walkNotSent", { step: stepOf(one.stepId), reason: reasonWords(t, one.reason) });
      case "skipped":
        if (one.reason === "overtaken") return t("flowForecast.walkOvertaken", { step: stepOf(one.stepId) });
        return t("flowForecast.walkNotSent", { step: stepOf(one.stepId), reason: reasonWords(t, one.reason) });
      case "effect":
        return t("flowForecast.walkGiven", { step: stepOf(one.stepId) });
      case "ended":
        return t("flowForecast.walkEnded", { reason: reasonWords(t, one.reason) });
    }
  };
}
