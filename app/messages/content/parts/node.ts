/** An element of MJML. Values of attributes are HTML already: MJML prints them as they are. */
export type Node = { tagName: string; attributes: Record<string, string> } & ({ children: Node[] } | { content: string });

export function node(tagName: string, attributes: Record<string, string>, inside: Node[] | string = []): Node {
  return typeof inside === "string" ? { tagName, attributes, content: inside } : { tagName, attributes, children: inside };
}

/** What a block becomes: elements of the one column, and lines of the text part. */
export type Part = { nodes: Node[]; text: string };

/** @param open Liquid that opens a condition, held */
export function onlyIf(open: string, close: string, part: Part): Part {
  return {
    nodes: [node("mj-raw", {}, open), ...part.nodes, node("mj-raw", {}, close)],
    text: `${open}${part.text}${close}`,
  };
}
