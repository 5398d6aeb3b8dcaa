import { Ingress, type IngressArgs } from "@pulumi/kubernetes/networking/v1";
import type * as pulumi from "@pulumi/pulumi";
import { ArgumentError } from "./argument-error";
import { BulwarkComponent } from "./base";
import { assertCanaryImage, canaryWeight, type CanaryImage, type CanarySteps } from "./builders/canary";
import { ingress, type IngressFields } from "./builders/ingress";
import { insideMesh, meshRoutes, type Destination, type Route } from "./builders/mesh-routes";
import { canaryName, canaryWorkload, stableService } from "./canary-workload";
import type { CustomFields } from "./custom-resources";
import { SecureDeployment } from "./secure-deployment";
import type { Transform } from "./transform";
import { groupOf, type WorkloadIdentity } from "./types";
import type { WebIngress } from "./web-ingress";

/** A release under way. */
export interface CanarySettings extends CanaryImage, CanarySteps {
  /** Pods of the canary; no autoscaler changes their number (C-32). Default: 1. */
  readonly replicas?: number | undefined;
  /** Label `version` of the canary (C-19). Default: none; that of the stable release would be wrong. */
  readonly version?: string | undefined;
}

/** Who splits the requests between both releases (C-30). */
export type TrafficSplit =
  /** The sidecars and a gateway of the mesh: requests from inside the cluster are split too. */
  | { readonly mesh: MeshSplit }
  /** The controller of the service's Ingress, absent where it is off: only requests from outside are split. */
  | { readonly ingress: WebIngress | undefined };

/** How the mesh leads to the service. */
export interface MeshSplit {
  /** The way from outside. Default: none. */
  readonly gateway?:
    | {
        /** `name` or `namespace/name` of a Gateway that serves the host. */
        readonly name: string;
        readonly host: string;
        /** Beginnings of the paths that are published. Default: `/api`. */
        readonly prefixes?: readonly string[] | undefined;
      }
    | undefined;
  /** Greatest time of a request, inside the mesh too. Default: "none", as without a route. */
  readonly timeout?: Route["timeout"];
}

/** Arguments of CanaryRelease. */
export interface CanaryReleaseArgs {
  /** The release that serves; its selector has `track: stable`, its `group` has no track (SPEC 1.4.3). */
  readonly stable: SecureDeployment;
  /** Default: none; then there can be no canary (C-30). */
  readonly split?: TrafficSplit | undefined;
  /** Default: none; then all requests go to the stable release. */
  readonly canary?: CanarySettings | undefined;
  readonly transform?: {
    readonly virtualService?: Transform<CustomFields<"VirtualService">>;
    readonly ingress?: Transform<IngressArgs>;
  };
}

/**
 * The canary of a service, and the split of the requests between both releases (SPEC 1.4.3, 1.4.12, C-27 to C-32).
 *
 * Make it for every service that is released this way, also while no release is under way: in a mesh the route stays, with
 * 100 and 0. A canary gets requests when its pods are ready (W-12), and none any more before they go (W-14).
 */
export class CanaryRelease extends BulwarkComponent {
  /** Share of the requests that the canary gets, in percent; 0 without one. */
  declare readonly weight: number;
  /** The canary, while there is one. */
  declare readonly canary: WorkloadIdentity | undefined;

  constructor(name: string, args: CanaryReleaseArgs, options: pulumi.ComponentResourceOptions = {}) {
    super("bulwark:components:CanaryRelease", name, options);
    const { stable, split, canary } = args;
    const weight = this.check(() => checkedWeight(args));

    const release = canary && this.run(stable, canary, weight);
    if (split !== undefined && "mesh" in split) this.route(args, split.mesh, weight, release);
    else if (split?.ingress !== undefined && release !== undefined) this.share(args, split.ingress, weight, release);

    this.weight = weight;
    this.canary = release?.workload;
    this.done({ weight });
  }

  private run(stable: SecureDeployment, canary: CanarySettings, weight: number): SecureDeployment {
    const { image, replicas = 1, version } = canary;
    const workload = this.check(() => canaryWorkload(stable, { image, weight, replicas, version }));
    return new SecureDeployment(`${this.componentName}-workload`, workload, this.inherited());
  }

