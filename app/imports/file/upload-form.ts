import { modes, type Mode, type Wanted } from "../import.ts";

export type UploadIssues = { file?: "required"; wanted?: "required" };
export type UploadInput = { file: File; mode: Mode; wanted: Wanted };

/** The form with a new file. */
export function parseUpload(form: FormData): { ok: true; input: UploadInput } | { ok: false; issues: UploadIssues } {
  const file = form.get("file");
  const wanted = { points: has(form, "points"), tiers: has(form, "tiers"), birthdays: has(form, "birthdays") };
  const issues: UploadIssues = {};
  const chosen = file instanceof File && (file.size > 0 || file.name !== "") ? file : null;
  if (chosen === null) issues.file = "required";
  if (!Object.values(wanted).some(Boolean)) issues.wanted = "required";
  if (chosen === null || issues.wanted !== undefined) return { ok: false, issues };
  return { ok: true, input: { file: chosen, mode: modes.find((mode) => mode === form.get("mode")) ?? "add", wanted } };
}

function has(form: FormData, name: string): boolean {
  return form.getAll("wanted").includes(name);
}
