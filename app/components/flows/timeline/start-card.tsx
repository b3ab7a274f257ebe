import { Button, Card, Text } from "@shopify/polaris";

import { startDay } from "../../../flows/editing/days.ts";
import { useT } from "../../locale.tsx";
import { StartFields } from "../fields/start-fields.tsx";
import { problemWords } from "../words/problem-words.ts";
import { DayMark } from "./day-mark.tsx";
import { handleId, useEditor } from "./editor.ts";

const FIELDS = new Set(["days", "ownGap", "offsetDays", "daysBefore", "segment", "tier", "audience"]);

/** What begins the flow, and for whom. */
export function StartCard() {
  const t = useT();
  const { draft, opened, open, words, problems, locked } = useEditor();
  const isOpen = opened === "start";
  const own = problems.filter(({ stepId, field }) => stepId === null && FIELDS.has(field));
  const day = startDay(draft);
  return (
    <>
      <DayMark mark={day === null ? undefined : { from: day, to: day }} />
      <div className="flow-body">
        <Card padding="300">
          <div className="flow-head">
            <div className="flow-what wrap-anywhere">
              <Text as="h3" variant="headingSm">
                {t("flowSteps.start")}
              </Text>
              <Text as="p" tone="subdued">
                {words.trigger(draft.trigger)}
              </Text>
              {draft.audience !== null && (
                <Text as="p" tone="subdued">
                  {words.part("audience", draft)}
                </Text>
              )}
            </div>
            {!locked && !isOpen && (
              <Button
                id={handleId("start")}
                size="slim"
                accessibilityLabel={t("common.editNamed", { name: t("flowSteps.start") })}
                onClick={() => open("start")}
              >
                {t("common.edit")}
              </Button>
            )}
          </div>
          {isOpen && <StartFields />}
          {!isOpen && own.length > 0 && (
            <ul className="flow-problems">
              {own.map((problem) => (
                <li key={problem.field}>
                  <Text as="span" tone="critical">
                    {problemWords(problem, t)}
                  </Text>
                </li>
              ))}
            </ul>
          )}
        </Card>
      </div>
    </>
  );
}
