import { Badge, BlockStack, Button, ButtonGroup, InlineStack, Link, List, Text } from "@shopify/polaris";

import { flags } from "../../referrals/judging/judge.ts";
import type { ListedReferral } from "../../referrals/review.server.ts";
import { to } from "../../pages.ts";
import { useFormat, useT } from "../locale.tsx";
import { flagWords } from "../words/referral-words.ts";
import { useMember } from "../words/staff.tsx";

type Decision = "approved" | "declined";
type Props = {
  referrals: readonly ListedReferral[];
  busy: boolean;
  onDecide: (decision: Decision, referral: ListedReferral) => void;
};

/** Referrals with what is unusual about them; those that wait are decided one by one. */
export function ReferralList({ referrals, busy, onDecide }: Props) {
  const t = useT();
  return (
    <ul className="rows" aria-label={t("referrals.list")}>
      {referrals.map((referral) => (
        <Row
          key={referral.referralId.toString()}
          referral={referral}
          busy={busy}
          onDecide={(decision) => onDecide(decision, referral)}
        />
      ))}
    </ul>
  );
}

function Row({ referral, busy, onDecide }: { referral: ListedReferral; busy: boolean; onDecide: (decision: Decision) => void }) {
  const t = useT();
  const name = useName()(referral.advocate);
  const isOpen = referral.reviewUntil !== null;
  return (
    <li>
      <div className="wrap-anywhere row-main">
        <About referral={referral} />
      </div>
      {isOpen && (
        <ButtonGroup>
          <Button disabled={busy} accessibilityLabel={t("referrals.approveOf", { name })} onClick={() => onDecide("approved")}>
            {t("referrals.approve")}
          </Button>
          <Button disabled={busy} accessibilityLabel={t("referrals.declineOf", { name })} onClick={() => onDecide("declined")}>
            {t("referrals.decline")}
          </Button>
        </ButtonGroup>
      )}
    </li>
  );
}

function About({ referral }: { referral: ListedReferral }) {
  const t = useT();
  const format = useFormat();
  const nameOf = useName();
  const { advocate, friend, order, netMinor, advocateGets, dueAt, reviewUntil } = referral;
  const facts = [
    t("referrals.left", { amount: format.money(netMinor) }),
    advocateGets.kind === "points" ? t("referrals.gets", { count: advocateGets.points }) : t("referrals.getsReward"),
    ...(dueAt === null ? [] : [t("referrals.payable", { date: format.date(dueAt) })]),
  ];
  return (
    <BlockStack gap="100">
      <InlineStack gap="200" blockAlign="center">
        <Text as="span">
          <Link url={to("customer", { customerId: advocate.customerId })}>{nameOf(advocate)}</Link>
          {" → "}
          {friend === null ? (
            t("referrals.somebody")
          ) : (
            <Link url={to("customer", { customerId: friend.customerId })}>{nameOf(friend)}</Link>
          )}
        </Text>
        <State referral={referral} />
      </InlineStack>
      {order !== null && (
        <Text as="p">
          <Link url={`shopify://admin/orders/${order.orderId}`} target="_top">
            {t("referrals.order", { name: order.name })}
          </Link>{" "}
          {facts.join(" · ")}
        </Text>
      )}
      <List gap="extraTight">
        {flags
          .filter((flag) => referral.flags.includes(flag))
          .map((flag) => (
            <List.Item key={flag}>{t(flagWords[flag])}</List.Item>
          ))}
      </List>
      {reviewUntil !== null && (
        <Text as="p" fontWeight="semibold">
          {t("referrals.until", { date: format.dateTime(reviewUntil) })}
        </Text>
      )}
      <DecidedBy referral={referral} />
    </BlockStack>
  );
}

function State({ referral: { reviewUntil, decision, missed } }: { referral: ListedReferral }) {
  const t = useT();
  if (reviewUntil !== null) return <Badge tone="attention">{t("claims.stateWaiting")}</Badge>;
  if (missed) return <Badge>{t("referrals.missed")}</Badge>;
  return decision === "approved" ? (
    <Badge tone="success">{t("referrals.approved")}</Badge>
  ) : (
    <Badge>{t("referrals.declined")}</Badge>
  );
}

function DecidedBy({ referral: { decidedAt, decidedBy } }: { referral: ListedReferral }) {
  const t = useT();
  const format = useFormat();
  const user = useMember()(decidedBy);
  if (decidedAt === null) return null;
  const by = user === null ? [] : [t("referrals.decidedBy", { user })];
  return (
    <Text as="p" variant="bodySm" tone="subdued">
      {[t("referrals.decidedOn", { date: format.dateTime(decidedAt) }), ...by].join(" ")}
    </Text>
  );
}

function useName() {
  const t = useT();
  return ({ firstName, lastName, email }: ListedReferral["advocate"]) =>
    [firstName, lastName].filter(Boolean).join(" ") || (email ?? t("customer.nameless"));
}
