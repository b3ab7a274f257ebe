import type { DefenceGroup } from "../defence.ts";

export const group: DefenceGroup = {
  title: "Campaigns",
  defences: [
    {
      id: "campaign-tenant",
      defends: "A campaign is seen, changed, steered and thrown away by its own shop only.",
      test: {
        file: "tests/campaigns/steering.test.ts",
        name: "another shop's campaign > is none: it is neither found, changed, steered nor thrown away",
      },
      mutations: [
        {
          file: "app/campaigns/campaigns.server.ts",
          find: "select ${columns} from campaigns where shop_id = ${shopId} and campaign_id = ${campaignId}\n",
          replace: "select ${columns} from campaigns where ${shopId}::int is not null and campaign_id = ${campaignId}\n",
        },
      ],
    },
    {
      id: "campaign-twice",
      defends: "A campaign that is sent twice at once, by a double click or two tabs, is sent once.",
      test: {
        file: "tests/campaigns/steering.test.ts",
        name: "two at once > of two who send a campaign at the same moment one does, and the other is told",
      },
      mutations: [
        {
          file: "app/campaigns/campaigns.server.ts",
          find: "if (found.revision !== seen || !canDo(step, found))",
          replace: "if (found.revision > seen + 100)",
        },
      ],
    },
    {
      id: "campaign-once",
      defends: "Nobody gets a campaign's email twice, also when two customers become one.",
      test: { file: "tests/campaigns/steering.test.ts", name: "who a campaign goes to > two who become one get it once: %s" },
      mutations: [
        {
          file: "app/campaigns/noun.server.ts",
          find: "  await withdraw(tx, shopId, open, at);\n",
          replace: "  void [withdraw, open, at];\n",
        },
      ],
    },
    {
      id: "campaign-past",
      defends: "A campaign is not scheduled for a time that has passed.",
      test: {
        file: "tests/routes/campaigns.test.ts",
        name: "steps that may not be (hostile: campaigns) > a campaign %s is not scheduled",
      },
      mutations: [
        {
          file: "app/campaigns/plan.ts",
          find: '  if (at <= now) return "past";\n',
          replace: "",
        },
      ],
    },
    {
      id: "campaign-consent",
      defends: "Who withdraws after a campaign was queued gets nothing of it.",
      test: {
        file: "tests/campaigns/sending.test.ts",
        name: "a campaign > reaches nobody who unsubscribed, bounced, complained or was erased after it was queued (flows 4)",
      },
      mutations: [
        {
          file: "app/messages/policy.ts",
          find: '  if (recipient.consent !== "subscribed") return "no-consent";\n',
          replace: "",
        },
      ],
    },
    {
      id: "campaign-put-away",
      defends: "An email that was put away before its campaign began is not sent.",
      test: {
        file: "tests/campaigns/steering.test.ts",
        name: "what has changed since a campaign was planned > an email that was put away pauses it, and nothing leaves",
      },
      mutations: [
        {
          file: "app/campaigns/work/begin.server.ts",
          find: " and archived_at is null",
          replace: "",
        },
      ],
    },
  ],
};
