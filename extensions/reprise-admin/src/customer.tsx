/** @jsxImportSource preact */
import { render } from "preact";

import type { CustomerBlock } from "../../../app/shopify-admin/blocks.ts";
import { Adjust } from "./adjust.tsx";
import { Block } from "./block.tsx";
import { shownId } from "./host.ts";

/** A customer's points, tier, segments and next step, on their page. */
export default function extension(): void {
  render(<Customer customerId={shownId()} />, document.body);
}

function Customer({ customerId }: { customerId: string }) {
  return (
    <Block<CustomerBlock>
      path={`customers/${customerId}`}
      show={(block, reload) => <Content {...{ block, customerId, reload }} />}
    />
  );
}

function Content({ block, customerId, reload }: { block: CustomerBlock; customerId: string; reload: () => void }) {
  const { missing, figures, lines, segments, next, open, adjust } = block;
  if (missing !== null)
    return (
      <s-stack gap="base">
        <s-paragraph>{missing}</s-paragraph>
        <s-link href={open.href}>{open.label}</s-link>
      </s-stack>
    );
  return (
    <s-stack gap="base">
      <s-stack direction="inline" gap="large">
        {figures.map(({ label, value, note }) => (
          <s-stack key={label} gap="none">
            <s-text color="subdued">{label}</s-text>
            <s-text type="strong">{value}</s-text>
            {note !== null && <s-text color="subdued">{note}</s-text>}
          </s-stack>
        ))}
      </s-stack>
      {lines.map((line) => (
        <s-text key={line} color="subdued">
          {line}
        </s-text>
      ))}
      {segments.names.length > 0 && (
        <s-stack gap="small-200">
          <s-text color="subdued">{segments.label}</s-text>
          <s-stack direction="inline" gap="small-200">
            {segments.names.map((name) => (
              <s-badge key={name}>{name}</s-badge>
            ))}
          </s-stack>
        </s-stack>
      )}
      {next !== null && (
        <s-section heading={next.label}>
          <s-stack gap="small-200">
            <s-text type="strong">{next.title}</s-text>
            <s-text color="subdued">{next.reason}</s-text>
          </s-stack>
        </s-section>
      )}
      {adjust !== null && <Adjust words={adjust.words} adjustmentKey={adjust.key} customerId={customerId} onDone={reload} />}
      <s-link href={open.href}>{open.label}</s-link>
    </s-stack>
  );
}
