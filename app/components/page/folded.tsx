import { Badge, Button, InlineStack } from "@shopify/polaris";
import { useId, useState, type ReactNode } from "react";

import { useT } from "../locale.tsx";

type Props = {
  /** How many of them narrow the list now. */
  active: number;
  children: ReactNode;
};

/** What narrows a list, behind one button on a phone: there the list itself comes first (merchant 38). Wider screens show it as it is. */
export function FoldedFilters({ active, children }: Props) {
  const t = useT();
  const id = useId();
  const [open, setOpen] = useState(false);
  return (
    <>
      <div className="fold">
        <InlineStack gap="200" blockAlign="center">
          <Button disclosure={open ? "up" : "down"} ariaExpanded={open} ariaControls={id} onClick={() => setOpen(!open)}>
            {t("common.filters")}
          </Button>
          {active > 0 && <Badge tone="info">{t("common.filtersActive", { count: active })}</Badge>}
        </InlineStack>
      </div>
      <div id={id} className={open ? "folded" : "folded folded-away"}>
        {children}
      </div>
    </>
  );
}
