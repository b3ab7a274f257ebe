import { Badge, BlockStack, Card, Checkbox, InlineStack, Text } from "@shopify/polaris";

import type { PlainKey } from "../../i18n/translate.ts";
import { pointsMails, type PointsMail, type Switches } from "../../messages/points-mails.ts";
import type { Purpose } from "../../messages/mails/templates.ts";
import { useT } from "../locale.tsx";

export const mailNames: Record<PointsMail, PlainKey> = {
  "reward-issued": "mails.rewardIssued",
  "reward-expiring": "mails.rewardExpiring",
  "reward-released": "mails.rewardReleased",
  "points-expiring": "mails.pointsExpiring",
  "points-digest": "mails.pointsDigest",
  "tier-reached": "mails.tierReached",
  "tier-at-risk": "mails.tierAtRisk",
};

const help: Record<PointsMail, PlainKey> = {
  "reward-issued": "mails.rewardIssuedHelp",
  "reward-expiring": "mails.rewardExpiringHelp",
  "reward-released": "mails.rewardReleasedHelp",
  "points-expiring": "mails.pointsExpiringHelp",
  "points-digest": "mails.pointsDigestHelp",
  "tier-reached": "mails.tierReachedHelp",
  "tier-at-risk": "mails.tierAtRiskHelp",
};

type Props = { switches: Switches; purposes: Record<PointsMail, Purpose>; onChange: (mail: PointsMail, on: boolean) => void };

/** Each mail with its switch, inside a form: what is on is sent as `mail`. */
export function MailSwitches({ switches, purposes, onChange }: Props) {
  const t = useT();
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="200">
          <Text as="h2" variant="headingMd">
            {t("mails.which")}
          </Text>
          <Text as="p" tone="subdued">
            {t("mails.purposes")}
          </Text>
        </BlockStack>
        {pointsMails.map((mail) => (
          <InlineStack key={mail} align="space-between" blockAlign="start" gap="200">
            {switches[mail] && <input type="hidden" name="mail" value={mail} />}
            <Checkbox
              id={mail}
              label={t(mailNames[mail])}
              helpText={t(help[mail])}
              checked={switches[mail]}
              onChange={(on) => onChange(mail, on)}
            />
            <Badge tone={purposes[mail] === "transactional" ? "info" : undefined}>
              {purposes[mail] === "transactional" ? t("mails.transactional") : t("mails.marketing")}
            </Badge>
          </InlineStack>
        ))}
      </BlockStack>
    </Card>
  );
}
