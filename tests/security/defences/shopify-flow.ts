import type { DefenceGroup } from "../defence.ts";

const FILE = "tests/shopify-flow/actions.test.ts";
const HOSTILE = { file: FILE, name: "hostile: nothing is done, and nothing is told > %s: %s" };
const SIGNED = "app/shopify-flow/signed.server.ts";

export const group: DefenceGroup = {
  title: "Shopify Flow",
  defences: [
    {
      id: "flow-signature",
      defends: "What Shopify has not signed is not done.",
      test: HOSTILE,
      mutations: [{ file: SIGNED, find: "!isSigned(text, claimed)", replace: "isSigned.length > 2" }],
    },
    {
      id: "flow-bytes",
      defends: "Bytes that would be altered by reading them are not what was signed.",
      test: HOSTILE,
      mutations: [{ file: SIGNED, find: "!Buffer.from(text).equals(bytes)", replace: "bytes.length === 0" }],
    },
    {
      id: "flow-uninstalled",
      defends: "Nothing is done for a shop that has removed the app.",
      test: HOSTILE,
      mutations: [{ file: SIGNED, find: 'shop === null || shop.status !== "installed"', replace: "shop === null" }],
    },
    {
      id: "flow-once",
      defends: "A run that comes again is answered as before, and not carried out.",
      test: { file: FILE, name: "a run > that was refused stays refused, whatever has changed meanwhile" },
      mutations: [
        {
          file: "app/shopify-flow/answer.server.ts",
          find: 'if (begun.state === "answered") return kept(begun.answer);',
          replace: 'if (begun.state === "answered" && begun.answer.status < 0) return kept(begun.answer);',
        },
      ],
    },
    {
      id: "flow-newest",
      defends: "Which triggers are used is told by Flow's newest word, not by one that comes late.",
      test: {
        file: "tests/shopify-flow/triggers.test.ts",
        name: "which triggers are fired > what was told last counts, whatever arrives last",
      },
      mutations: [
        {
          file: "app/deliveries/shopify-flow/usage.server.ts",
          find: "where t.told_at <= excluded.told_at",
          replace: "where t.told_at is not null",
        },
      ],
    },
  ],
};
