import { useSortable } from "@dnd-kit/sortable";
import { Badge, Button, Card, Icon, InlineStack, Text } from "@shopify/polaris";
import { DragHandleIcon } from "@shopify/polaris-icons";
import type { CSSProperties, KeyboardEvent, ReactNode } from "react";

import type { DraftStep } from "../../../flows/editing/draft.ts";
import type { Place } from "../../../flows/editing/tree.ts";
import { useT } from "../../locale.tsx";
import { StepFields } from "../fields/step-fields.tsx";
import { problemWords } from "../words/problem-words.ts";
import { AddStep } from "./add-step.tsx";
import { DayMark } from "./day-mark.tsx";
import { handleId, useEditor } from "./editor.ts";
import { StepFigures } from "../page/step-figures.tsx";
import { Variants } from "../page/variants.tsx";
import { StepMenu } from "./step-menu.tsx";

const TYPING = "input, textarea, select, [contenteditable]";

type Props = {
  step: DraftStep;
  place: Place;
  /** The ways of a fork. */
  children: ReactNode;
};

/** A step: its day on the rail, what it does, and its fields when it is opened. A wait is a line between the cards. */
export function StepItem({ step, place, children }: Props) {
  const editor = useEditor();
  const { marks, nameOf, locked, move } = editor;
  const { setNodeRef, transform, transition, isDragging, listeners, setActivatorNodeRef } = useSortable({
    id: step.id,
    disabled: locked,
  });
  const style: CSSProperties = {
    ...(transform === null ? {} : { transform: `translate3d(0, ${Math.round(transform.y)}px, 0)` }),
    ...(transition === undefined ? {} : { transition }),
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const by = event.key === "ArrowUp" ? -1 : event.key === "ArrowDown" ? 1 : null;
    if (locked || by === null || !event.altKey || (event.target as HTMLElement).matches(TYPING)) return;
    event.preventDefault();
    // Of a step in a fork, not of the fork, too.
    event.stopPropagation();
    move(step.id, by);
  };
  const handle = locked ? null : (
    <span className="flow-handle" ref={setActivatorNodeRef} {...listeners}>
      <Icon source={DragHandleIcon} tone="subdued" />
    </span>
  );
  return (
    <li
      ref={setNodeRef}
      style={style}
      className="flow-step"
      data-kind={step.kind}
      data-dragging={isDragging}
      onKeyDown={onKeyDown}
    >
      <DayMark mark={marks.get(step.id)} />
      <div className="flow-body">
        <Body step={step} handle={handle}>
          {children}
        </Body>
        <AddStep place={{ ...place, index: place.index + 1 }} after={nameOf(step)} />
      </div>
    </li>
  );
}

function Body({ step, handle, children }: { step: DraftStep; handle: ReactNode; children: ReactNode }) {
  const t = useT();
  const { opened, words, nameOf, problems, locked, open } = useEditor();
  const isOpen = opened === step.id;
  const own = problems.filter(({ stepId }) => stepId === step.id);
  const isWait = step.kind === "wait";
  const isOff = step.kind === "email" && step.off;
  const head = (
    <div className="flow-head">
      {handle}
      <div className="flow-what wrap-anywhere">
        {!isWait && (
          <InlineStack gap="200" blockAlign="center">
            <Text as="h3" variant="headingSm">
              {nameOf(step)}
            </Text>
            {isOff && <Badge>{t("flowSteps.isOff")}</Badge>}
          </InlineStack>
        )}
        <Text as="p" {...(isWait || step.kind === "branch" ? {} : { tone: "subdued" as const })}>
          {step.kind === "branch" ? <code className="flow-query">{words.step(step)}</code> : words.step(step)}
        </Text>
      </div>
      {!locked && (
        <InlineStack gap="100" wrap={false}>
          {step.kind !== "end" && !isOpen && (
            <Button
              id={handleId(step.id)}
              size="slim"
              accessibilityLabel={t("common.editNamed", { name: nameOf(step) })}
              onClick={() => open(step.id)}
            >
              {t("common.edit")}
            </Button>
          )}
          <StepMenu step={step} handled={step.kind === "end" || isOpen} />
        </InlineStack>
      )}
    </div>
  );
  const inside = (
    <>
      {head}
      <StepFigures step={step} />
      {isOpen && <StepFields step={step} />}
      {!isOpen && own.length > 0 && (
        <ul className="flow-problems">
          {own.map((problem) => (
            <li key={`${problem.field}:${problem.code}`}>
              <Text as="span" tone="critical">
                {problemWords(problem, t)}
              </Text>
            </li>
          ))}
        </ul>
      )}
      {children}
      <Variants step={step} />
    </>
  );
  return isWait && !isOpen ? <div className="flow-wait">{inside}</div> : <Card padding="300">{inside}</Card>;
}
