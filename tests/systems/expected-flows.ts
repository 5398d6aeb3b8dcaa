/**
 * Who may talk to whom according to SPEC 1.8, written by hand: each system says it in its own `flows.ts`, and
 * flows.test.ts asks every pair of pods about every port.
 */
import type { Environment } from "../../config/primitives/environment";
import type { ConfigurationSource } from "../../config/source";
import { evaluate } from "../../render/evaluate";
import type { Actor } from "../../render/flows/actors";
import { connection, isPod } from "../../render/flows/evaluator";
import type { NetworkPolicy } from "../../render/flows/network-policy";
import { includesPort, type Protocol } from "../../render/flows/port-set";
import { worldOf, type World } from "../../render/flows/world";
import { deploy, load } from "../../systems";

/** A flow that must work. Everything that no expected flow covers must be denied. */
export interface ExpectedFlow {
  readonly from: Side;
  readonly to: Side;
  readonly ports: readonly PortText[] | "all";
}

/**
 * An actor by its id (`healthcare-prod/mllp-server`, `kube-system/dns`, `internet`, `metadata`, a block as the policy has
 * it), every pod of a namespace (`istio-system/*`), or everybody outside the stack's namespaces (`outside`).
 */
export type Side = string;
/** A port as flows.txt has it: `TCP 2575`. */
export type PortText = `${Protocol} ${number}`;

/** What `tests/systems/NAME/flows.ts` exports under the name `expectedFlows`. */
export type ExpectedFlows = (environment: Environment) => readonly ExpectedFlow[];

/** Queries of a workload to the cluster's DNS (G-24). */
export function dns(workload: Side): ExpectedFlow {
  return { from: workload, to: "kube-system/dns", ports: ["UDP 53", "TCP 53"] };
}

/** What a workload with a sidecar needs and offers besides its own flows (SPEC 1.8, below the table). */
export function sidecar(workload: Side): readonly ExpectedFlow[] {
  return [
    { from: workload, to: "istio-system/*", ports: ["TCP 15012"] },
    { from: "monitoring/*", to: workload, ports: ["TCP 15020", "TCP 15090"] },
  ];
}

/** Ports that nothing declares: what an intruder would try. */
const undeclared: readonly PortText[] = [
  "TCP 1",
  "TCP 22",
  "TCP 80",
  "TCP 443",
  "TCP 2379",
  "TCP 6443",
  "TCP 10250",
  "TCP 15008",
  "TCP 65535",
  "UDP 123",
  "UDP 514",
  "SCTP 9999",
];

/** The world of a configuration. */
export async function worldOfSource(source: ConfigurationSource): Promise<World> {
  const configuration = load(source);
  const registrations = await evaluate("bulwark", source.stack, () => deploy(configuration));
  return worldOf(registrations, configuration.settings);
}

/** Connections that are otherwise than expected, as `from → to TCP 1: allowed` or `… denied`; none if all is well. */
export function unexpected(world: World, expected: readonly ExpectedFlow[]): string[] {
  const rules = expected.map((flow) => resolve(world, flow));
  const ports = askedPorts(world, expected);
  return world.actors.flatMap((from) =>
    world.actors
      .filter((to) => from.isInside || to.isInside)
      .flatMap((to) => {
        const reached = connection(world.policies, from.endpoint, to.endpoint).ports;
        const here = rules.filter((rule) => rule.from.has(from) && rule.to.has(to));
        return ports.flatMap((port) => {
          const isAllowed = includes(reached, port);
          const isExpected = here.some((rule) => rule.ports === "all" || rule.ports.has(port));
          return isAllowed === isExpected ? [] : [`${from.id} → ${to.id} ${port}: ${isAllowed ? "allowed" : "denied"}`];
        });
      }),
  );
}

interface Rule {
  readonly from: ReadonlySet<Actor>;
  readonly to: ReadonlySet<Actor>;
  readonly ports: ReadonlySet<PortText> | "all";
}

function resolve({ actors }: World, { from, to, ports }: ExpectedFlow): Rule {
  const side = (text: Side): ReadonlySet<Actor> => {
    const found = actors.filter((actor) => isMeant(actor, text));
    if (found.length === 0) throw new Error(`nobody is "${text}"; there are: ${actors.map(({ id }) => id).join(", ")}`);
    return new Set(found);
  };
  return { from: side(from), to: side(to), ports: ports === "all" ? "all" : new Set(ports) };
}

function isMeant({ id, namespace, isInside }: Actor, side: Side): boolean {
  if (side === "outside") return !isInside;
  return side.endsWith("/*") ? namespace === side.slice(0, -2) : id === side;
}

/** Every port that a pod declares, a policy or an expected flow names, and a handful of others. */
function askedPorts({ actors, policies }: World, expected: readonly ExpectedFlow[]): PortText[] {
  const declared = actors.flatMap(({ endpoint }) =>
    isPod(endpoint) ? endpoint.ports.map(({ protocol, number }): PortText => `${protocol} ${number}`) : [],
  );
  const wanted = expected.flatMap(({ ports }) => (ports === "all" ? [] : ports));
  return [...new Set([...declared, ...policies.flatMap(namedPorts), ...wanted, ...undeclared])].sort();
}

function namedPorts({ ingress = [], egress = [] }: NetworkPolicy): PortText[] {
  return [...ingress, ...egress].flatMap(({ ports = [] }) =>
    ports.flatMap(({ protocol, port }): PortText[] => (typeof port === "number" ? [`${protocol} ${port}`] : [])),
  );
}

function includes(reached: Parameters<typeof includesPort>[0], port: PortText): boolean {
  const [protocol, number] = port.split(" ") as [Protocol, string];
  return includesPort(reached, protocol, Number(number));
}
