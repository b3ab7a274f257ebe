/**
 * Makes the two files of this folder from the package's introspection result:
 * node tests/sandbox/schema/extract.ts <package>/dist/data/admin_2026-10.json.gz 2026-10
 */
import { readFileSync, writeFileSync } from "node:fs";
import { gunzipSync, gzipSync } from "node:zlib";

type Item = { typeName: string; fieldName?: string; requiredAccess: string; offlineScopes: string[] };
type Source = { data: unknown; offline_scopes: { items: Item[] } };

const [source, version] = process.argv.slice(2);
if (source === undefined || version === undefined) throw new Error("usage: extract.ts <admin_VERSION.json.gz> <VERSION>");
const { data, offline_scopes } = JSON.parse(gunzipSync(readFileSync(source)).toString("utf8")) as Source;

// Descriptions are three quarters of the file and change nothing about what is valid.
const schema = JSON.stringify({ data }, (key, value: unknown) => (key === "description" ? undefined : value));
const scopes = Object.fromEntries(
  offline_scopes.items
    .filter((item) => item.offlineScopes.length > 0)
    .map((item) => {
      const name = item.fieldName === undefined ? item.typeName : `${item.typeName}.${item.fieldName}`;
      return [name, { scopes: item.offlineScopes, access: item.requiredAccess.trim() }];
    }),
);
const folder = import.meta.dirname;
writeFileSync(`${folder}/admin-${version}.json.gz`, gzipSync(schema, { level: 9 }));
writeFileSync(`${folder}/scopes-${version}.json.gz`, gzipSync(JSON.stringify(scopes), { level: 9 }));
