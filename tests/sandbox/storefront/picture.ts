import type { Product } from "../world/types.ts";
import { escapeHtml } from "./liquid/filters.ts";

type Palette = { ground: string; main: string; dark: string; light: string };

const PALETTES: Palette[] = [
  { ground: "#f3e3d3", main: "#b5492f", dark: "#7d2e1c", light: "#f9efe4" },
  { ground: "#e6e4d3", main: "#5e6b45", dark: "#3d482b", light: "#f5f3e6" },
  { ground: "#efe0cf", main: "#c98a3c", dark: "#8a5a1e", light: "#fbf3e6" },
  { ground: "#e2e3e6", main: "#3f5166", dark: "#27374a", light: "#f2f3f6" },
  { ground: "#f0dcd6", main: "#a8575b", dark: "#71353a", light: "#fbefec" },
];

/** An illustration of a product, drawn from its kind, title and smallest variant: always the same for the same product. */
export function drawProduct(product: Product): string {
  const palette = PALETTES[hash(product.handle) % PALETTES.length] ?? {
    ground: "#eee",
    main: "#666",
    dark: "#333",
    light: "#fff",
  };
  const shape = SHAPES.find(([pattern]) => pattern.test(`${product.handle} ${product.productType}`))?.[1] ?? box;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 800" width="800" height="800">`,
    `<rect width="800" height="800" fill="${palette.ground}"/>`,
    `<circle cx="400" cy="380" r="290" fill="${palette.light}" opacity=".6"/>`,
    `<ellipse cx="400" cy="668" rx="230" ry="22" fill="${palette.dark}" opacity=".16"/>`,
    shape(product, palette),
    `</svg>`,
  ].join("");
}

type Shape = (product: Product, palette: Palette) => string;

const SHAPES: [RegExp, Shape][] = [
  [/gutschein|gift/i, card],
  [/muehle|grinder/i, grinder],
  [/kessel|kettle/i, kettle],
  [/becher|mug|cup/i, mug],
  [/creme|cream|tube/i, tube],
  [/peeling|scrub|jar/i, jar],
  [/seife|soap|bar\b/i, bar],
  [/balsam|balm/i, stick],
  [/coffee/i, bag],
];

function hash(text: string): number {
  let value = 7;
  for (const character of text) value = Math.imul(value ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return (value ^ (value >>> 15)) >>> 0;
}

/** The title in at most three lines of about 14 characters. */
function label(product: Product, x: number, y: number, color: string, size = 30): string {
  const lines: string[] = [];
  for (const word of product.titleDe.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < 14) lines[lines.length - 1] = `${last} ${word}`;
    else if (lines.length < 3) lines.push(word);
  }
  const spans = lines
    .map((line, index) => `<tspan x="${x}" dy="${index === 0 ? 0 : size * 1.2}">${escapeHtml(line)}</tspan>`)
    .join("");
  return `<text x="${x}" y="${y}" fill="${color}" font-family="Georgia, serif" font-size="${size}" text-anchor="middle">${spans}</text>`;
}

function brand(product: Product, x: number, y: number, color: string): string {
  const name = escapeHtml(product.vendor.toUpperCase().slice(0, 14));
  return `<text x="${x}" y="${y}" fill="${color}" font-family="Georgia, serif" font-size="19" letter-spacing="5" text-anchor="middle">${name}</text>`;
}

function sun(x: number, y: number, color: string): string {
  const rays = [0, 30, 60, 90, 120, 150, 180].map((angle) => {
    const [cos, sin] = [Math.cos((angle * Math.PI) / 180), -Math.sin((angle * Math.PI) / 180)];
    return `M${(x + 34 * cos).toFixed(1)} ${(y + 34 * sin).toFixed(1)}L${(x + 50 * cos).toFixed(1)} ${(y + 50 * sin).toFixed(1)}`;
  });
  return `<path d="M${x - 24} ${y}a24 24 0 0 1 48 0zM${x - 56} ${y + 10}h112${rays.join("")}" fill="${color}" stroke="${color}" stroke-width="4" stroke-linecap="round"/>`;
}

function bag(product: Product, { main, dark, light }: Palette): string {
  return (
    `<path d="M262 160h276l22 50-10 448q-1 16-17 16H267q-16 0-17-16l-10-448z" fill="${main}"/>` +
    `<path d="M262 160h276l22 50H240z" fill="${dark}"/><path d="M250 226h300" stroke="${light}" stroke-opacity=".35" stroke-width="3"/>` +
    `<circle cx="400" cy="262" r="9" fill="${dark}"/><rect x="282" y="318" width="236" height="256" rx="6" fill="${light}"/>` +
    sun(400, 396, main) +
    brand(product, 400, 442, dark) +
    label(product, 400, 486, dark)
  );
}

