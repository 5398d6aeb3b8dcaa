import type * as pulumi from "@pulumi/pulumi";
import { BulwarkComponent } from "./base";
import { certificate, type CertificateSettings } from "./builders/certificate";
import { externalHost, type ExternalHostSettings } from "./builders/external-host";
import { meshGateway, type GatewaySettings } from "./builders/mesh-gateway";
import { meshRoutes, type Route } from "./builders/mesh-routes";
import type { CustomFields } from "./custom-resources";
import type { Transform } from "./transform";
import type { Labels, WorkloadIdentity } from "./types";

/** The certificate of a gateway: named like its `credentialName`, for its hosts. */
export interface GatewayCertificate extends Omit<CertificateSettings, "name" | "dnsNames" | "usages"> {
  /** Namespace of the gateway pods, where the Secret must lie (G-13); configuration key `gatewayNamespace`. */
  readonly namespace: string;
}

/** Arguments of MeshGateway. */
export interface MeshGatewayArgs {
  /** The workload behind the gateway; Gateway and VirtualService lie in its namespace. */
  readonly workload: WorkloadIdentity;
  /** The seed's own labels. Default: the selector. */
  readonly labels?: Labels;
  /** Public DNS names of Gateway and VirtualService, no wildcards. */
  readonly hosts: readonly string[];
  readonly gateway: Omit<GatewaySettings, "hosts">;
  /** Name and routes of the VirtualService. */
  readonly virtualService: { readonly name: string; readonly routes: readonly Route[] };
  /** Default: none, somebody else fills the Secret. */
  readonly certificate?: GatewayCertificate;
  /** Servers outside the cluster that the workload calls (C-15). Default: none. */
  readonly externalHosts?: readonly ExternalHostSettings[];
  readonly transform?: {
    readonly gateway?: Transform<CustomFields<"Gateway">>;
    readonly virtualService?: Transform<CustomFields<"VirtualService">>;
    readonly certificate?: Transform<CustomFields<"Certificate">>;
    readonly externalHost?: Transform<CustomFields<"ServiceEntry">>;
  };
}

/**
 * The way from outside to a workload in an Istio mesh: TLS ends at the gateway, and the routes of a VirtualService
 * lead on (SPEC 1.2.10). The workload's NetworkPolicy must admit the gateway's namespace.
 */
export class MeshGateway extends BulwarkComponent {
  /** Name of the Gateway, for further VirtualServices (C-30). */
  declare readonly gatewayName: string;

  constructor(name: string, args: MeshGatewayArgs, options: pulumi.ComponentResourceOptions = {}) {
    super("bulwark:components:MeshGateway", name, options);
    const {
      workload,
      labels = workload.selector,
      hosts,
      gateway,
      virtualService,
      externalHosts = [],
      transform,
    } = args;

    const secret = this.certify(args, labels);
    const entrance = this.custom("Gateway", "gateway", () => meshGateway(workload, { ...gateway, hosts }, labels), {
      transform: transform?.gateway,
      dependsOn: secret,
    });
    this.custom(
      "VirtualService",
      "routes",
      () => meshRoutes(workload, { ...virtualService, hosts, gateways: [gateway.name] }, labels),
      { transform: transform?.virtualService, dependsOn: entrance },
    );
    for (const host of externalHosts) {
      this.custom("ServiceEntry", `external-${host.name}`, () => externalHost(workload, host, labels), {
        transform: transform?.externalHost,
      });
    }

    this.gatewayName = gateway.name;
    this.done({ gatewayName: gateway.name });
  }

  private certify(
    { workload, hosts, gateway, transform, ...args }: MeshGatewayArgs,
    labels: Labels,
  ): pulumi.Resource[] {
    if (args.certificate === undefined) return [];
    const { namespace, ...settings } = args.certificate;
    const identity = { ...workload, namespace };
    const build = (): CustomFields<"Certificate"> =>
      certificate(identity, { ...settings, name: gateway.credentialName, dnsNames: hosts }, labels);
    return [this.custom("Certificate", "certificate", build, { transform: transform?.certificate })];
  }
}
