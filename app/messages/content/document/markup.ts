/**
 * What merchants write in a text block: paragraphs apart by an empty line, `**bold**`, `[words](link)`, lines that begin with `- `, and `# ` for a heading.
 * Everything else is text.
 */
export type Span =
  { kind: "text"; text: string } | { kind: "bold"; text: string } | { kind: "link"; text: string; link: string; bold: boolean };
export type Paragraph = { kind: "heading" | "lines"; lines: Span[][] } | { kind: "list"; lines: Span[][] };

export function readMarkup(text: string): Paragraph[] {
  const paragraphs: Paragraph[] = [];
  let joined = false;
  for (const line of text.replace(/\r\n?/g, "\n").split("\n")) {
    const [kind, words] = kindOf(line.trim());
    if (words === "") {
      joined = false;
      continue;
    }
    const last = paragraphs.at(-1);
    if (joined && last?.kind === kind && kind !== "heading") last.lines.push(readSpans(words));
    else paragraphs.push({ kind, lines: [readSpans(words)] });
    joined = true;
  }
  return paragraphs;
}

function kindOf(line: string): [Paragraph["kind"], string] {
  if (line.startsWith("# ")) return ["heading", line.slice(2).trim()];
  if (/^[-*•] /.test(line)) return ["list", line.slice(2).trim()];
  return ["lines", line];
}

const SPAN = /\*\*\[([^\][]+)\]\(([^()\s]+)\)\*\*|\[([^\][]+)\]\(([^()\s]+)\)|\*\*([^*]+)\*\*/g;

function readSpans(line: string): Span[] {
  const spans: Span[] = [];
  let from = 0;
  for (const match of line.matchAll(SPAN)) {
    if (match.index > from) spans.push({ kind: "text", text: line.slice(from, match.index) });
    const [whole, boldWords, boldLink, words, link, bold] = match;
    if (bold !== undefined) spans.push({ kind: "bold", text: bold });
    else
      spans.push({ kind: "link", text: boldWords ?? words ?? "", link: boldLink ?? link ?? "", bold: boldWords !== undefined });
    from = match.index + whole.length;
  }
  if (from < line.length) spans.push({ kind: "text", text: line.slice(from) });
  return spans;
}

/** The links of a text, as they were typed. */
export function linksIn(text: string): string[] {
  return readMarkup(text).flatMap(({ lines }) =>
    lines.flatMap((spans) => spans.flatMap((span) => ("link" in span ? [span.link] : []))),
  );
}
