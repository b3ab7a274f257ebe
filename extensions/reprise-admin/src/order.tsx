/** @jsxImportSource preact */
import { render } from "preact";

import type { OrderBlock } from "../../../app/shopify-admin/blocks.ts";
import { Block } from "./block.tsx";
import { shownId } from "./host.ts";

/** What an order brought and why, on its page. */
export default function extension(): void {
  render(<Block<OrderBlock> path={`orders/${shownId()}`} show={(block) => <Content block={block} />} />, document.body);
}

function Content({ block }: { block: OrderBlock }) {
  const { headline, lines, calculation, open } = block;
  return (
    <s-stack gap="base">
      <s-text type="strong">{headline}</s-text>
      {lines.map((line) => (
        <s-text key={line} color="subdued">
          {line}
        </s-text>
      ))}
      {calculation !== null && <Calculation {...calculation} />}
      {open !== null && <s-link href={open.href}>{open.label}</s-link>}
    </s-stack>
  );
}

function Calculation({ heading, columns, rows, sum }: NonNullable<OrderBlock["calculation"]>) {
  return (
    <s-section heading={heading}>
      <s-stack gap="base">
        <s-table>
          <s-table-header-row>
            {columns.map((column) => (
              <s-table-header key={column}>{column}</s-table-header>
            ))}
          </s-table-header-row>
          <s-table-body>
            {rows.map((cells, index) => (
              <s-table-row key={index}>
                {cells.map((cell, place) => (
                  <s-table-cell key={place}>{cell}</s-table-cell>
                ))}
              </s-table-row>
            ))}
          </s-table-body>
        </s-table>
        <s-text>{sum}</s-text>
      </s-stack>
    </s-section>
  );
}
