import { Text } from "@shopify/polaris";
import type { ReactNode } from "react";

type Props = { label: string; headings: readonly string[]; rows: readonly (readonly ReactNode[])[]; foot?: readonly string[] };

/** A table of names and figures: the first column names the row. Scrolls within itself where the screen is narrow. */
export function PlainTable({ label, headings, rows, foot }: Props) {
  return (
    <div className="plain-table" role="region" aria-label={label} tabIndex={0}>
      <table>
        <thead>
          <tr>
            {headings.map((heading) => (
              <th key={heading} scope="col">
                <Text as="span" variant="bodySm" tone="subdued">
                  {heading}
                </Text>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <Row key={index} row={row} />
          ))}
        </tbody>
        {foot !== undefined && (
          <tfoot>
            <Row row={foot} />
          </tfoot>
        )}
      </table>
    </div>
  );
}

function Row({ row }: { row: readonly ReactNode[] }) {
  const [name, ...figures] = row;
  return (
    <tr>
      <th scope="row">{name}</th>
      {figures.map((figure, index) => (
        <td key={index}>{figure}</td>
      ))}
    </tr>
  );
}
