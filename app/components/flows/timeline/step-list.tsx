import { useDroppable } from "@dnd-kit/core";
import { SortableContext, verticalListSortingStrategy } from "@dnd-kit/sortable";
import { Button, InlineStack, Text } from "@shopify/polaris";
import { Fragment, type ReactNode } from "react";

import type { DraftStep } from "../../../flows/editing/draft.ts";
import { sameList, waysOf, type ListRef, type Way } from "../../../flows/editing/tree.ts";
import type { Translate } from "../../../i18n/translate.ts";
import { useT } from "../../locale.tsx";
import { AddStep } from "./add-step.tsx";
import { dropName, useEditor } from "./editor.ts";
import { StepItem } from "./step-item.tsx";

type Props = {
  list: ListRef;
  steps: readonly DraftStep[];
  /** What stands before the first step of the flow. */
  start?: ReactNode;
  label?: string;
};

/** A list of steps with a place to add one between each two. */
export function StepList({ list, steps, start, label }: Props) {
  const t = useT();
  const { deleted } = useEditor();
  const undo = (index: number) =>
    deleted !== null && sameList(deleted.place.list, list) && deleted.place.index === index && <Deleted name={deleted.name} />;
  return (
    <ol className="flow-list" aria-label={label ?? t("flow.steps")}>
      {start !== undefined && (
        <li className="flow-step">
          {start}
          <AddStep place={{ list, index: 0 }} after={t("flowSteps.start")} />
        </li>
      )}
      <SortableContext items={steps.map(({ id }) => id)} strategy={verticalListSortingStrategy}>
        {steps.map((step, index) => (
          <Fragment key={step.id}>
            {undo(index)}
            <StepItem step={step} place={{ list, index }}>
              {waysOf(step).length > 0 && <Ways step={step} />}
            </StepItem>
          </Fragment>
        ))}
      </SortableContext>
      {undo(steps.length)}
      {steps.length === 0 && <NoSteps list={list} />}
    </ol>
  );
}

function NoSteps({ list }: { list: ListRef }) {
  const t = useT();
  const { setNodeRef, isOver } = useDroppable({ id: dropName(list) });
  return (
    <li ref={setNodeRef} className="flow-none" data-over={isOver}>
      <Text as="p" tone="subdued">
        {t(list === null ? "flowSteps.emptySteps" : "flowSteps.none")}
      </Text>
      {list !== null && <AddStep place={{ list, index: 0 }} />}
    </li>
  );
}

/** In the place of what was deleted, until something else is done. */
function Deleted({ name }: { name: string }) {
  const t = useT();
  const { undo } = useEditor();
  return (
    <li className="flow-deleted">
      <InlineStack gap="200" blockAlign="center">
        <Text as="span" tone="subdued">
          {t("flowSteps.deleted", { name })}
        </Text>
        <Button variant="plain" onClick={undo}>
          {t("flowSteps.undo")}
        </Button>
      </InlineStack>
    </li>
  );
}

/** The two ways of a fork, side by side where there is room. */
function Ways({ step }: { step: DraftStep }) {
  const t = useT();
  return (
    <div className="flow-ways">
      {waysOf(step).map(({ way, steps }) => {
        const name = wayName(step, way, t);
        return (
          <div key={way} className="flow-way">
            <Text as="p" fontWeight="semibold">
              {name}
            </Text>
            <StepList list={{ fork: step.id, way }} steps={steps} label={name} />
          </div>
        );
      })}
    </div>
  );
}

function wayName(step: DraftStep, way: Way, t: Translate): string {
  if (way === "yes") return t("flowSteps.yes");
  if (way === "no") return t("flowSteps.no");
  const share = step.kind === "split" && typeof step.share === "number" ? step.share : null;
  const text = (value: number | null) => ({ share: value === null ? "?" : String(value) });
  return way === "a" ? t("flowSteps.a", text(share)) : t("flowSteps.b", text(share === null ? null : 100 - share));
}
