type Part = { segmentIds: readonly number[]; number: string };
type Props = { names: readonly string[]; ids: readonly number[]; parts: readonly Part[]; label: string };

type Circle = { x: number; y: number; nameX: number; nameY: number };

const RADIUS = 70;
const WIDTH = 360;
/** Two beside each other, or three around a middle. They show which part is which; how many is said by the figures. */
const TWO: readonly Circle[] = [
  { x: 140, y: 100, nameX: 90, nameY: 20 },
  { x: 220, y: 100, nameX: 270, nameY: 20 },
];
const THREE: readonly Circle[] = [
  { x: 140, y: 100, nameX: 80, nameY: 20 },
  { x: 220, y: 100, nameX: 280, nameY: 20 },
  { x: 180, y: 170, nameX: 180, nameY: 256 },
];
const FILLS = ["#2c6ecb", "#c05717", "#1f7a4d"];
const LONGEST = 18;

/** Circles that overlap, each part with its figure. The table beside it says the same in words. */
export function OverlapPicture({ names, ids, parts, label }: Props) {
  const circles = names.length === 2 ? TWO : THREE;
  const height = names.length === 2 ? 180 : 270;
  const placeOf = (segmentIds: readonly number[]) =>
    placeIn(
      circles,
      segmentIds.map((id) => ids.indexOf(id)),
    );
  return (
    <svg className="overlap" viewBox={`0 0 ${WIDTH} ${height}`} role="img" aria-label={label}>
      {circles.map(({ x, y }, index) => (
        <circle
          key={index}
          cx={x}
          cy={y}
          r={RADIUS}
          fill={FILLS[index]}
          fillOpacity="0.18"
          stroke={FILLS[index]}
          strokeWidth="2"
        />
      ))}
      {circles.map(({ nameX, nameY }, index) => (
        <text key={index} x={nameX} y={nameY} textAnchor="middle" className="overlap-name">
          {shortened(names[index] ?? "")}
        </text>
      ))}
      {parts.map(({ segmentIds, number }) => {
        const { x, y } = placeOf(segmentIds);
        return (
          <text key={segmentIds.join()} x={x} y={y} textAnchor="middle" dominantBaseline="middle" className="overlap-figure">
            {number}
          </text>
        );
      })}
    </svg>
  );
}

/** The middle of the part that is in these circles alone: away from the circles that it is not in. */
function placeIn(circles: readonly Circle[], inside: readonly number[]): { x: number; y: number } {
  const middle = (of: readonly Circle[]) => ({
    x: of.reduce((sum, { x }) => sum + x, 0) / of.length,
    y: of.reduce((sum, { y }) => sum + y, 0) / of.length,
  });
  const within = middle(inside.flatMap((index) => circles[index] ?? []));
  const outside = circles.filter((_, index) => !inside.includes(index));
  if (outside.length === 0) return within;
  const away = middle(outside);
  const share = inside.length === 1 ? 0.42 : 0.3;
  return { x: within.x + (within.x - away.x) * share, y: within.y + (within.y - away.y) * share };
}

function shortened(name: string): string {
  return name.length <= LONGEST ? name : `${name.slice(0, LONGEST - 1).trimEnd()}…`;
}
