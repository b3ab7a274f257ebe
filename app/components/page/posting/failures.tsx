import { BlockStack, Button, InlineStack } from "@shopify/polaris";
import { createContext, useContext, useEffect, useId, useRef, useState, type ReactNode } from "react";

import type { PlainKey } from "../../../i18n/translate.ts";
import { useT } from "../../locale.tsx";
import { Alarm } from "../alarm.tsx";
import type { Failure } from "./failure.ts";

type Way = {
  /** Whether a form waits with what was typed. */
  typed: boolean;
  again: () => void;
};
type Entry = Way & { id: string; failure: Failure };

const FailuresContext = createContext<readonly Entry[]>([]);
const ReportContext = createContext<(id: string, entry: Entry | null) => void>(() => undefined);

/** Keeps what failed on a page, for its frame to say. */
export function FailuresProvider({ children }: { children: ReactNode }) {
  const [entries, setEntries] = useState<readonly Entry[]>([]);
  const [report] = useState(() => (id: string, entry: Entry | null) => {
    setEntries((before) => {
      const others = before.filter((other) => other.id !== id);
      if (entry !== null) return [...others, entry];
      return others.length === before.length ? before : others;
    });
  });
  return (
    <ReportContext.Provider value={report}>
      <FailuresContext.Provider value={entries}>{children}</FailuresContext.Provider>
    </ReportContext.Provider>
  );
}

/** Has the page's frame say that something failed, until it is null. */
export function useFailure(failure: Failure | null, way: () => Way): void {
  const id = useId();
  const report = useContext(ReportContext);
  const latest = useRef(way);
  useEffect(() => {
    latest.current = way;
  });
  useEffect(() => {
    if (failure === null) return;
    report(id, { id, failure, typed: latest.current().typed, again: () => latest.current().again() });
    return () => report(id, null);
  }, [failure, id, report]);
}

type Words = { title: PlainKey; text: PlainKey };
const words: Record<Failure["cause"], { typed: Words; done: Words }> = {
  offline: {
    typed: { title: "failures.offlineTyped", text: "failures.offlineTypedText" },
    done: { title: "failures.offline", text: "failures.offlineText" },
  },
  failed: {
    typed: { title: "failures.failed", text: "failures.failedTypedText" },
    done: { title: "failures.failed", text: "failures.failedText" },
  },
  gone: {
    typed: { title: "failures.gone", text: "failures.goneTypedText" },
    done: { title: "failures.gone", text: "failures.goneText" },
  },
  refused: {
    typed: { title: "failures.refused", text: "failures.refusedTypedText" },
    done: { title: "failures.refused", text: "failures.refusedText" },
  },
};

/** What failed last on this page, why, and the way to send it again. */
export function FailureBanner() {
  const t = useT();
  const entry = useContext(FailuresContext).at(-1);
  const report = useContext(ReportContext);
  if (entry === undefined) return null;
  const { failure, typed, again, id } = entry;
  const { title, text } = words[failure.cause][typed ? "typed" : "done"];
  return (
    <Alarm key={id} title={t(title)} onDismiss={() => report(id, null)}>
      <BlockStack gap="200">
        <p>{t(text)}</p>
        <Reference failure={failure} />
        {(failure.cause === "offline" || failure.cause === "failed") && (
          <InlineStack>
            <Button onClick={again}>{t("errors.retry")}</Button>
          </InlineStack>
        )}
      </BlockStack>
    </Alarm>
  );
}

/** What to tell whoever runs the app. */
export function Reference({ failure }: { failure: Failure }) {
  const t = useT();
  if (failure.cause !== "failed" || failure.reference === null) return null;
  return <p>{t("failures.reference", { reference: failure.reference })}</p>;
}
