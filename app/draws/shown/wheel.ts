import { PARTS } from "../chance/parts.ts";

/** Colors that neighbors can be told apart by; what they stand for is written in the list beside. */
const COLORS = [
  "#f2b705",
  "#2a6f97",
  "#d1495b",
  "#4f772d",
  "#7b2d8b",
  "#e07a1f",
  "#00798c",
  "#a63d40",
  "#5f6caf",
  "#8d6a00",
  "#b5179e",
  "#3a5a40",
];
const BLANK = ["#d9d9d9", "#bfbfbf"];
const TURNS = 5;

export type Segment = { parts: number; blank: boolean };

export function colorOf(segments: readonly Segment[], index: number): string {
  const before = segments.slice(0, index).filter(({ blank }) => blank === (segments[index]?.blank ?? false)).length;
  const colors = segments[index]?.blank === true ? BLANK : COLORS;
  return colors[before % colors.length] ?? "";
}

/**
 * The wheel, each segment as large as its chance, clockwise from the top. @param roll where it stops, at the mark; null: it rests. @param spins it turns before it stops, where motion is
 * welcome
 */
export function wheel(segments: readonly Segment[], roll: number | null, spins: boolean, label: string): string {
  const paths = piesOf(segments).map(({ path, color }) => `<path d="${path}" fill="${color}"/>`);
  const stop = roll === null ? 0 : -((roll + 0.5) / PARTS) * 360;
  const turn = spins ? stop - TURNS * 360 : stop;
  return `<svg class="reprise-draw__wheel" viewBox="-110 -118 220 228" role="img" aria-label="${label}">
<g class="${spins ? "reprise-draw__spin" : "reprise-draw__rest"}" style="--reprise-turn:${turn.toFixed(4)}deg">
<circle r="104" fill="#222"/>
<g stroke="#fff" stroke-width="1">${paths.join("")}</g>
<circle r="14" fill="#fff" stroke="#222" stroke-width="3"/>
</g>
<path d="M-9-116H9L0-92Z" fill="#222" stroke="#fff" stroke-width="2"/>
</svg>`;
}

/** The segments as paths of a circle of 100 around the middle. What is beyond the whole is not shown. */
export function piesOf(segments: readonly Segment[]): { path: string; color: string }[] {
  let from = 0;
  return segments.map((segment, index) => {
    const [begin, end] = [from, Math.min(from + segment.parts, PARTS)];
    from = end;
    return { path: pie(begin, end), color: colorOf(segments, index) };
  });
}

function pie(from: number, to: number): string {
  const [x1, y1] = at(from);
  const [x2, y2] = at(to);
  // A prize that takes all of it has no corners.
  if (to - from === PARTS) return "M0-100A100 100 0 1 1 0 100A100 100 0 1 1 0-100Z";
  const large = to - from > PARTS / 2 ? 1 : 0;
  return `M0 0L${x1} ${y1}A100 100 0 ${large} 1 ${x2} ${y2}Z`;
}

function at(part: number): [string, string] {
  const angle = (part / PARTS) * 2 * Math.PI;
  return [(100 * Math.sin(angle)).toFixed(3), (-100 * Math.cos(angle)).toFixed(3)];
}
