/** @jsxImportSource preact */
import { render } from "preact";

import { MOST_SELECTED, type ActionBlock } from "../../../app/shopify-admin/blocks.ts";
import { Action } from "./action.tsx";
import { send } from "./api.ts";
import { selectedIds } from "./host.ts";

/** Leads from customers who are selected in Shopify's list to points for them. */
export default function extension(): void {
  render(<Action ask={ask} />, document.body);
}

/** One more than can be taken says that there are too many. */
const ask = () =>
  send<ActionBlock>("selections", {
    customers: selectedIds()
      .slice(0, MOST_SELECTED + 1)
      .join(","),
  });
