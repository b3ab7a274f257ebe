import { emailProviderSecrets } from "../../env.server.ts";
import { providers, type ProviderName } from "../providers/registry.ts";

/** What a provider's events are known by; null: nobody listens to it. */
export function secretsOf(name: ProviderName): readonly string[] | null {
  const all: Record<ProviderName, readonly string[]> = emailProviderSecrets();
  return all[name].length === 0 ? null : all[name];
}

/** Headers that have every provider that is listened to give the mark back. While one takes another's place there are two, and neither minds the other's. */
export function markHeaders(mark: string): Record<string, string> {
  const listened = Object.entries(providers).filter(([name]) => secretsOf(name as ProviderName) !== null);
  return Object.assign({}, ...listened.map(([, provider]) => provider.markHeaders(mark))) as Record<string, string>;
}
