import { Banner, BlockStack, Button, Card, InlineStack, Text } from "@shopify/polaris";
import { useEffect, useState, type ReactNode } from "react";

import { isOpen, type BatchState } from "../../batches/batch.ts";
import type { Import } from "../../imports/import.ts";
import type { ImportCounts } from "../../imports/imports.server.ts";
import { to } from "../../pages.ts";
import { RunProgress } from "../batches/progress.tsx";
import { Confirm } from "../page/bridge/confirm.tsx";
import { Edge } from "../page/edge.tsx";
import { useLoad } from "../page/posting/load.ts";
import { useT } from "../locale.tsx";

type Props = {
  current: Import;
  counts: ImportCounts;
  run: { state: BatchState; done: number; total: number } | null;
  busy: boolean;
  submit: (intent: string) => void;
};

/** What can be done with an import as it stands: import its rows, wait for it, go on with it, undo it. */
export function ImportActions({ current, counts, run, busy, submit }: Props) {
  const t = useT();
  const underWay = current.state === "applying" || current.state === "undoing";
  if (underWay && run !== null && isOpen(run.state)) {
    return (
      <Card>
        <BlockStack gap="300">
          <RunProgress run={run} words={t("imports.progressRows", { done: run.done, total: run.total })} />
          <InlineStack>
            <Button disabled={busy} onClick={() => submit("stop")}>
              {t("pointsTools.stop")}
            </Button>
          </InlineStack>
        </BlockStack>
      </Card>
    );
  }
  return (
    <>
      {underWay && (
        <Banner
          tone={run?.state === "failed" ? "critical" : "info"}
          action={{ content: t("pointsTools.goOn"), loading: busy, onAction: () => submit("go-on") }}
        >
          <p>{run?.state === "failed" ? t("pointsTools.failed") : t("pointsTools.stopped")}</p>
        </Banner>
      )}
      {current.state === "checked" && counts.ready > 0 && <Apply current={current} counts={counts} busy={busy} submit={submit} />}
      {(current.state === "done" || current.state === "applying") && counts.applied > 0 && (
        <Undo importId={current.importId} busy={busy} submit={submit} />
      )}
    </>
  );
}

function Apply({ current, counts, busy, submit }: Pick<Props, "current" | "counts" | "busy" | "submit">) {
  const t = useT();
  const { ready, points, tiers, birthdays, problems } = counts;
  const counted = current.reading.columns.points !== null;
  return (
    <Asking
      label={t("imports.apply", { count: ready })}
      title={t("imports.applyTitle")}
      busy={busy}
      variant="primary"
      onYes={() => submit("apply")}
    >
      {counted && <p>{current.mode === "add" ? t("imports.applyAdd", { points }) : t("imports.applySet", { points })}</p>}
      {tiers > 0 && <p>{t("imports.applyTiers", { count: tiers })}</p>}
      {birthdays > 0 && <p>{t("imports.applyBirthdays", { count: birthdays })}</p>}
      {problems > 0 && <p>{t("imports.applyRest")}</p>}
    </Asking>
  );
}

function Undo({ importId, busy, submit }: Pick<Props, "busy" | "submit"> & { importId: number }) {
  const t = useT();
  return (
    <Asking
      label={t("imports.undo")}
      title={t("imports.undoTitle")}
      busy={busy}
      variant="secondary"
      destructive
      onYes={() => submit("undo")}
    >
      <p>{t("imports.undoText")}</p>
      <Debts importId={importId} />
    </Asking>
  );
}

/** Each row is looked at, so it is counted once the page stands. */
function Debts({ importId }: { importId: number }) {
  const t = useT();
  const { load, data, failed } = useLoad<() => Promise<{ debts: number }>>();
  useEffect(() => {
    load(to("importDebts", { importId }));
  }, [load, importId]);
  if (data?.debts === undefined) return <p>{failed ? t("imports.undoUncounted") : t("imports.undoCounting")}</p>;
  return data.debts === 0 ? null : (
    <Text as="p" tone="critical">
      {t("imports.undoDebts", { count: data.debts })}
    </Text>
  );
}

type AskingProps = {
  label: string;
  title: string;
  busy: boolean;
  variant: "primary" | "secondary";
  destructive?: boolean;
  onYes: () => void;
  children: ReactNode;
};

/** A button that says what it will do before it does it. */
function Asking({ label, title, busy, variant, destructive = false, onYes, children }: AskingProps) {
  const [asking, setAsking] = useState(false);
  return (
    <Edge>
      <Button variant={variant} loading={busy} onClick={() => setAsking(true)}>
        {label}
      </Button>
      <Confirm
        open={asking}
        title={title}
        action={label}
        destructive={destructive}
        onConfirm={onYes}
        onClose={() => setAsking(false)}
      >
        {children}
      </Confirm>
    </Edge>
  );
}
