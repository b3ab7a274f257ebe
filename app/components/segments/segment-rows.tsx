import { BlockStack, Box, IndexTable, InlineStack, Link, Text, useBreakpoints } from "@shopify/polaris";

import type { SegmentLine } from "../../segments/figures/overview.server.ts";
import { to } from "../../pages.ts";
import { useFormat, useT } from "../locale.tsx";

type Props = { segments: readonly SegmentLine[]; shareOf: (members: number) => string };

export function SegmentRows({ segments, shareOf }: Props) {
  const t = useT();
  const condensed = useBreakpoints().smDown;
  return (
    <IndexTable
      resourceName={{ singular: t("segmentPage.columnName"), plural: t("segments.title") }}
      itemCount={segments.length}
      selectable={false}
      condensed={condensed}
      headings={[
        { title: t("segmentPage.columnName") },
        { title: t("segmentPage.columnMembers"), alignment: "end" },
        { title: t("segmentPage.columnShare"), alignment: "end" },
        { title: t("segmentPage.columnChange"), alignment: "end" },
      ]}
    >
      {segments.map((segment, index) => (
        <IndexTable.Row key={segment.segmentId} id={String(segment.segmentId)} position={index}>
          {condensed ? (
            <NarrowRow segment={segment} share={shareOf(segment.members)} />
          ) : (
            <Cells segment={segment} share={shareOf(segment.members)} />
          )}
        </IndexTable.Row>
      ))}
    </IndexTable>
  );
}

type RowProps = { segment: SegmentLine; share: string };

function Cells({ segment, share }: RowProps) {
  const format = useFormat();
  return (
    <>
      <IndexTable.Cell>
        <Named segment={segment} />
      </IndexTable.Cell>
      <Figure>{format.number(segment.members)}</Figure>
      <Figure>{share}</Figure>
      <Figure>{useChange(segment)}</Figure>
    </>
  );
}

function Figure({ children }: { children: string }) {
  return (
    <IndexTable.Cell>
      <Text as="span" alignment="end" numeric>
        {children}
      </Text>
    </IndexTable.Cell>
  );
}

function NarrowRow({ segment, share }: RowProps) {
  const t = useT();
  const format = useFormat();
  const change = useChange(segment);
  return (
    <Box padding="300">
      <BlockStack gap="100">
        <InlineStack align="space-between" gap="200" wrap={false}>
          <Named segment={segment} />
          <Text as="span" numeric fontWeight="medium">
            {format.number(segment.members)}
          </Text>
        </InlineStack>
        <Text as="p" tone="subdued" variant="bodySm">
          {`${t("segmentPage.share", { share })} · ${t("segmentPage.change", { change })}`}
        </Text>
      </BlockStack>
    </Box>
  );
}

function Named({ segment: { segmentId, name, query } }: { segment: SegmentLine }) {
  return (
    <div className="segment-named">
      <Link url={to("segment", { segmentId })} dataPrimaryLink monochrome removeUnderline>
        <Text as="span" fontWeight="semibold">
          {name}
        </Text>
      </Link>
      <div className="segment-rule">
        <Text as="span" tone="subdued" variant="bodySm">
          {query}
        </Text>
      </div>
    </div>
  );
}

function useChange({ members, before }: SegmentLine): string {
  const t = useT();
  const format = useFormat();
  return before === null ? t("segmentPage.unknownChange") : format.signed(members - before);
}
