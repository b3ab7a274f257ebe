import { Button, Collapsible, InlineStack } from "@shopify/polaris";
import { useId, useState, type ReactNode } from "react";

import { useT } from "../locale.tsx";

/** The table behind a picture, shown on demand. */
export function TableToggle({ children }: { children: ReactNode }) {
  const t = useT();
  const id = useId();
  const [open, setOpen] = useState(false);
  return (
    <>
      <InlineStack>
        <Button
          variant="plain"
          disclosure={open ? "up" : "down"}
          ariaExpanded={open}
          ariaControls={id}
          onClick={() => setOpen(!open)}
        >
          {open ? t("reports.flowTableHide") : t("reports.flowTable")}
        </Button>
      </InlineStack>
      <Collapsible id={id} open={open}>
        {children}
      </Collapsible>
    </>
  );
}
