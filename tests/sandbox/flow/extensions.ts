import { readdirSync, readFileSync } from "node:fs";

import { parse } from "smol-toml";
import { z } from "zod";

const FOLDER = "extensions";

const fileSchema = z.object({
  extensions: z.tuple([
    z.object({
      ...{ type: z.string(), name: z.string(), handle: z.string(), description: z.string().default("") },
      ...{ runtime_url: z.string().optional(), url: z.string().optional() },
    }),
  ]),
  settings: z
    .object({
      fields: z.array(
        z.object({
          ...{ type: z.string(), key: z.string().optional(), name: z.string().optional() },
          ...{ description: z.string().optional(), required: z.boolean().default(false) },
        }),
      ),
    })
    .default({ fields: [] }),
});

/** `key`: as requests have it. */
export type Field = { key: string; type: string; name: string; description: string; required: boolean };
export type FlowExtension = { handle: string; name: string; description: string; url: string; fields: Field[] };
export type FlowExtensions = { triggers: FlowExtension[]; actions: FlowExtension[]; usageUrl: string | null };

/** The app's triggers and actions, as it has deployed them. */
export function flowExtensions(): FlowExtensions {
  const found: FlowExtensions = { triggers: [], actions: [], usageUrl: null };
  for (const folder of readdirSync(FOLDER).sort()) {
    if (!folder.startsWith("flow-")) continue;
    const file = fileSchema.parse(parse(readFileSync(`${FOLDER}/${folder}/shopify.extension.toml`, "utf8")));
    const [{ type, name, handle, description, runtime_url, url }] = file.extensions;
    const fields = file.settings.fields.map((field) => ({
      // A reference is known by what it refers to: customer_reference as customer_id.
      ...{ key: field.key ?? field.type.replace(/_reference$/, "_id"), type: field.type, required: field.required },
      ...{ name: field.name ?? field.key ?? "Customer", description: field.description ?? "" },
    }));
    const extension = { handle, name, description, url: runtime_url ?? url ?? "", fields };
    if (type === "flow_trigger") found.triggers.push(extension);
    else if (type === "flow_action") found.actions.push(extension);
    else if (type === "flow_trigger_lifecycle_callback") found.usageUrl = extension.url;
  }
  return found;
}
