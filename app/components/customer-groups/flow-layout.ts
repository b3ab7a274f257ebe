import { sankey, sankeyLinkHorizontal, type SankeyLink, type SankeyNode } from "d3-sankey";

import { RFM_GROUPS, type RfmGroup } from "../../insights/rfm/groups.ts";
import type { Move } from "../../insights/scores/days.server.ts";

/** Who was in a group at the end of last month (null: in none yet), or is now. */
type Side = { side: "before"; group: RfmGroup | null } | { side: "now"; group: RfmGroup };
export type FlowNode = Side & { customers: number; x0: number; x1: number; y0: number; y1: number };
/** `path`: as SVG draws it, with `width` pixels. */
export type FlowLink = { from: RfmGroup | null; to: RfmGroup; customers: number; path: string; width: number };

const NODE_WIDTH = 12;
/** Between two groups: their names need the height of a line. */
const PADDING = 16;
const LEAST_HEIGHT = 220;

type Datum = { id: string; of: Side };
type Edge = { move: Move };

/** How customers went from group to group, laid out in these pixels; groups from the best down on both sides. */
export function layOutFlows(
  moves: readonly Move[],
  { left, right }: { left: number; right: number },
): { nodes: FlowNode[]; links: FlowLink[]; height: number } {
  const shown = moves.filter(({ customers }) => customers > 0);
  const idOf = ({ side, group }: Side) => `${side}:${group ?? ""}`;
  const sides = new Map<string, Side>();
  for (const { from, to } of shown)
    for (const side of [{ side: "before", group: from } as const, { side: "now", group: to } as const])
      sides.set(idOf(side), side);
  const count = (side: Side["side"]) => [...sides.values()].filter((other) => other.side === side).length;
  const height = Math.max(LEAST_HEIGHT, 36 * Math.max(count("before"), count("now")));
  const { nodes, links } = sankey<Datum, Edge>()
    .nodeId(({ id }) => id)
    .nodeWidth(NODE_WIDTH)
    .nodePadding(PADDING)
    .nodeSort((a, b) => placeOf(a.of.group) - placeOf(b.of.group))
    .extent([
      [left, 8],
      [right, height - 8],
    ])({
    nodes: [...sides].map(([id, of]) => ({ id, of })),
    links: shown.map((move) => ({
      source: idOf({ side: "before", group: move.from }),
      target: idOf({ side: "now", group: move.to }),
      value: move.customers,
      move,
    })),
  });
  const path = sankeyLinkHorizontal<Datum, Edge>();
  return { nodes: nodes.map(nodeOf), links: links.map((link) => linkOf(link, path(link) ?? "")), height };
}

/** Best first; who was in no group stands last. */
function placeOf(group: RfmGroup | null): number {
  return group === null ? RFM_GROUPS.length : RFM_GROUPS.indexOf(group);
}

function nodeOf({ of, value = 0, x0 = 0, x1 = 0, y0 = 0, y1 = 0 }: SankeyNode<Datum, Edge>): FlowNode {
  return { ...of, customers: value, x0, x1, y0, y1 };
}

function linkOf({ move: { from, to, customers }, width = 0 }: SankeyLink<Datum, Edge>, path: string): FlowLink {
  return { from, to, customers, path, width };
}
