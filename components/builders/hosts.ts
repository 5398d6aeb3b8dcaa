import { parseHost } from "../../config/primitives/host";
import { ArgumentError, at } from "../argument-error";

/**
 * Checks the DNS names under which something is reached.
 * @throws ArgumentError for an empty list, a name twice, wildcards and everything that is no DNS name.
 */
export function checkedHosts(path: string, hosts: readonly string[]): string[] {
  if (hosts.length === 0) {
    throw new ArgumentError(path, "an empty list", "at least one DNS name", "name the hosts");
  }
  return hosts.map((host, index) => {
    // With a wildcard, any later name of the domain would be served without a review.
    const checked = at(`${path}[${index}]`, () => parseHost(host));
    if (hosts.indexOf(host) !== index) {
      throw new ArgumentError(`${path}[${index}]`, `"${host}" again`, "each name once", "remove one of them");
    }
    return checked;
  });
}
