import { BlockStack, List, SkeletonBodyText, Text } from "@shopify/polaris";
import { lazy, Suspense, useEffect, useId, useState } from "react";

import { describe } from "../../../segments/language/describe.ts";
import type { Problem } from "../../../segments/language/problems.ts";
import { useT } from "../../locale.tsx";

const CodeMirror = lazy(() => import("./code-mirror.tsx"));

type Props = { text: string; problems: readonly Problem[]; onChange: (text: string) => void };

/** The query as it is written, and below it what is wrong with it. */
export function TextView({ text, problems, onChange }: Props) {
  const t = useT();
  const helpId = useId();
  const inBrowser = useInBrowser();
  const shown = text.trim() === "" ? [] : problems;
  const loading = (
    <div aria-busy="true" aria-label={t("segmentEditor.textLoading")} role="status">
      <SkeletonBodyText lines={3} />
    </div>
  );
  return (
    <BlockStack gap="200">
      {inBrowser ? (
        <Suspense fallback={loading}>
          <CodeMirror text={text} describedBy={helpId} onChange={onChange} />
        </Suspense>
      ) : (
        loading
      )}
      <div id={helpId}>
        <Text as="p" variant="bodySm" tone="subdued">
          {t("segmentEditor.textHelp")}
        </Text>
      </div>
      <div role="status">
        {shown.length > 0 && (
          <BlockStack gap="100">
            <Text as="p" tone="critical">
              {t("segmentEditor.problems", { count: shown.length })}
            </Text>
            <List>
              {shown.map((problem) => (
                <List.Item key={`${problem.at}-${problem.code}`}>
                  {t("segmentEditor.problemAt", { place: problem.at + 1, text: describe(problem, t) })}
                </List.Item>
              ))}
            </List>
          </BlockStack>
        )}
      </div>
    </BlockStack>
  );
}

/** The editor is nothing for the server, which would have to load it too. */
function useInBrowser(): boolean {
  const [inBrowser, setInBrowser] = useState(false);
  useEffect(() => setInBrowser(true), []);
  return inBrowser;
}
