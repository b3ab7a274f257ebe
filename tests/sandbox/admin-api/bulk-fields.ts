import type { BulkOperation as Operation } from "../world/types.ts";
import { dateTime, dateTimeOrNull, type Node, type Resolvers } from "./context.ts";

type Source = Node<"BulkOperation", Operation>;

export const BulkOperation: Resolvers = {
  id: ({ it }: Source) => it.id,
  query: ({ it }: Source) => it.query,
  status: ({ it }: Source) => it.status,
  type: () => "QUERY",
  errorCode: ({ it }: Source) => (it.status === "FAILED" ? "INTERNAL_SERVER_ERROR" : null),
  createdAt: ({ it }: Source) => dateTime(it.createdAt),
  completedAt: ({ it }: Source) => dateTimeOrNull(it.completedAt),
  objectCount: ({ it }: Source) => String(it.objectCount),
  rootObjectCount: ({ it }: Source) => String(it.rootObjectCount),
  fileSize: ({ it }: Source) => (it.jsonl === null || it.jsonl === "" ? null : String(Buffer.byteLength(it.jsonl))),
  // No address when nothing was found, as on Shopify.
  url: ({ it }: Source, _args, context) =>
    it.status !== "COMPLETED" || it.jsonl === null || it.jsonl === "" ? null : bulkUrl(context.config.origin, it),
  partialDataUrl: ({ it }: Source, _args, context) =>
    it.status === "COMPLETED" || it.jsonl === null || it.jsonl === "" ? null : bulkUrl(context.config.origin, it),
};

function bulkUrl(origin: string, operation: Operation): string {
  return `${origin}/bulk/${operation.id.replace("gid://shopify/BulkOperation/", "")}.jsonl`;
}
