import { ActionList, Button, Popover } from "@shopify/polaris";
import {
  ArrowDownIcon,
  ArrowUpIcon,
  DeleteIcon,
  DuplicateIcon,
  HideIcon,
  MenuHorizontalIcon,
  ViewIcon,
} from "@shopify/polaris-icons";
import { useState } from "react";

import type { DraftStep } from "../../../flows/editing/draft.ts";
import { change, placeBeside } from "../../../flows/editing/edit.ts";
import { useT } from "../../locale.tsx";
import { handleId, useEditor } from "./editor.ts";

/** What can be done with a step. @param handled whether this button takes the focus for the step */
export function StepMenu({ step, handled }: { step: DraftStep; handled: boolean }) {
  const t = useT();
  const { draft, nameOf, move, duplicate, remove, edit } = useEditor();
  const [open, setOpen] = useState(false);
  const act = (onAction: () => void) => () => {
    setOpen(false);
    onAction();
  };
  const { id } = step;
  const items = [
    ...(placeBeside(draft.steps, id, -1) === null
      ? []
      : [{ content: t("flowSteps.moveUp"), icon: ArrowUpIcon, onAction: act(() => move(id, -1)) }]),
    ...(placeBeside(draft.steps, id, 1) === null
      ? []
      : [{ content: t("flowSteps.moveDown"), icon: ArrowDownIcon, onAction: act(() => move(id, 1)) }]),
    { content: t("flowSteps.duplicate"), icon: DuplicateIcon, onAction: act(() => duplicate(id)) },
    ...(step.kind === "email"
      ? [
          {
            content: t(step.off ? "flowSteps.turnOn" : "flowSteps.turnOff"),
            icon: step.off ? ViewIcon : HideIcon,
            onAction: act(() => edit((steps) => change(steps, id, "email", { off: !step.off }))),
          },
        ]
      : []),
    { content: t("flowSteps.delete"), icon: DeleteIcon, destructive: true, onAction: act(() => remove(id)) },
  ];
  return (
    <Popover
      active={open}
      onClose={() => setOpen(false)}
      preferredAlignment="right"
      activator={
        <Button
          {...(handled ? { id: handleId(id) } : {})}
          icon={MenuHorizontalIcon}
          size="slim"
          variant="tertiary"
          ariaExpanded={open}
          accessibilityLabel={t("flowSteps.actions", { name: nameOf(step) })}
          onClick={() => setOpen(!open)}
        />
      }
    >
      <ActionList actionRole="menuitem" items={items} />
    </Popover>
  );
}
