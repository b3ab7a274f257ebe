import { widthOf, type Spot } from "../charts/chart.ts";
import { ChartFrame } from "../charts/frame.tsx";
import { INK, lookOf } from "../charts/looks.tsx";
import type { RfmGroup } from "../../insights/rfm/groups.ts";
import type { Move } from "../../insights/scores/days.server.ts";
import { useFormat, useT } from "../locale.tsx";
import { layOutFlows, type FlowLink, type FlowNode } from "./flow-layout.ts";

type Props = { moves: readonly Move[]; nameOf: (group: RfmGroup | null) => string };

const [MOVED, STAYED] = [0, 5];
/** Between the bars at least, so that the bands can be followed. */
const LEAST_BETWEEN = 200;
const GAP = 6;

/** Bands from the groups at the end of last month to those of now. Each bar says where its customers went, or came from. */
export function FlowDiagram({ moves, nameOf }: Props) {
  const t = useT();
  const format = useFormat();
  const sorted = moves.toSorted((a, b) => b.customers - a.customers);
  const labelOf = ({ group, customers }: Pick<FlowNode, "group" | "customers">) => `${nameOf(group)} ${format.number(customers)}`;
  const most = Math.max(...moves.map(({ customers }) => customers), 1);
  // Of the longest name with the greatest figure.
  const margin =
    Math.max(
      ...moves.flatMap(({ from, to }) => [from, to]).map((group) => widthOf(`${nameOf(group)} ${format.number(10 * most)}`)),
    ) + GAP;
  return (
    <ChartFrame
      name={t("rfm.moves")}
      label={t("rfm.movesPicture")}
      least={2 * margin + LEAST_BETWEEN}
      legend={[
        { name: t("rfm.movesMoved"), kind: "area", look: MOVED },
        { name: t("rfm.movesStayed"), kind: "area", look: STAYED },
      ]}
      table={{
        headings: [t("rfm.from"), t("rfm.to"), t("rfm.customers")],
        rows: sorted.map(({ from, to, customers }) => [nameOf(from), nameOf(to), format.number(customers)]),
      }}
      draw={(width) => {
        const { nodes, links, height } = layOutFlows(moves, { left: margin, right: width - margin });
        return {
          height,
          picture: (
            <>
              {links.map((link) => (
                <Band key={`${link.from}-${link.to}`} link={link} />
              ))}
              {nodes.map((node) => (
                <Bar key={`${node.side}-${node.group}`} node={node} label={labelOf(node)} />
              ))}
            </>
          ),
          spots: nodes.map((node): Spot => ({ ...placeOf(node, width), told: told(node, links) })),
        };
      }}
    />
  );

  function told(node: FlowNode, links: readonly FlowLink[]) {
    const own = links.filter(({ from, to }) => (node.side === "before" ? from : to) === node.group);
    const lines = own
      .toSorted((a, b) => b.customers - a.customers)
      .map(({ from, to, customers }) => {
        const values = { group: nameOf(node.side === "before" ? to : from), customers: format.number(customers) };
        return t(node.side === "before" ? "rfm.wentTo" : "rfm.cameFrom", values);
      });
    const name = nameOf(node.group);
    return { title: t(node.side === "before" ? "rfm.groupBefore" : "rfm.groupNow", { group: name }), lines };
  }
}

function Band({ link: { from, to, path, width } }: { link: FlowLink }) {
  const { color } = lookOf(from === to ? STAYED : MOVED);
  return <path d={path} fill="none" stroke={color} strokeWidth={Math.max(1, width)} strokeOpacity={from === to ? 0.3 : 0.5} />;
}

function Bar({ node: { side, x0, x1, y0, y1 }, label }: { node: FlowNode; label: string }) {
  const before = side === "before";
  return (
    <g>
      <rect x={x0} y={y0} width={x1 - x0} height={Math.max(1, y1 - y0)} fill={INK} />
      <text x={before ? x0 - GAP : x1 + GAP} y={(y0 + y1) / 2 + 4} textAnchor={before ? "end" : "start"} fill={INK}>
        {label}
      </text>
    </g>
  );
}

/** The bar with its name, a line high at least. */
function placeOf({ side, x0, x1, y0, y1 }: FlowNode, width: number) {
  const [middle, height] = [(y0 + y1) / 2, Math.max(16, y1 - y0)];
  const x = side === "before" ? 0 : x0;
  return { x, y: middle - height / 2, width: (side === "before" ? x1 : width) - x, height };
}
