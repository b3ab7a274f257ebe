import { ActionList, Popover } from "@shopify/polaris";
import { useState, type ReactElement } from "react";

import { writePlace } from "../../customers/views/list-query.ts";
import type { Place } from "../../insights/rfm/segment-query.ts";
import { to } from "../../pages.ts";
import { useT } from "../locale.tsx";

export type PlaceIntent = "segment" | "campaign";
export type ChoosePlace = (intent: PlaceIntent, place: Place) => void;

type Props = {
  place: Place;
  customers: number;
  onChoose: ChoosePlace;
  /** The button that opens it. @param state what it has to say of itself */
  button: (state: { onClick: () => void; "aria-expanded": boolean; "aria-haspopup": "menu" }) => ReactElement;
};

/** What can be done with the customers of a group or a cell: see them, keep them as a segment, write to them. */
export function PlaceMenu({ place, customers, onChoose, button }: Props) {
  const t = useT();
  const [open, setOpen] = useState(false);
  const choose = (intent: PlaceIntent) => () => {
    setOpen(false);
    onChoose(intent, place);
  };
  return (
    <Popover
      active={open}
      onClose={() => setOpen(false)}
      autofocusTarget="first-node"
      activator={button({ onClick: () => setOpen(!open), "aria-expanded": open, "aria-haspopup": "menu" })}
    >
      <ActionList
        actionRole="menuitem"
        items={[
          { content: t("rfm.showCustomers", { count: customers }), url: to("customers", writePlace(place)) },
          { content: t("rfm.saveSegment"), onAction: choose("segment") },
          { content: t("rfm.startCampaign"), onAction: choose("campaign") },
        ]}
      />
    </Popover>
  );
}
