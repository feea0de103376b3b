import { lookup, type LookupAddress, type LookupAllOptions } from "node:dns";
import { BlockList, isIP, type LookupFunction } from "node:net";
import { ProtographError } from "../errors.js";

/** A name or address leads where only this machine and its neighbours should reach. */
export class InternalAddressError extends ProtographError {
  override readonly code = "INTERNAL_ADDRESS";
}

/**
 * Every range of the registries for special purposes that is not reachable from everywhere.
 *
 * One list for each version: in a list of both, an address of version 4 is also looked for as the version 6 it maps to.
 */
const internal = { ipv4: new BlockList(), ipv6: new BlockList() };
for (const [network, bits] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3],
] as const) {
  internal.ipv4.addSubnet(network, bits, "ipv4");
}
// The second half are ways to write, or to reach, an address of version 4; nobody needs them to reach a public one.
for (const [network, bits] of [
  ["100::", 64],
  ["2001:db8::", 32],
  ["fc00::", 7],
  ["fe80::", 9],
  ["ff00::", 8],
  ["5f00::", 16],
  ["::", 64],
  ["64:ff9b::", 96],
  ["64:ff9b:1::", 48],
  ["2001::", 23],
  ["2002::", 16],
] as const) {
  internal.ipv6.addSubnet(network, bits, "ipv6");
}

/** Whether an address can be reached from everywhere, so that nothing is given away by asking it. */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !internal.ipv4.check(address, "ipv4");
    case 6:
      return !internal.ipv6.check(address, "ipv6");
    default:
      return false;
  }
}

/**
 * Makes a way to look up a name for a connection that fails where any of its addresses is internal.
 *
 * It stands where the connection is made: the address that was looked at is the one that is connected to, however often
 * the name changes what it stands for.
 *
 * @param resolve how names are resolved; the platform's way unless a test has another.
 */
export function publicLookup(resolve: Resolve = lookup): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) {
        callback(error, "", 0);
        return;
      }
      const [first] = addresses;
      const found = addresses.find(({ address }) => !isPublicAddress(address));
      if (found !== undefined || first === undefined) {
        const where = found === undefined ? "no address" : `the internal address ${found.address}`;
        callback(new InternalAddressError(`${hostname} leads to ${where}`), "", 0);
      } else if (options.all) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}

type Resolve = (
  hostname: string,
  options: LookupAllOptions,
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;
