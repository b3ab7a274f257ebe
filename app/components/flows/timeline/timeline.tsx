import { closestCenter, DndContext, PointerSensor, pointerWithin, useSensor, useSensors } from "@dnd-kit/core";
import type { CollisionDetection, DragEndEvent } from "@dnd-kit/core";
import { BlockStack, Text } from "@shopify/polaris";

import { find, listAt, sameList } from "../../../flows/editing/tree.ts";
import { useT } from "../../locale.tsx";
import { Edge } from "../../page/edge.tsx";
import { EditorProvider, listNamed, type Editor } from "./editor.ts";
import { StartCard } from "./start-card.tsx";
import { StepList } from "./step-list.tsx";

const DRAG_AFTER_PX = 6;

/** A step under the pointer counts before what is only near: a fork lies around its steps. */
const collision: CollisionDetection = (args) => {
  const under = pointerWithin(args);
  return under.length > 0 ? under : closestCenter(args);
};

/** The flow from its start to its end, each step with its day. Steps are moved with the pointer or the keyboard. */
export function Timeline({ editor, said }: { editor: Editor; said: string }) {
  const t = useT();
  const sensors = useSensors(useSensor(PointerSensor, { activationConstraint: { distance: DRAG_AFTER_PX } }));
  const drop = ({ active, over }: DragEndEvent) => {
    if (over === null || active.id === over.id) return;
    const { steps } = editor.draft;
    const id = String(active.id);
    const list = listNamed(String(over.id));
    if (list !== undefined) {
      editor.moveTo(id, { list, index: listAt(steps, list)?.length ?? 0 });
      return;
    }
    const [from, to] = [find(steps, id), find(steps, String(over.id))];
    if (from === null || to === null) return;
    const down = sameList(from.list, to.list) && from.index < to.index;
    editor.moveTo(id, { list: to.list, index: to.index + (down ? 1 : 0) });
  };
  return (
    <EditorProvider value={editor}>
      <BlockStack gap="200">
        <Text as="h2" variant="headingMd" visuallyHidden>
          {t("flow.steps")}
        </Text>
        {!editor.locked && (
          <Edge>
            <Text as="p" tone="subdued" variant="bodySm">
              {editor.figures.size > 0 ? `${t("flow.figuresOf")} ${t("flow.stepsKeys")}` : t("flow.stepsKeys")}
            </Text>
          </Edge>
        )}
        <DndContext
          id="flow"
          sensors={sensors}
          collisionDetection={collision}
          onDragEnd={drop}
          // The moves are told below, for the pointer as for the keys.
          accessibility={{ announcements: silent, screenReaderInstructions: { draggable: "" } }}
        >
          <div className="flow">
            <StepList list={null} steps={editor.draft.steps} start={<StartCard />} />
          </div>
        </DndContext>
        <p className="flow-said" role="status">
          {said}
        </p>
      </BlockStack>
    </EditorProvider>
  );
}

const nothing = () => undefined;
const silent = { onDragStart: nothing, onDragOver: nothing, onDragEnd: nothing, onDragCancel: nothing };
