import type { SandboxConfig } from "../config.ts";
import type { Order, Shop, World } from "../world/types.ts";

/** What resolvers get as context. One a request. */
export type Context = {
  world: World;
  shop: Shop;
  config: SandboxConfig;
  now: Date;
  /** In a bulk operation connections need no `first`; the root connection is read in windows. */
  bulk: BulkWindow | null;
  startBulk: (operationId: string) => void;
};

/** What somebody sees who asks outside of a request. */
export function contextOf(world: World, shop: Shop, config: SandboxConfig): Context {
  return { world, shop, config, now: world.clock.now(), bulk: null, startBulk: () => undefined };
}

/** A window of a bulk operation's root connections; what they hold is settled when the first window is read. */
export type BulkWindow = { offset: number; limit: number; more: boolean; rows: Map<string, unknown[]> };

/** A record as resolvers see it; `it` is the world's own object. */
export type Node<Name extends string = string, It = unknown> = { __typename: Name; it: It };

export function node<Name extends string, It>(typename: Name, it: It): Node<Name, It> {
  return { __typename: typename, it };
}

export function nodeOrNull<Name extends string, It>(typename: Name, it: It | null | undefined): Node<Name, It> | null {
  return it == null ? null : node(typename, it);
}

/** Sources differ by type and arguments were coerced against the schema, so each resolver declares what it takes; `never` accepts them all. */
export type Resolver = (source: never, args: never, context: Context) => unknown;
export type Resolvers = Record<string, Resolver>;

/** ISO 8601 in UTC with seconds, as the Admin API writes instants. */
export function dateTime(instant: Date): string {
  return `${instant.toISOString().slice(0, 19)}Z`;
}

export function dateTimeOrNull(instant: Date | null): string | null {
  return instant === null ? null : dateTime(instant);
}

/** Without `read_all_orders` an app sees the orders of the last 60 days. */
export function isVisible(context: Context, order: Order): boolean {
  if (context.shop.installedScopes.includes("read_all_orders")) return true;
  return order.createdAt.getTime() >= context.now.getTime() - 60 * 86_400_000;
}

export function visibleOrders(context: Context): Order[] {
  return [...context.shop.orders.values()].filter((order) => isVisible(context, order));
}
