/** @jsxImportSource preact */
import { render } from "preact";

import type { ActionBlock } from "../../../app/shopify-admin/blocks.ts";
import { Action } from "./action.tsx";
import { send } from "./api.ts";
import { selectedIds } from "./host.ts";

/** Leads from customers who are selected in Shopify's list to points for them. */
export default function extension(): void {
  render(<Action ask={() => send<ActionBlock>("selections", { customers: selectedIds().join(",") })} />, document.body);
}
