import type { DefenceGroup } from "../defence.ts";

const ROTATION = "tests/shops/secrets/rotation.test.ts";
const MENTIONS = "tests/customers/privacy/mentions.test.ts";
const EVERY_TABLE = "tests/customers/privacy/every-table.test.ts";

export const group: DefenceGroup = {
  title: "Secrets and what must be forgotten",
  defences: [
    {
      id: "tokens-sealed",
      defends: "Shopify's tokens are encrypted in the database, under a key that is not in it.",
      test: { file: ROTATION, name: "tokens in the database (security-faults 14) > are encrypted, and read as they were" },
      mutations: [
        {
          file: "app/secrets/session-storage.server.ts",
          find: "if (token) sealed[name] = seal(token, placeOf(session.id, name), this.#keyring);",
          replace: "if (token) sealed[name] = token;",
        },
      ],
    },
    {
      id: "tokens-in-place",
      defends: "Who can write to the database cannot have one shop's token stand for another's.",
      test: { file: ROTATION, name: "tokens in the database (security-faults 14) > cannot stand for another shop's" },
      mutations: [
        {
          file: "app/secrets/session-storage.server.ts",
          find: "return `session:${sessionId}:${name}`;",
          replace: "return `session:${name}:${sessionId.length}`;",
        },
      ],
    },
    {
      id: "key-at-start",
      defends: "A start without the key of what is encrypted ends with its name.",
      test: {
        file: ROTATION,
        name: "tokens in the database (security-faults 14) > under a key that is not there end the start with a clear word, and stay",
      },
      mutations: [
        {
          file: "app/jobs/seal-all.server.ts",
          find: "if (missing.length > 0) {",
          replace: "if (missing.length < 0) {",
        },
      ],
    },
    {
      id: "mailbox-key",
      defends: "Replacing the secret of links gives no mailbox its bonus once more.",
      test: {
        file: ROTATION,
        name: "the key of a shop's mailboxes (security-faults 10) > so a mailbox that had its bonus gets it no second time after the secret was replaced",
      },
      mutations: [
        {
          file: "app/shops/settings/mailbox-key.server.ts",
          find: "return sealed === null ? keyFromBefore() : open(sealed, placeOf(shop.domain), keyring());",
          replace: 'return linkSecrets()[0] ?? "";',
        },
      ],
    },
    {
      id: "links-outlive-secrets",
      defends: "Links in emails work on after their secret was replaced, and a stranger's do not.",
      test: {
        file: ROTATION,
        name: "links in emails (security-faults 10) > of secrets that were replaced still unsubscribe; of a stranger's they do not",
      },
      mutations: [
        {
          file: "app/env.server.ts",
          find: "return [env().UNSUBSCRIBE_SECRET, ...env().UNSUBSCRIBE_SECRET_PREVIOUS];",
          replace: "return [env().UNSUBSCRIBE_SECRET];",
        },
      ],
    },
    {
      id: "shopify-secret-replaced",
      defends: "While Shopify's secret is replaced, webhooks signed with either are taken.",
      test: {
        file: ROTATION,
        name: "while Shopify's secret is replaced (security-faults 10) > webhooks are taken with the old and the new one",
      },
      mutations: [
        {
          file: "app/shopify.server.ts",
          find: "return shopifySecrets().some((secret) =>",
          replace: "return shopifySecrets().slice(0, 1).some((secret) =>",
        },
      ],
    },
    {
      id: "erase-spellings",
      defends: "An erasure finds an address in an unread webhook however it is written.",
      test: {
        file: MENTIONS,
        name: "whether a text names somebody (security-faults 9) > finds an address in every spelling of JSON, case, composition and domain",
      },
      mutations: [
        {
          file: "app/customers/privacy/mentions.ts",
          find: "if (next === layers.at(-1)) break;",
          replace: "break;",
        },
      ],
    },
    {
      id: "erase-every-table",
      defends: "An erasure leaves an address in no table that the database knows of people.",
      test: {
        file: EVERY_TABLE,
        name: "leaves no address in any table that the database knows of people (security-faults 9)",
      },
      mutations: [
        {
          file: "app/rewards/noun.server.ts",
          find: "update redemptions set last_error = null\n",
          replace: "update redemptions set last_error = last_error\n",
        },
      ],
    },
    {
      id: "exports-end",
      defends: "Exports of what is known of somebody are deleted after thirty days.",
      test: { file: EVERY_TABLE, name: "exports end after thirty days, and the list says when (security-faults 9)" },
      mutations: [
        {
          file: "app/customers/privacy/privacy.server.ts",
          find: "update privacy_requests set export = null where",
          replace: "update privacy_requests set export = export where",
        },
      ],
    },
  ],
};
