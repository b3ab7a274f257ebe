/** @jsxImportSource preact */
import type { Acting } from "../use-act.ts";
import { Code } from "./code.tsx";

type Props = {
  answer: Acting["answer"];
  /** Of the place, for what can be copied. */
  id: string;
  /** What is said where no answer came. */
  lost: string;
};

/** What became of something, read out as it appears. */
export function Outcome({ answer, id, lost }: Props) {
  return (
    <s-stack accessibilityRole="status" gap="small-200">
      {answer === "unknown" && <s-paragraph>{lost}</s-paragraph>}
      {answer !== null && answer !== "unknown" && (
        <>
          <s-paragraph>
            <s-text type="strong">{answer.message}</s-text>
          </s-paragraph>
          {answer.code !== undefined && <Code code={answer.code} id={id} />}
          {answer.note !== undefined && <s-paragraph color="subdued">{answer.note}</s-paragraph>}
        </>
      )}
    </s-stack>
  );
}
