import { ActionList, Button, Popover } from "@shopify/polaris";
import { PlusIcon } from "@shopify/polaris-icons";
import { useState } from "react";

import { newStep, stepKinds } from "../../../flows/editing/edit.ts";
import { mayStand, type Place } from "../../../flows/editing/tree.ts";
import { useT } from "../../locale.tsx";
import { addNames } from "../words/choice-words.ts";
import { useEditor } from "./editor.ts";

/** Adds a step at a place. @param after what stands before it, for who cannot see where the button is */
export function AddStep({ place, after }: { place: Place; after?: string }) {
  const t = useT();
  const { add, draft, locked } = useEditor();
  const [open, setOpen] = useState(false);
  if (locked) return null;
  const kinds = stepKinds.filter((kind) => mayStand(draft.steps, newStep(kind, "new"), place.list));
  return (
    <div className="flow-add">
      <Popover
        active={open}
        onClose={() => setOpen(false)}
        preferredAlignment="left"
        activator={
          <Button
            icon={PlusIcon}
            size="slim"
            disclosure={false}
            disabled={kinds.length === 0}
            ariaExpanded={open}
            accessibilityLabel={after === undefined ? t("flowSteps.addHere") : t("flowSteps.addAfter", { name: after })}
            onClick={() => setOpen(!open)}
          />
        }
      >
        <ActionList
          actionRole="menuitem"
          items={kinds.map((kind) => ({
            content: t(addNames[kind]),
            onAction: () => {
              setOpen(false);
              add(place, kind);
            },
          }))}
        />
      </Popover>
    </div>
  );
}