function box(product: Product, { main, dark, light }: Palette): string {
  return (
    `<path d="M250 300h300v366H250z" fill="${main}"/><path d="M250 300l44-70h300l-44 70z" fill="${light}"/>` +
    `<path d="M550 300l44-70v366l-44 70z" fill="${dark}"/>` +
    sun(400, 400, light) +
    brand(product, 400, 452, light) +
    label(product, 400, 510, light, 32)
  );
}

function tube(product: Product, { main, dark, light }: Palette): string {
  return (
    `<path d="M310 140h180l-14 430H324z" fill="${main}"/><path d="M306 132h188v20H306z" fill="${dark}"/><rect x="334" y="570" width="132" height="98" rx="10" fill="${dark}"/>` +
    sun(400, 260, light) +
    brand(product, 400, 312, light) +
    label(product, 400, 372, light, 24)
  );
}

function jar(product: Product, { main, dark, light }: Palette): string {
  return (
    `<rect x="240" y="240" width="320" height="96" rx="16" fill="${dark}"/><path d="M252 336h296v286q0 46-46 46H298q-46 0-46-46z" fill="${main}"/>` +
    `<rect x="276" y="384" width="248" height="216" rx="6" fill="${light}"/>` +
    brand(product, 400, 430, dark) +
    label(product, 400, 486, dark)
  );
}

function bar(product: Product, { main, dark, light }: Palette): string {
  return (
    `<rect x="190" y="350" width="420" height="300" rx="44" fill="${main}"/><rect x="190" y="350" width="420" height="250" rx="44" fill="${light}"/>` +
    `<rect x="190" y="350" width="420" height="250" rx="44" fill="${main}" opacity=".28"/>` +
    `<rect x="300" y="336" width="200" height="320" fill="${dark}"/>` +
    sun(400, 430, light) +
    label(product, 400, 500, light, 23)
  );
}

function stick(product: Product, { main, dark, light }: Palette): string {
  return (
    `<path d="M352 214q48-54 96 0v120h-96z" fill="${light}"/><rect x="340" y="318" width="120" height="350" rx="8" fill="${main}"/><rect x="340" y="318" width="120" height="26" fill="${dark}"/>` +
    sun(400, 420, light) +
    `<g transform="rotate(90 400 540)">${label({ ...product, titleDe: product.titleDe.split(" ")[0] ?? "" }, 400, 548, light, 28)}</g>`
  );
}

function mug(product: Product, { main, dark, light }: Palette): string {
  return (
    `<path d="M520 380h50q70 0 70 74t-70 74h-56" fill="none" stroke="${main}" stroke-width="34"/><path d="M230 300h300l-18 330q-2 38-42 38H290q-40 0-42-38z" fill="${main}"/>` +
    `<path d="M230 300h300l-6 110H236z" fill="${light}" opacity=".85"/><ellipse cx="380" cy="300" rx="150" ry="30" fill="${dark}"/>` +
    `<path d="M340 240q-24-34 0-66t0-66M410 240q-24-34 0-66t0-66" fill="none" stroke="${dark}" stroke-opacity=".35" stroke-width="9" stroke-linecap="round"/>` +
    brand(product, 380, 540, light)
  );
}

function kettle(product: Product, { main, dark, light }: Palette): string {
  return (
    `<path d="M300 330h230l54 310q4 28-24 28H270q-28 0-24-28z" fill="${main}"/><path d="M316 330q0-70 98-70t98 70z" fill="${dark}"/><circle cx="414" cy="248" r="18" fill="${dark}"/>` +
    `<path d="M262 590q-80-20-84-130t-60-156" fill="none" stroke="${main}" stroke-width="26" stroke-linecap="round"/>` +
    `<path d="M536 360q150-10 130 90t-96 120" fill="none" stroke="${dark}" stroke-width="30" stroke-linecap="round"/>` +
    sun(414, 500, light) +
    brand(product, 414, 552, light)
  );
}

function grinder(product: Product, { main, dark, light }: Palette): string {
  return (
    `<path d="M404 196l150-40" stroke="${dark}" stroke-width="18" stroke-linecap="round"/><circle cx="568" cy="146" r="32" fill="${main}"/><rect x="388" y="170" width="26" height="70" fill="${dark}"/>` +
    `<path d="M300 236h202v34H300z" fill="${dark}"/><path d="M310 270h182v240H310z" fill="${light}"/><path d="M310 270h182v240H310z" fill="${dark}" opacity=".18"/>` +
    `<rect x="296" y="500" width="210" height="168" rx="14" fill="${main}"/>` +
    sun(401, 390, dark) +
    brand(product, 401, 600, light)
  );
}

function card(product: Product, { main, dark, light }: Palette): string {
  return (
    `<g transform="rotate(-5 400 420)"><rect x="150" y="260" width="500" height="320" rx="26" fill="${main}"/><path d="M150 470h500v84q0 26-26 26H176q-26 0-26-26z" fill="${dark}"/>` +
    sun(400, 370, light) +
    brand(product, 400, 424, light) +
    label(product, 400, 536, light, 40) +
    `</g>`
  );
}
