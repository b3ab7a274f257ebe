import { Badge, BlockStack, Box, IndexTable, InlineStack, Link, Select, Text, useBreakpoints } from "@shopify/polaris";
import { useNavigate } from "@remix-run/react";

import { yearDayOf } from "../../imports/before.ts";
import type { RowState } from "../../imports/import.ts";
import type { RowPage } from "../../imports/rows.server.ts";
import { instantIn } from "../../lib/time.ts";
import { textIn, type Texts } from "../../program/rules/texts.ts";
import { DownloadButton } from "../page/download.tsx";
import { Empty } from "../empty.tsx";
import { useFormat, useLocale, useShop, useT } from "../locale.tsx";
import { Pages } from "../page/pages.tsx";
import { rowStates } from "./import-words.ts";
import { useProblemSentence } from "./problem-sentence.ts";
import { to } from "../../pages.ts";

type Levels = readonly { key: string; name: Texts }[];
/** `levels` are the program's tiers, for their names. */
type Props = { importId: number; page: RowPage; filter: RowState | null; levels: Levels };

/** What was found of each row, in the order of the file. */
export function RowTable({ importId, page, filter, levels }: Props) {
  const t = useT();
  const navigate = useNavigate();
  const condensed = useBreakpoints().smDown;
  const address = (state: RowState | null, after: number | null) =>
    after === null ? null : to("import", { importId }, { rows: state ?? "", after: String(after) });
  return (
    <>
      <Box padding="300">
        <InlineStack align="space-between" blockAlign="end" gap="300">
          <Select
            label={t("imports.filterLabel")}
            options={[
              { label: t("imports.filterAll"), value: "" },
              { label: t("imports.filterProblem"), value: "problem" },
              { label: t("imports.filterReady"), value: "ready" },
              { label: t("imports.filterApplied"), value: "applied" },
              { label: t("imports.filterUndone"), value: "undone" },
            ]}
            value={filter ?? ""}
            onChange={(value) => navigate(to("import", { importId }, { rows: value }))}
          />
          <DownloadButton
            url={to("importCsv", { importId })}
            fileName={`reprise-import-${importId}.csv`}
            failed={t("imports.reportFailed")}
          >
            {t("imports.report")}
          </DownloadButton>
        </InlineStack>
      </Box>
      <IndexTable
        resourceName={{ singular: t("imports.row"), plural: t("imports.rowsTitle") }}
        itemCount={page.rows.length}
        selectable={false}
        condensed={condensed}
        headings={[
          { title: t("imports.row"), alignment: "end" },
          { title: t("imports.customer") },
          { title: t("imports.points"), alignment: "end" },
          { title: t("imports.tier") },
          { title: t("imports.birthday") },
          { title: t("imports.result") },
        ]}
        emptyState={<Empty title={t("imports.noRows")} text="" />}
      >
        {page.rows.map((row, index) => (
          <IndexTable.Row key={row.row} id={String(row.row)} position={index}>
            {condensed ? <NarrowRow row={row} levels={levels} /> : <WideRow row={row} levels={levels} />}
          </IndexTable.Row>
        ))}
      </IndexTable>
      <Pages previous={address(filter, page.previous)} next={address(filter, page.next)} />
    </>
  );
}

type Row = RowPage["rows"][number];
type RowProps = { row: Row; levels: Levels };

/** Tier and birthday as the merchant knows them. */
function useBrought({ row, levels }: RowProps): { tier: string | null; birthday: string | null } {
  const locale = useLocale();
  const format = useFormat();
  const { timeZone } = useShop();
  const level = levels.find(({ key }) => key === row.tier);
  return {
    tier: level === undefined ? row.tier : textIn(level.name, locale),
    // Of a leap year, which has every day.
    birthday: row.birthday === null ? null : format.day(instantIn({ year: 2000, ...yearDayOf(row.birthday) }, timeZone, 12)),
  };
}

function WideRow(props: RowProps) {
  const { row } = props;
  const format = useFormat();
  const { tier, birthday } = useBrought(props);
  return (
    <>
      <IndexTable.Cell>
        <Text as="span" alignment="end" numeric>
          {format.number(row.row)}
        </Text>
      </IndexTable.Cell>
      <IndexTable.Cell>
        <Who row={row} />
      </IndexTable.Cell>
      <IndexTable.Cell>
        <Text as="span" alignment="end" numeric>
          {row.points === null ? "–" : format.number(row.points)}
        </Text>
      </IndexTable.Cell>
      <IndexTable.Cell>{tier ?? "–"}</IndexTable.Cell>
      <IndexTable.Cell>{birthday ?? "–"}</IndexTable.Cell>
      <IndexTable.Cell>
        <Result row={row} />
      </IndexTable.Cell>
    </>
  );
}

function NarrowRow(props: RowProps) {
  const { row } = props;
  const t = useT();
  const format = useFormat();
  const { tier, birthday } = useBrought(props);
  const facts = [
    ...(row.points === null ? [] : [`${t("imports.points")}: ${format.number(row.points)}`]),
    ...(tier === null ? [] : [`${t("imports.tier")}: ${tier}`]),
    ...(birthday === null ? [] : [`${t("imports.birthday")}: ${birthday}`]),
  ];
  return (
    <Box padding="300">
      <BlockStack gap="100">
        <Text as="span" tone="subdued" variant="bodySm">
          {`${t("imports.row")} ${row.row}`}
        </Text>
        <Who row={row} />
        {facts.length > 0 && <Text as="span">{facts.join(" · ")}</Text>}
        <Result row={row} />
      </BlockStack>
    </Box>
  );
}

function Who({ row }: { row: Row }) {
  const words = row.name ?? row.email ?? "–";
  return (
    <div className="prose wrap-anywhere">
      <BlockStack>
        {row.customerId === null ? (
          <Text as="span">{words}</Text>
        ) : (
          <Link url={to("customer", { customerId: row.customerId })} removeUnderline>
            {words}
          </Link>
        )}
        {row.name !== null && row.email !== null && (
          <Text as="span" tone="subdued">
            {row.email}
          </Text>
        )}
      </BlockStack>
    </div>
  );
}

function Result({ row }: { row: Row }) {
  const t = useT();
  const sentence = useProblemSentence();
  const tone = row.state === "problem" ? "critical" : row.state === "applied" ? "success" : undefined;
  return (
    <div className="prose">
      <BlockStack gap="100" inlineAlign="start">
        <Badge {...(tone === undefined ? {} : { tone })}>{t(rowStates[row.state])}</Badge>
        {row.problems.map((problem) => (
          <div className="wrap-anywhere" key={problem.code}>
            <Text as="span" variant="bodySm">
              {sentence(problem)}
            </Text>
          </div>
        ))}
      </BlockStack>
    </div>
  );
}
