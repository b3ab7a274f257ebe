import { receiveTrigger } from "../flow/runs.ts";
import type { Resolvers } from "./context.ts";

type Arguments = { handle?: string | null; payload?: unknown };

export const flowMutations: Resolvers = {
  flowTriggerReceive: (_root, { handle, payload }: Arguments, { shop, now }) => ({
    userErrors: receiveTrigger(shop, handle ?? "", payload, now).map((message) => ({ field: ["body"], message })),
  }),
};
