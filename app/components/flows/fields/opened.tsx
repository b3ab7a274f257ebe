import { BlockStack, Button, InlineStack } from "@shopify/polaris";
import { useEffect, useRef, type ReactNode } from "react";

import type { Problem } from "../../../flows/editing/check.ts";
import { useT } from "../../locale.tsx";
import { focusSoon, handleId, useEditor } from "../timeline/editor.ts";
import { problemWords } from "../words/problem-words.ts";

/** The fields of what is opened. The first takes the focus; Done, or Escape, closes them and gives it back. */
export function Opened({ name, children }: { name: string; children: ReactNode }) {
  const t = useT();
  const { open } = useEditor();
  const fields = useRef<HTMLDivElement>(null);
  useEffect(() => {
    fields.current?.querySelector<HTMLElement>("select, input, textarea")?.focus();
  }, []);
  const close = () => {
    open(null);
    focusSoon(() => document.getElementById(handleId(name)));
  };
  return (
    <div
      ref={fields}
      className="flow-fields"
      onKeyDown={(event) => {
        if (event.key === "Escape") close();
      }}
    >
      <BlockStack gap="300">
        {children}
        <InlineStack>
          <Button onClick={close}>{t("flowSteps.done")}</Button>
        </InlineStack>
      </BlockStack>
    </div>
  );
}

/** What is wrong with a field of a step, or of the flow itself (null), in words; undefined when nothing is. */
export function useIssue(stepId: string | null): (field: string) => string | undefined {
  const t = useT();
  const { problems } = useEditor();
  return (field) => {
    const found = problems.find((problem: Problem) => problem.stepId === stepId && problem.field === field);
    return found === undefined ? undefined : problemWords(found, t);
  };
}
