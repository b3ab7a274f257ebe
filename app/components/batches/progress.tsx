import { BlockStack, InlineStack, Text } from "@shopify/polaris";
import { useRevalidator } from "@remix-run/react";
import { useEffect } from "react";

import { isOpen, type BatchState } from "../../batches/batch.ts";
import { useT } from "../locale.tsx";
import { ProgressBar } from "../reports/progress-bar.tsx";
import { stateWords } from "./state-words.ts";

const EVERY_MS = 1_500;

/** Reads the page's data again as long as work is under way. */
export function useLive(open: boolean): void {
  const { revalidate, state } = useRevalidator();
  useEffect(() => {
    if (!open || state !== "idle") return;
    const timer = setTimeout(revalidate, EVERY_MS);
    return () => clearTimeout(timer);
  }, [open, revalidate, state]);
}

/** How far a run is, in a bar and in words that are read out as they change. */
export function RunProgress({ run, words }: { run: { state: BatchState; done: number; total: number }; words: string }) {
  const t = useT();
  const share = run.state === "done" ? 100 : run.total === 0 ? 0 : Math.min(99, Math.floor((100 * run.done) / run.total));
  return (
    <div role="status">
      <BlockStack gap="100">
        <InlineStack align="space-between" gap="200">
          <Text as="span" fontWeight="medium">
            {t(stateWords[run.state])}
          </Text>
          <Text as="span" tone="subdued">
            {words}
          </Text>
        </InlineStack>
        <ProgressBar size="small" progress={share} tone={isOpen(run.state) ? "highlight" : "primary"} />
      </BlockStack>
    </div>
  );
}
