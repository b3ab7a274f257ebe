import { Badge, BlockStack, Box, Button, ButtonGroup, Checkbox, InlineStack, Link, Text } from "@shopify/polaris";
import { useState } from "react";

import type { ClaimState, ListedClaim } from "../../bonuses/claims/claims-list.server.ts";
import type { PlainKey } from "../../i18n/translate.ts";
import type { Bonus } from "../../program/rules/bonus-rules.ts";
import { bonusName } from "../words/bonus-name.ts";
import { useFormat, useLocale, useT } from "../locale.tsx";
import { userIn } from "../../shops/staff/staff.ts";
import { useMember } from "../words/staff.tsx";
import { to } from "../../pages.ts";

type Decision = "approved" | "declined" | "reopened";
type Rule = Pick<Bonus, "key" | "kind" | "title" | "points">;
type Props = {
  claims: readonly ListedClaim[];
  rules: readonly Rule[];
  /** The shop's first page, below which its products are. */
  home: string;
  busy: boolean;
  onDecide: (decision: Decision, claimIds: readonly bigint[]) => void;
};

const states: Record<ClaimState, PlainKey> = {
  waiting: "claims.stateWaiting",
  approved: "claims.stateApproved",
  declined: "claims.stateDeclined",
};
const tones = { waiting: "attention", approved: "success", declined: undefined } as const;

/** What shoppers say they have done; those that wait are decided one by one or together. */
export function ClaimList({ claims, rules, home, busy, onDecide }: Props) {
  const t = useT();
  const [chosen, setChosen] = useState<readonly bigint[]>([]);
  const waiting = claims.filter(({ state }) => state === "waiting").map(({ claimId }) => claimId);
  const choose = (claimId: bigint, on: boolean) =>
    setChosen((before) => (on ? [...before, claimId] : before.filter((one) => one !== claimId)));
  return (
    <>
      {waiting.length > 1 && (
        <Box padding="400" borderBlockEndWidth="025" borderColor="border-secondary">
          <InlineStack align="space-between" blockAlign="center" gap="200">
            <Checkbox
              label={chosen.length === 0 ? t("claims.selectAll") : t("claims.selected", { count: chosen.length })}
              checked={chosen.length === waiting.length ? true : chosen.length > 0 ? "indeterminate" : false}
              onChange={(on) => setChosen(on ? waiting : [])}
            />
            {chosen.length > 0 && (
              <ButtonGroup>
                <Button variant="primary" disabled={busy} onClick={() => onDecide("approved", chosen)}>
                  {t("claims.approve")}
                </Button>
                <Button disabled={busy} onClick={() => onDecide("declined", chosen)}>
                  {t("claims.decline")}
                </Button>
              </ButtonGroup>
            )}
          </InlineStack>
        </Box>
      )}
      <ul className="rows" aria-label={t("claims.list")}>
        {claims.map((claim) => (
          <Row
            key={claim.claimId.toString()}
            claim={claim}
            rule={rules.find(({ key }) => key === claim.rule)}
            home={home}
            busy={busy}
            chosen={chosen.includes(claim.claimId)}
            onChoose={waiting.length > 1 && claim.state === "waiting" ? (on) => choose(claim.claimId, on) : null}
            onDecide={(decision) => onDecide(decision, [claim.claimId])}
          />
        ))}
      </ul>
    </>
  );
}

type RowProps = {
  claim: ListedClaim;
  rule: Rule | undefined;
  home: string;
  busy: boolean;
  chosen: boolean;
  onChoose: ((on: boolean) => void) | null;
  onDecide: (decision: Decision) => void;
};

function Row({ claim, rule, home, busy, chosen, onChoose, onDecide }: RowProps) {
  const t = useT();
  const name = [claim.firstName, claim.lastName].filter(Boolean).join(" ") || (claim.email ?? t("customer.nameless"));
  return (
    <li>
      {onChoose !== null && (
        <Checkbox label={t("claims.selectOf", { name })} labelHidden checked={chosen} onChange={(on) => onChoose(on)} />
      )}
      <div className="wrap-anywhere row-main">
        <About claim={claim} rule={rule} home={home} name={name} />
      </div>
      {claim.state === "waiting" && (
        <ButtonGroup>
          <Button disabled={busy} accessibilityLabel={t("claims.approveOf", { name })} onClick={() => onDecide("approved")}>
            {t("claims.approve")}
          </Button>
          <Button disabled={busy} accessibilityLabel={t("claims.declineOf", { name })} onClick={() => onDecide("declined")}>
            {t("claims.decline")}
          </Button>
        </ButtonGroup>
      )}
      {claim.state !== "waiting" && userIn(claim.decidedBy) !== null && (
        <Button disabled={busy} accessibilityLabel={t("claims.undoOf", { name })} onClick={() => onDecide("reopened")}>
          {t("claims.undo")}
        </Button>
      )}
    </li>
  );
}

type AboutProps = { claim: ListedClaim; rule: Rule | undefined; home: string; name: string };

function About({ claim, rule, home, name }: AboutProps) {
  const t = useT();
  const format = useFormat();
  const locale = useLocale();
  const user = useMember()(claim.decidedBy);
  const facts = [
    rule === undefined ? claim.rule : bonusName(rule, t, locale),
    rule === undefined ? null : t("claims.points", { count: rule.points }),
  ].filter((fact) => fact !== null);
  const when = [
    t("claims.submitted", { date: format.dateTime(claim.submittedAt) }),
    ...(claim.decidedAt === null
      ? []
      : [
          claim.state === "approved"
            ? t("claims.approvedOn", { date: format.dateTime(claim.decidedAt) })
            : t("claims.declinedOn", { date: format.dateTime(claim.decidedAt) }),
          user === null ? t("claims.bySystem") : t("claims.by", { user }),
        ]),
  ];
  return (
    <BlockStack gap="100">
      <InlineStack gap="200" blockAlign="center">
        <Link url={to("customer", { customerId: claim.customerId })}>{name}</Link>
        <Badge tone={tones[claim.state]}>{t(states[claim.state])}</Badge>
      </InlineStack>
      <Text as="p">{facts.join(" · ")}</Text>
      <InlineStack gap="300">
        {claim.productTitle !== null && claim.productHandle !== null && (
          <Link url={`${home}/products/${encodeURIComponent(claim.productHandle)}`} target="_blank">
            {t("claims.about", { product: claim.productTitle })}
          </Link>
        )}
        {claim.order !== null && (
          <Link url={`shopify://admin/orders/${claim.order.id}`} target="_top">
            {t("claims.order", { name: claim.order.name })}
          </Link>
        )}
      </InlineStack>
      {claim.note !== null && <blockquote className="note">{claim.note}</blockquote>}
      <Text as="p" variant="bodySm" tone="subdued">
        {when.join(" · ")}
      </Text>
    </BlockStack>
  );
}
