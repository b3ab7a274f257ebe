import { saveFile } from "../page/download.tsx";

const [SCALE, EDGE, TITLE] = [2, 16, 34];

/** Saves a chart as a PNG with its name above it, on white, at twice its size. */
export async function savePicture(svg: SVGSVGElement, name: string): Promise<void> {
  const [width, height] = [svg.width.baseVal.value, svg.height.baseVal.value];
  const copy = svg.cloneNode(true) as SVGSVGElement;
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  const image = new Image(width * SCALE, height * SCALE);
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
  await image.decode();
  const canvas = Object.assign(document.createElement("canvas"), {
    width: (width + 2 * EDGE) * SCALE,
    height: (height + 2 * EDGE + TITLE) * SCALE,
  });
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("This browser draws no pictures");
  context.scale(SCALE, SCALE);
  context.fillStyle = "#ffffff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = "#303030";
  context.font = `600 16px ${svg.getAttribute("font-family") ?? "sans-serif"}`;
  context.fillText(name, EDGE, EDGE + 16, width);
  context.drawImage(image, EDGE, EDGE + TITLE, width, height);
  const file = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/png"));
  if (file === null) throw new Error("The picture is too large for this browser");
  saveFile(file, `${fileNameOf(name)}.png`);
}

/** What every file system takes. */
export function fileNameOf(name: string): string {
  return `reprise-${name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/\p{M}/gu, "")
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-|-$/g, "")}`;
}
