import { Badge, BlockStack, Button, Card, InlineStack, Link, Text } from "@shopify/polaris";

import type { DrawState, Phase } from "../../draws/draws.server.ts";
import { closesAt, opensAt, zoneOf } from "../../draws/content/days.ts";
import type { DrawKind, Terms } from "../../draws/content/terms.ts";
import type { DrawFigures } from "../../draws/shown/figures.server.ts";
import { plusMs } from "../../lib/time.ts";
import { to } from "../../pages.ts";
import { textIn } from "../../program/rules/texts.ts";
import { useFormat, useLocale, useShop, useT } from "../locale.tsx";
import { Row, RowsCard } from "../page/rows-card.tsx";
import { figuresWords } from "./results-card.tsx";
import { kindNames, standing } from "./words.ts";

export type ListedDraw = {
  drawId: number;
  state: DrawState;
  phase: Phase;
  timeZone: string | null;
  terms: Terms;
  figures: DrawFigures;
  /** Prizes that were won and could not be given. */
  owed: number;
};

export function DrawList({ listed }: { listed: readonly ListedDraw[] }) {
  const t = useT();
  return (
    <RowsCard title={t("draws.yours")} none={t("draws.none")}>
      {listed.map((one) => (
        <Line key={one.drawId} one={one} />
      ))}
    </RowsCard>
  );
}

function Line({ one }: { one: ListedDraw }) {
  const t = useT();
  const format = useFormat();
  const locale = useLocale();
  const shop = useShop();
  const { drawId, state, phase, terms, figures, owed } = one;
  const timeZone = zoneOf(one, shop);
  const { word, tone } = standing(state, phase);
  const days = {
    from: format.date(opensAt(terms, timeZone)),
    until: format.date(plusMs(closesAt(terms, timeZone), -1)),
  };
  return (
    <Row end={<Badge {...(tone === undefined ? {} : { tone })}>{t(word)}</Badge>}>
      <BlockStack gap="050">
        <Link url={to("draw", { drawId })}>{textIn(terms.title, locale)}</Link>
        <Text as="p" tone="subdued">
          {`${t(kindNames[terms.kind])} · ${t("draws.days", days)}`}
        </Text>
        {state !== "draft" && <Text as="p">{figuresWords(figures, t, format).join(" · ")}</Text>}
        {owed > 0 && (
          <Text as="p" tone="critical">
            {t("draws.owed", { count: owed })}
          </Text>
        )}
      </BlockStack>
    </Row>
  );
}

export function Beginnings({ busy, onAdd }: { busy: boolean; onAdd: (kind: DrawKind) => void }) {
  const t = useT();
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t("draws.ready")}
        </Text>
        <InlineStack gap="200">
          <Button disabled={busy} onClick={() => onAdd("wheel")}>
            {t("draws.addWheel")}
          </Button>
          <Button disabled={busy} onClick={() => onAdd("card")}>
            {t("draws.addCard")}
          </Button>
        </InlineStack>
      </BlockStack>
    </Card>
  );
}
