import { Badge, BlockStack, Button, Card, InlineStack, Link, Text } from "@shopify/polaris";

import type { DrawState, Phase } from "../../draws/draws.server.ts";
import { closesAt, opensAt, zoneOf } from "../../draws/content/days.ts";
import type { DrawKind, Terms } from "../../draws/content/terms.ts";
import type { DrawFigures } from "../../draws/shown/figures.server.ts";
import { plusMs } from "../../lib/time.ts";
import { to } from "../../pages.ts";
import { textIn } from "../../program/rules/texts.ts";
import { useFormat, useLocale, useShop, useT } from "../locale.tsx";
import { figuresWords } from "./results-card.tsx";
import { kindNames, standing } from "./words.ts";

export type ListedDraw = {
  drawId: number;
  state: DrawState;
  phase: Phase;
  timeZone: string | null;
  terms: Terms;
  figures: DrawFigures;
};

export function DrawList({ listed }: { listed: readonly ListedDraw[] }) {
  const t = useT();
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          {t("draws.yours")}
        </Text>
        {listed.length === 0 ? (
          <Text as="p" tone="subdued">
            {t("draws.none")}
          </Text>
        ) : (
          <ul className="checks">
            {listed.map((one) => (
              <li key={one.drawId}>
                <Line one={one} />
              </li>
            ))}
          </ul>
        )}
      </BlockStack>
    </Card>
  );
}

function Line({ one }: { one: ListedDraw }) {
  const t = useT();
  const format = useFormat();
  const locale = useLocale();
  const shop = useShop();
  const { drawId, state, phase, terms, figures } = one;
  const timeZone = zoneOf(one, shop);
  const { word, tone } = standing(state, phase);
  const days = {
    from: format.date(opensAt(terms, timeZone)),
    until: format.date(plusMs(closesAt(terms, timeZone), -1)),
  };
  return (
    <InlineStack gap="300" blockAlign="start" align="space-between">
      <BlockStack gap="050">
        <Link url={to("draw", { drawId })}>{textIn(terms.title, locale)}</Link>
        <Text as="p" tone="subdued">
          {`${t(kindNames[terms.kind])} · ${t("draws.days", days)}`}
        </Text>
        {state !== "draft" && <Text as="p">{figuresWords(figures, t, format).join(" · ")}</Text>}
      </BlockStack>
      <Badge {...(tone === undefined ? {} : { tone })}>{t(word)}</Badge>
    </InlineStack>
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
