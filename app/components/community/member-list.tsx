import { BlockStack, Box, Button, Link, Select, Text } from "@shopify/polaris";
import { useNavigate } from "@remix-run/react";

import { memberTabs, type MemberTab } from "../../community/members/tabs.ts";
import { to } from "../../pages.ts";
import { useFormat, useT } from "../locale.tsx";
import { useDownload } from "../page/download.tsx";
import { Row, RowsCard } from "../page/rows-card.tsx";
import { tabNames } from "./words.ts";

export type CardMember = {
  customerId: string;
  name: string;
  nameThere: string | null;
  url: string | null;
  joinedAt: string;
  removedAt: string | null;
};

type Props = {
  groupId: number;
  tab: MemberTab;
  members: readonly CardMember[];
  busy: boolean;
  onMark: (customerId: string, removed: boolean) => void;
};

/** Who was invited, and who is to be removed there. */
export function MemberList({ groupId, tab, members, busy, onMark }: Props) {
  const t = useT();
  const navigate = useNavigate();
  const exporting = useDownload({
    ...{ url: to("groupCsv", { groupId }), fileName: `reprise-group-${groupId}.csv` },
    failed: t("community.exportFailed"),
  });
  return (
    <RowsCard
      title={t("community.members")}
      none={t("community.noMembers")}
      help={
        <BlockStack gap="200">
          <Select
            label={t("community.whichMembers")}
            options={memberTabs.map((value) => ({ value, label: t(tabNames[value]) }))}
            value={tab}
            onChange={(wanted) =>
              navigate(to("group", { groupId }, { tab: wanted === "inside" ? null : wanted }), { preventScrollReset: true })
            }
          />
          {tab === "to-remove" && members.length > 0 && (
            <Text as="p" tone="subdued">
              {t("community.removeHelp")}
            </Text>
          )}
        </BlockStack>
      }
      foot={
        <Box padding="400">
          <Button loading={exporting.busy} onClick={exporting.download}>
            {t("community.exportMembers")}
          </Button>
        </Box>
      }
    >
      {members.map((member) => (
        <Line key={member.customerId} {...{ member, tab, busy, onMark }} />
      ))}
    </RowsCard>
  );
}

function Line({ member, tab, busy, onMark }: { member: CardMember } & Pick<Props, "tab" | "busy" | "onMark">) {
  const t = useT();
  const format = useFormat();
  const { customerId, name, nameThere, url, joinedAt, removedAt } = member;
  const action = t(tab === "removed" ? "community.notRemoved" : "community.removed");
  const button = (
    <Button
      disabled={busy}
      accessibilityLabel={t(tab === "removed" ? "community.notRemovedNamed" : "community.removedNamed", { name })}
      onClick={() => onMark(customerId, tab !== "removed")}
    >
      {action}
    </Button>
  );
  return (
    <Row end={tab === "inside" ? undefined : button}>
      <BlockStack gap="050">
        <Link url={to("customer", { customerId })}>{name}</Link>
        <Text as="p" tone="subdued">
          {t("community.joinedOn", { date: format.date(new Date(joinedAt)) })}
          {removedAt !== null && ` · ${t("community.removedOn", { date: format.date(new Date(removedAt)) })}`}
        </Text>
        {nameThere !== null && <Text as="p">{t("community.thereAs", { name: nameThere })}</Text>}
        {url !== null && tab === "to-remove" && (
          <Text as="p" breakWord>
            {url}
          </Text>
        )}
      </BlockStack>
    </Row>
  );
}
