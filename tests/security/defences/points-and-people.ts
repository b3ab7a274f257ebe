import type { DefenceGroup } from "../defence.ts";

const OVERDRAFT = "tests/points/overdraft.test.ts";
const PRIVACY = "tests/customers/privacy/privacy.test.ts";

export const group: DefenceGroup = {
  title: "Points and people",
  defences: [
    {
      id: "ledger-immutable",
      defends: "PostgreSQL itself refuses to change or delete an entry of the ledger.",
      test: { file: "tests/points/ledger.test.ts", name: "PostgreSQL itself refuses to change or delete an entry" },
      mutations: [
        {
          file: "prisma/migrations/20261121000100_queues_and_guards/migration.sql",
          find: "ledger_entries_immutable BEFORE UPDATE OR DELETE ON",
          replace: "ledger_entries_immutable BEFORE DELETE ON",
        },
      ],
    },
    {
      id: "erased-nobody",
      defends: "Of a customer who was erased nothing is written any more, and nothing is told.",
      test: {
        file: "tests/points/ledger.test.ts",
        name: "adjustments > an erased customer is nobody: no reason is written of them any more, and nothing is told of their account",
      },
      mutations: [
        {
          file: "app/points/ledger.server.ts",
          find: "rows[0] === undefined || rows[0].erased",
          replace: "rows[0] === undefined",
        },
      ],
    },
    {
      id: "ledger-overdraft",
      defends: "PostgreSQL itself refuses a redemption or adjustment of more points than there are.",
      test: {
        file: OVERDRAFT,
        name: "the database refuses what would overdraw, whatever the app believes (security-faults 1) > a %s of more than there is",
      },
      mutations: [
        {
          file: "prisma/migrations/20261129000000_overdraft_guard/migration.sql",
          find: "  IF left_over < 0 THEN",
          replace: "  IF left_over < -1000000 THEN",
        },
      ],
    },
    {
      id: "spending-turn",
      defends:
        "Who spends decides by the instant at which their turn has come, so that no debit before them seems still to come.",
      test: {
        file: "tests/shops/turns.test.ts",
        name: "a turn's instant is read when the turn has come, not when it was asked for (security-faults 1)",
      },
      mutations: [
        {
          file: "app/pipeline/change.server.ts",
          find: "  return inLockedShop(db(), shop.shopId, async (tx) => {\n    const at = now();",
          replace: "  const at = now();\n  return inLockedShop(db(), shop.shopId, async (tx) => {",
        },
      ],
    },
    {
      id: "spending-clocks",
      defends: "Also where the clocks of two processes differ: nothing is decided by an instant before the account's last.",
      test: {
        file: OVERDRAFT,
        name: "points are spent once, whatever the clocks of those who spend say: %s (security-faults 1) > of k spenders as many get something as there are points for",
      },
      mutations: [
        {
          file: "app/points/accounts.server.ts",
          find: "return other !== undefined && other > one ? other : one;",
          replace: "return other !== undefined && other > one ? one : one;",
        },
      ],
    },
    {
      id: "spending-lock",
      defends: "One transaction at a time changes the points of a shop.",
      test: {
        file: "tests/shops/turns.test.ts",
        name: "a turn's instant is read when the turn has come, not when it was asked for (security-faults 1)",
      },
      mutations: [
        {
          file: "app/shops/lock.server.ts",
          find: "      await sql`select pg_advisory_xact_lock(hashtext('shop'), ${shopId})`.execute(tx);\n",
          replace: "",
        },
      ],
    },
    {
      id: "ledger-verified",
      defends: "Whatever was spent twice before that is named by `ledger:verify`.",
      test: {
        file: OVERDRAFT,
        name: "ledger:verify names overdrafts from before the database refused them (security-faults 1)",
      },
      mutations: [
        {
          file: "app/points/verification/overdrafts.ts",
          find: "if (spends && available < 0n) found",
          replace: "if (spends && available < -1_000_000n) found",
        },
      ],
    },
    {
      id: "erase-shop",
      defends: "shop/redact leaves no row of the shop in any table.",
      test: {
        file: "tests/customers/privacy/erase-shop.test.ts",
        name: "shop/redact > leaves no row of the shop in any table, and every row of the other",
      },
      mutations: [
        {
          file: "app/customers/privacy/erase-shop.server.ts",
          find: `await sql\`delete from "Session" where shop = \${shop.domain}\`.execute(db);`,
          replace: "",
        },
      ],
    },
    {
      id: "erase-late",
      defends: "What arrives after customers/redact does not bring the person back.",
      test: { file: PRIVACY, name: "customers/redact > holds against what arrives late, and for somebody not heard of before" },
      mutations: [
        {
          file: "app/customers/privacy/forget.server.ts",
          find: "if (fact.customerId === null) return findPerson",
          replace: "return findPerson",
        },
      ],
    },
    {
      id: "erase-person",
      defends: "customers/redact leaves nothing in the shop that says who the person was.",
      test: { file: PRIVACY, name: "customers/redact > %s leaves nothing that says who it was, and the ledger whole" },
      mutations: [
        {
          file: "app/customers/privacy/forget.server.ts",
          find: "phone = null, first_name = null, last_name = null,",
          replace: "first_name = null, last_name = null,",
        },
      ],
    },
    {
      id: "mirror-tenant",
      defends: "What Shopify says of a segment of one shop moves nobody of another, whatever number it names.",
      test: {
        file: "tests/mirrors/mirrors.test.ts",
        name: "what only Shopify knows > says nothing of another shop's segment of the same number",
      },
      mutations: [
        {
          file: "app/mirrors/apply.server.ts",
          find: "join mirrors m on m.shop_id = ${shopId} and m.shopify_segment_id",
          replace: "join mirrors m on m.shopify_segment_id",
        },
      ],
    },
    {
      id: "mirror-unread",
      defends: "What Shopify has not said yet counts neither as yes nor as no.",
      test: {
        file: "tests/mirrors/mirrors.test.ts",
        name: "what only Shopify knows > is not known until it was read, whichever way it is asked, and then at once for everybody",
      },
      mutations: [
        {
          file: "app/segments/compiled.server.ts",
          find: "(awaiting or slow_revision is not distinct from revision)",
          replace: "(slow_revision is not distinct from revision)",
        },
      ],
    },
    {
      id: "segment-tag-circle",
      defends: "Segments do not tag customers in Shopify without end, whatever their rules ask for.",
      test: {
        file: "tests/segments/tags.test.ts",
        name: "a tag that segments ask for > rests when a rule that is changed later asks for it: nobody is tagged without end",
      },
      mutations: [
        {
          file: "app/segments/tags/in-force.ts",
          find: "if (tag === null || isInCircle(segment, segments)) continue;",
          replace: "if (tag === null) continue;",
        },
      ],
    },
    {
      id: "segment-tag-theirs",
      defends: "A tag that somebody else gave a customer is not taken away with a segment.",
      test: {
        file: "tests/segments/tags.test.ts",
        name: "a tag while a member > that somebody else gave the customer is never taken away",
      },
      mutations: [
        {
          file: "app/sync/customers/segment-tags.server.ts",
          find: "if (!ours && hasTag(held, tag)) return false;",
          replace: "",
        },
      ],
    },
  ],
};
