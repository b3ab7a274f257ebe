import { readUpTo } from "../../lib/posted.ts";
import { LONGEST_BODY } from "../limits.ts";

/** The texts of a JSON object that was posted; null when it is longer than `mostBytes`, no object, or holds anything but text. */
export async function readPosted(request: Request, mostBytes = LONGEST_BODY): Promise<Record<string, string> | null> {
  if (!/^application\/json\b/i.test(request.headers.get("content-type") ?? "")) return null;
  const bytes = await readUpTo(request, mostBytes);
  if (bytes === null) return null;
  try {
    const posted: unknown = JSON.parse(bytes.toString("utf8"));
    return isTexts(posted) ? posted : null;
  } catch {
    return null;
  }
}

function isTexts(posted: unknown): posted is Record<string, string> {
  if (typeof posted !== "object" || posted === null || Array.isArray(posted)) return false;
  return Object.values(posted).every((value) => typeof value === "string");
}
