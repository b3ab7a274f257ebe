import type { DefenceGroup } from "../defence.ts";

const FILE = "tests/deliveries/addresses.test.ts";
const ADDRESSES = "app/deliveries/webhook/addresses.server.ts";
const REBINDING =
  "what is sent > goes to the address that was looked at, and to none of a name that leads inside as well (hostile: DNS rebinding)";

export const group: DefenceGroup = {
  title: "Outgoing webhooks",
  defences: [
    {
      id: "hook-private",
      defends: "No private address counts as one of the world's.",
      test: { file: FILE, name: "%s is no address of the world's (hostile: outgoing webhooks)" },
      mutations: [{ file: ADDRESSES, find: 'return !closed4.check(address, "ipv4")', replace: "return true" }],
    },
    {
      id: "hook-mapped",
      defends: "Nor does one that is written as IPv6.",
      test: { file: FILE, name: "%s is no address of the world's (hostile: outgoing webhooks)" },
      mutations: [{ file: ADDRESSES, find: 'open6.check(address, "ipv6") && ', replace: "" }],
    },
    {
      id: "hook-rebinding",
      defends: "What a name leads to is looked at when it is connected to, and nothing else is connected to.",
      test: { file: FILE, name: REBINDING },
      mutations: [
        { file: ADDRESSES, find: "if (refused !== undefined || first === undefined)", replace: "if (first === undefined)" },
      ],
    },
    {
      id: "hook-number",
      defends: "A host that is a number is looked at, too: no name is looked up then.",
      test: {
        file: FILE,
        name: "what is sent > goes to nobody on this machine without the switch, whatever was saved (hostile: outgoing webhooks)",
      },
      mutations: [
        {
          file: "app/deliveries/webhook/send.server.ts",
          find: "if (!isAllowedHost(target.hostname, local))",
          replace: "if (url === id)",
        },
      ],
    },
    {
      id: "hook-url",
      defends: "An address without https, of a number or of an inner name is not saved.",
      test: { file: FILE, name: "a URL is a receiver's > not where it is %s: %s (hostile: outgoing webhooks)" },
      mutations: [
        { file: "app/deliveries/receiver.ts", find: 'if (url.protocol !== "https:") return "not-https";', replace: "" },
      ],
    },
    {
      id: "hook-secret",
      defends: "The secret of a shop signs for no other, wherever its row comes to stand.",
      test: {
        file: "tests/deliveries/deliver.test.ts",
        name: "the secret > of one shop opens nothing in another's row (hostile: outgoing webhooks)",
      },
      mutations: [
        { file: "app/deliveries/receivers.server.ts", find: "`receiver:${shopId}`", replace: "`receiver:${typeof shopId}`" },
      ],
    },
  ],
};
