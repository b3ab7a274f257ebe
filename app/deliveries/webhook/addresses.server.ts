import { lookup, type LookupAddress } from "node:dns";
import { Resolver } from "node:dns/promises";
import { BlockList, isIP, type LookupFunction } from "node:net";

/** Of IPv4 all that is not the world's: IANA's special-purpose registry, multicast, and what is reserved. */
const PRIVATE_4: readonly (readonly [string, number])[] = [
  ...([["0.0.0.0", 8], ["10.0.0.0", 8], ["100.64.0.0", 10], ["127.0.0.0", 8], ["169.254.0.0", 16]] as const), // prettier-ignore
  ...([["172.16.0.0", 12], ["192.0.0.0", 24], ["192.0.2.0", 24], ["192.31.196.0", 24], ["192.52.193.0", 24]] as const), // prettier-ignore
  ...([["192.88.99.0", 24], ["192.168.0.0", 16], ["192.175.48.0", 24], ["198.18.0.0", 15], ["198.51.100.0", 24]] as const), // prettier-ignore
  ...([["203.0.113.0", 24], ["224.0.0.0", 4], ["240.0.0.0", 4]] as const), // prettier-ignore
];
/** Of IPv6 only what is given out to the world, less what leads elsewhere inside of it: Teredo, documentation, 6to4. */
const WORLD_6 = ["2000::", 3] as const;
const PRIVATE_6: readonly (readonly [string, number])[] = [
  ...([["2001::", 23], ["2001:db8::", 32], ["2002::", 16], ["3fff::", 20]] as const), // prettier-ignore
];

const closed4 = listOf(PRIVATE_4, "ipv4");
const closed6 = listOf(PRIVATE_6, "ipv6");
const open6 = listOf([WORLD_6], "ipv6");
const thisMachine = listOf([["127.0.0.0", 8]], "ipv4");

function listOf(nets: readonly (readonly [string, number])[], family: "ipv4" | "ipv6"): BlockList {
  const list = new BlockList();
  for (const [net, bits] of nets) list.addSubnet(net, bits, family);
  return list;
}

/** Whether an address is one of the world's: nothing of this machine, its network, its provider's metadata, nor a way to write one of those otherwise. */
export function isPublic(address: string): boolean {
  if (isIP(address) === 4) return !closed4.check(address, "ipv4");
  return isIP(address) === 6 && open6.check(address, "ipv6") && !closed6.check(address, "ipv6");
}

/** What was asked for leads to an address that nobody may be sent to. */
export class RefusedAddressError extends Error {
  override name = "RefusedAddressError";
}

type Ask = (
  hostname: string,
  options: { all: true },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

const names = new Resolver({ timeout: 2_000, tries: 2 });

/**
 * Asks the name servers, and waits no longer than a few seconds. The system's own look-up would hold one of a process's few threads for as long as a name server
 * is silent, and all other shops' names with it. What this machine's own list of hosts says is of no interest.
 */
function askNameServers(hostname: string, _options: { all: true }, callback: Parameters<Ask>[2]): void {
  void Promise.allSettled([names.resolve4(hostname), names.resolve6(hostname)]).then(([four, six]) => {
    const found = [
      ...(four.status === "fulfilled" ? four.value.map((address) => ({ address, family: 4 })) : []),
      ...(six.status === "fulfilled" ? six.value.map((address) => ({ address, family: 6 })) : []),
    ];
    const failed = four.status === "rejected" ? (four.reason as NodeJS.ErrnoException) : null;
    callback(found.length === 0 ? failed : null, found);
  });
}

/**
 * Resolves names for a connection, and hands on only addresses that it has looked at: what a name leads to a moment later is of no interest. One address of
 * several that is not public is enough to refuse all.
 * @param local whether this machine may be connected to
 */
export function guardedLookup(local: boolean, ask: Ask = local ? lookup : askNameServers): LookupFunction {
  return (hostname, options, callback) => {
    ask(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) {
        callback(error, "", 0);
        return;
      }
      const refused = addresses.find(({ address }) => !isPublic(address) && !(local && isThisMachine(address)));
      const [first] = addresses;
      if (refused !== undefined || first === undefined) callback(new RefusedAddressError(hostname), "", 0);
      else if (options.all === true) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}

/** Whether a host that is written as a number may be connected to: no name is looked up then. */
export function isAllowedHost(hostname: string, local: boolean): boolean {
  const host = hostname.replace(/^\[|\]$/g, "");
  return isIP(host) === 0 || isPublic(host) || (local && isThisMachine(host));
}

function isThisMachine(address: string): boolean {
  return address === "::1" || (isIP(address) === 4 && thisMachine.check(address, "ipv4"));
}
