import type * as z from "zod";

import type { Peer } from "../../components/connection";
import type { Port } from "../../components/types";
import { integer, map, text, textEntry } from "../../config/fields";
import {
  dnsLabelFormat,
  labelKeyFormat,
  labelValueFormat,
  parseDnsLabel,
  parseLabelKey,
  parseLabelValue,
} from "../../config/primitives/names";
import { setCommand } from "../../config/problem";
import type { Scope } from "../../config/scope";
import { addressBlocksKey } from "./address-blocks";

/** A service that this program does not run, such as a database: what a NetworkPolicy needs to know of it. */
export interface Endpoint {
  readonly port: Port;
  /** Where it is; at least one place. */
  readonly peers: readonly Peer[];
}

type TextKey = ReturnType<typeof text>;
type Keys = {
  port: ReturnType<typeof integer>;
  cidrs: ReturnType<typeof addressBlocksKey>;
  namespace: TextKey;
  podLabels: ReturnType<typeof map<z.ZodString>>;
};

/** The keys of an endpoint as they stand in the stack file. */
export interface EndpointValues {
  readonly port?: number | undefined;
  readonly cidrs?: readonly string[] | undefined;
  readonly namespace?: string | undefined;
  readonly podLabels?: Readonly<Record<string, string>> | undefined;
}

/** Keys of the group that says where `what` is: outside of the cluster by its addresses, in it by its namespace. */
export function endpointKeys(what: string, port: Port): Keys {
  return {
    port: integer({
      description: `Port of ${what}. Default: ${port.number}.`,
      minimum: 1,
      maximum: 65_535,
      example: port.number,
    }),
    cidrs: addressBlocksKey(`${what}, where it is outside of the cluster`),
    namespace: text({
      description: `Namespace of ${what}, where it is in the cluster. Default: none.`,
      format: { ...dnsLabelFormat, examples: ["databases"] },
      parse: parseDnsLabel,
    }),
    podLabels: map(
      `Labels of the pods of ${what} in that namespace. Default: all its pods.`,
      textEntry({ description: "Key of a label.", format: labelKeyFormat, parse: parseLabelKey }),
      textEntry({ description: "Value of a label.", format: labelValueFormat, parse: parseLabelValue }),
      { app: "postgres" },
    ),
  };
}

/**
 * The endpoint that the stack file describes. Reports one that is nowhere, since a workload that waits for it would never
 * start, and labels of pods in no namespace.
 * @param path where the keys stand in the namespace, such as `database`.
 */
export function resolveEndpoint(scope: Scope, path: string, given: EndpointValues | undefined, port: Port): Endpoint {
  const { cidrs = [], namespace, podLabels = {} } = given ?? {};
  const hasLabels = Object.keys(podLabels).length > 0;
  if (namespace === undefined && (cidrs.length === 0 || hasLabels)) {
    reportNowhere(scope, path, hasLabels ? "labels of pods, but no namespace" : "neither cidrs nor a namespace");
  }
  return {
    port: { ...port, number: given?.port ?? port.number },
    peers: [
      ...cidrs.map((cidr) => ({ cidr })),
      ...(namespace === undefined ? [] : [{ namespace, ...(hasLabels ? { pods: podLabels } : {}) }]),
    ],
  };
}

/** At the group: it is the answer to a refused entry of it as well. */
function reportNowhere({ stack, namespace, report }: Scope, path: string, given: string): void {
  const key = `${namespace}:${path}`;
  report({
    key,
    given,
    allowed:
      "its addresses, or its namespace and perhaps the labels of its pods: all else is closed to the pods (G-25)",
    remedy: [
      setCommand(stack, `${key}.namespace`, "databases"),
      `or, outside of the cluster: ${setCommand(stack, `${key}.cidrs[0]`, "10.20.0.0/16")}`,
    ],
  });
}
