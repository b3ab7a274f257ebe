import { emailProviderSecrets } from "../../env.server.ts";
import { providers, type ProviderName } from "../providers/registry.ts";

/** What a provider's events are known by; null: nobody listens to it. */
export function secretsOf(name: ProviderName): readonly string[] | null {
  const all: Record<ProviderName, readonly string[]> = emailProviderSecrets();
  return all[name].length === 0 ? null : all[name];
}

/** The providers that are listened to: emails leave through them. */
export function listened(): ProviderName[] {
  return (Object.keys(providers) as ProviderName[]).filter((name) => secretsOf(name) !== null);
}

/** Headers that have every provider that is listened to give the mark back. While one takes another's place there are two, and neither minds the other's. */
export function markHeaders(mark: string): Record<string, string> {
  return Object.assign({}, ...listened().map((name) => providers[name].markHeaders(mark))) as Record<string, string>;
}