  /** The route through the mesh, which outlives every release. */
  private route(args: CanaryReleaseArgs, mesh: MeshSplit, weight: number, release?: SecureDeployment): void {
    const { stable, transform } = args;
    this.custom("VirtualService", "routes", () => splitRoutes(stable, mesh, weight), {
      transform: transform?.virtualService,
      dependsOn: release ?? [],
    });
  }

  /** A second Ingress beside that of the service. */
  private share(args: CanaryReleaseArgs, web: WebIngress, weight: number, release: SecureDeployment): void {
    const { stable, transform } = args;
    this.child(Ingress, "ingress", () => splitIngress(stable, web, weight), {
      transform: transform?.ingress,
      dependsOn: [web, release],
    });
  }
}

/**
 * The share of the canary, 0 without one.
 * @throws ArgumentError for a canary that gets no requests, and for what {@link canaryWeight} and
 * {@link assertCanaryImage} refuse.
 */
function checkedWeight({ stable, split, canary }: CanaryReleaseArgs): number {
  const { settings } = stable;
  if (split !== undefined) assertSplits(stable, split, canary !== undefined);
  if (canary === undefined) return 0;
  if (split === undefined) {
    const remedy = "split by the mesh or by the service's Ingress, or release without a canary (C-30)";
    throw new ArgumentError("split", "nothing, beside a canary", "mesh or ingress", remedy);
  }
  assertCanaryImage(canary, settings.container.image, settings.environment);
  return canaryWeight(canary);
}

function assertSplits({ settings, network }: SecureDeployment, split: TrafficSplit, hasCanary: boolean): void {
  if ("mesh" in split) {
    const mode = network.mesh?.mode;
    if (mode === "sidecar") return;
    const given = mode === undefined ? "a service outside a mesh" : "a mesh without sidecars";
    const remedy = "say the mesh in the service's network, or split by its Ingress (C-30, R-28)";
    throw new ArgumentError("split.mesh", given, "a service whose pods have sidecars", remedy);
  }
  if (split.ingress === undefined) {
    if (!hasCanary) return;
    const remedy = "switch the service's Ingress on, or split by the mesh (C-30)";
    throw new ArgumentError("split.ingress", "no Ingress of the service", "the service's WebIngress", remedy);
  }
  const { service } = split.ingress.route;
  if (service.name !== settings.name) {
    const remedy = "name the WebIngress of this service";
    throw new ArgumentError("split.ingress", `an Ingress of "${service.name}"`, `one of "${settings.name}"`, remedy);
  }
}

/**
 * The permanent VirtualService of a service: inside the mesh every path, at the gateway the published ones, both split
 * alike. Istio passes over a destination without weight, so that the canary's Service need not exist (C-30).
 */
function splitRoutes(stable: SecureDeployment, mesh: MeshSplit, weight: number): CustomFields<"VirtualService"> {
  const { settings, workload } = stable;
  const { gateway, timeout = "none" } = mesh;
  const to = [
    { ...destination(settings.name, stable), weight: 100 - weight },
    { ...destination(canaryName(settings.name), stable), weight },
  ];
  const published = gateway?.prefixes === undefined ? {} : { prefixes: gateway.prefixes };
  return meshRoutes(
    workload,
    {
      name: settings.name,
      hosts: [settings.name, ...(gateway === undefined ? [] : [gateway.host])],
      gateways: [insideMesh, ...(gateway === undefined ? [] : [gateway.name])],
      routes: [
        ...(gateway === undefined ? [] : [{ ...published, gateways: [gateway.name], to, timeout }]),
        { prefixes: ["/"], gateways: [insideMesh], to, timeout },
      ],
    },
    groupOf(workload),
  );
}

/** The port of the Service that clients use: its first. */
function destination(host: string, { settings }: SecureDeployment): Destination {
  const [first] = stableService(settings).ports;
  if (first === undefined) throw new ArgumentError("stable.services", "no port", "a port", "name the Service's port");
  return { host, port: first.port ?? first.target.number };
}

function splitIngress({ settings, workload }: SecureDeployment, web: WebIngress, weight: number): IngressFields {
  const name = canaryName(settings.name);
  const service = { name, port: web.route.service.port };
  const annotations = web.controller.splitting(weight);
  return ingress(workload, { name, labels: groupOf(workload), annotations }, { ...web.route, service });
}
