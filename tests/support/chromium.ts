import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { inflate } from "@sparticuz/chromium";

export type ChromiumBinary = { executablePath: string; env: Record<string, string> };

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const PACKAGE = join(ROOT, "node_modules/@sparticuz/chromium");
const CACHE = join(ROOT, "node_modules/.cache");

/**
 * The headless Chromium that the npm package carries, unpacked once per version. Two test processes may ask at the same moment, so each
 * unpacks into a folder of its own and the first rename wins; the package's own `executablePath` would hand out a half-written file.
 */
export async function chromiumBinary(): Promise<ChromiumBinary> {
  const { version } = JSON.parse(await readFile(join(PACKAGE, "package.json"), "utf8")) as { version: string };
  const home = join(CACHE, `chromium-${version}`);
  if (!existsSync(home)) await unpack(home);
  const executablePath = join(home, "chromium");
  const env: Record<string, string> = { FONTCONFIG_FILE: join(home, "fonts.conf"), HOME: home };
  if (!(await starts(executablePath, env))) {
    // A bare machine lacks NSS; the package brings the libraries for that.
    env["LD_LIBRARY_PATH"] = join(home, "al2023/lib");
  }
  return { executablePath, env };
}

async function unpack(home: string): Promise<void> {
  const staging = `${home}.${randomBytes(6).toString("hex")}`;
  await mkdir(staging, { recursive: true });
  const before = process.env["TMPDIR"];
  process.env["TMPDIR"] = staging;
  try {
    const archives = ["chromium.br", "fonts.tar.br", "swiftshader.tar.br", "al2023.tar.br"];
    await Promise.all(archives.map((name) => inflate(join(PACKAGE, "bin", name))));
  } finally {
    if (before === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = before;
  }
  await writeFile(join(staging, "fonts.conf"), fontConfiguration(home));
  try {
    await rename(staging, home);
  } catch (error) {
    await rm(staging, { recursive: true, force: true });
    if (!existsSync(home)) throw new Error(`Chromium could not be unpacked into ${dirname(home)}`, { cause: error });
  }
}

async function starts(executablePath: string, env: Record<string, string>): Promise<boolean> {
  try {
    await promisify(execFile)(executablePath, ["--version", "--no-sandbox"], {
      env: { ...process.env, ...env },
      timeout: 120_000,
    });
    return true;
  } catch {
    return false;
  }
}

/** The machine's fonts first, then the one that the package brings, so that a machine without any still shows text. */
function fontConfiguration(home: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>/usr/share/fonts</dir>
  <dir>/usr/local/share/fonts</dir>
  <dir>${home}/fonts</dir>
  <cachedir>${home}/font-cache</cachedir>
  <alias><family>sans-serif</family><prefer><family>Open Sans</family><family>DejaVu Sans</family></prefer></alias>
  <alias><family>system-ui</family><prefer><family>Open Sans</family><family>DejaVu Sans</family></prefer></alias>
  <alias><family>Inter</family><prefer><family>Open Sans</family></prefer></alias>
  <alias><family>monospace</family><prefer><family>DejaVu Sans Mono</family></prefer></alias>
</fontconfig>
`;
}
