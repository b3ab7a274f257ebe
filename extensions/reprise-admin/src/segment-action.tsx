/** @jsxImportSource preact */
import { render } from "preact";

import type { ActionBlock } from "../../../app/shopify-admin/blocks.ts";
import { Action } from "./action.tsx";
import { read } from "./api.ts";
import { shownId } from "./host.ts";

/** Leads from a segment of Shopify's to campaigns and points for everybody in it. */
export default function extension(): void {
  render(<Action ask={ask} />, document.body);
}

const ask = () => read<ActionBlock>(`segments/${shownId()}`);
