import { BlockStack, Box, InlineGrid, Link, Select, Text } from "@shopify/polaris";
import { useNavigate } from "@remix-run/react";

import type { PlainKey } from "../../i18n/translate.ts";
import { to } from "../../pages.ts";
import type { Cause } from "../../segments/history/cause.ts";
import type { Move } from "../../segments/history/moves.server.ts";
import {
  directions,
  periods,
  writeMovesQuery,
  type Direction,
  type MoveCursor,
  type MovesQuery,
  type Period,
} from "../../segments/history/moves-query.ts";
import { Empty } from "../empty.tsx";
import { useFormat, useT } from "../locale.tsx";
import { Pages } from "../page/pages.tsx";

const causeWords: Record<Cause, PlainKey> = {
  order: "segmentPage.causeOrder",
  checkout: "segmentPage.causeCheckout",
  visit: "segmentPage.causeVisit",
  consent: "segmentPage.causeConsent",
  points: "segmentPage.causePoints",
  tier: "segmentPage.causeTier",
  merge: "segmentPage.causeMerge",
  message: "segmentPage.causeMessage",
  scores: "segmentPage.causeScores",
  details: "segmentPage.causeDetails",
  time: "segmentPage.causeTime",
  rules: "segmentPage.causeRules",
};
const periodWords: Record<Period, PlainKey> = {
  7: "segmentPage.days7",
  30: "segmentPage.days30",
  90: "segmentPage.days90",
  365: "segmentPage.days365",
};
const directionWords: Record<Direction, PlainKey> = {
  both: "segmentPage.both",
  came: "segmentPage.cameOnly",
  went: "segmentPage.wentOnly",
};

export type MovesView = { query: MovesQuery; moves: readonly Move[]; next: MoveCursor | null; came: number; went: number };

/** Who came to a segment and who left it in a period, each with the cause. */
export function MovesCard({ segmentId, view }: { segmentId: number; view: MovesView }) {
  const t = useT();
  const format = useFormat();
  const navigate = useNavigate();
  const { query, moves, next, came, went } = view;
  const address = (change: Partial<MovesQuery>) => {
    const params = writeMovesQuery({ ...query, before: null, ...change });
    params.set("view", "moves");
    return to("segment", { segmentId }, params);
  };
  const go = (change: Partial<MovesQuery>) => navigate(address(change), { preventScrollReset: true });
  return (
    <>
      <Box padding="300">
        <BlockStack gap="300">
          <InlineGrid columns={{ xs: 1, sm: 2 }} gap="300">
            <Select
              label={t("segmentPage.period")}
              options={periods.map((days) => ({ value: String(days), label: t(periodWords[days]) }))}
              value={String(query.days)}
              onChange={(value) => go({ days: periods.find((days) => String(days) === value) ?? query.days })}
            />
            <Select
              label={t("segmentPage.show")}
              options={directions.map((direction) => ({ value: direction, label: t(directionWords[direction]) }))}
              value={query.direction}
              onChange={(value) => go({ direction: directions.find((known) => known === value) ?? "both" })}
            />
          </InlineGrid>
          <Text as="p" tone="subdued">
            {t("segmentPage.counts", { came: format.number(came), went: format.number(went) })}
          </Text>
        </BlockStack>
      </Box>
      {moves.length === 0 ? (
        <Empty title={t("segmentPage.noMoves")} text={t("segmentPage.noMovesText")} />
      ) : (
        <ul className="rows" aria-label={t("segmentPage.moves")}>
          {moves.map((move) => (
            <MoveRow key={String(move.id)} move={move} />
          ))}
        </ul>
      )}
      <Pages previous={query.before === null ? null : address({})} next={next === null ? null : address({ before: next })} />
    </>
  );
}

function MoveRow({ move: { customerId, name, email, came, at, cause } }: { move: Move }) {
  const t = useT();
  const format = useFormat();
  const why = { cause: t(cause === null ? "segmentPage.causeUnknown" : causeWords[cause]) };
  return (
    <li>
      <div className="row-main wrap-anywhere">
        <BlockStack gap="050">
          <Link url={to("customer", { customerId })} monochrome removeUnderline>
            <Text as="span" fontWeight="semibold">
              {name ?? email ?? t("customers.nameless")}
            </Text>
          </Link>
          {name !== null && email !== null && (
            <Text as="p" tone="subdued">
              {email}
            </Text>
          )}
        </BlockStack>
      </div>
      <BlockStack gap="050" inlineAlign="end">
        <Text as="span">{came ? t("segmentPage.cameBy", why) : t("segmentPage.wentBy", why)}</Text>
        <Text as="span" tone="subdued" variant="bodySm">
          {format.dateTime(at)}
        </Text>
      </BlockStack>
    </li>
  );
}
