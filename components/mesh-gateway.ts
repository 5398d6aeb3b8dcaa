import type * as pulumi from "@pulumi/pulumi";
import { BulwarkComponent } from "./base";
import { externalHost, type ExternalHostSettings } from "./builders/external-host";
import { meshGateway, type GatewaySettings } from "./builders/mesh-gateway";
import { meshRoutes, type Route } from "./builders/mesh-routes";
import { tlsSecretName, type TlsSettings } from "./builders/tls";
import type { CustomFields } from "./custom-resources";
import { TlsCertificate, type TlsTransforms } from "./tls-certificate";
import type { Transform } from "./transform";
import type { Labels, WorkloadIdentity } from "./types";

/** Arguments of MeshGateway. */
export interface MeshGatewayArgs {
  /** The workload behind the gateway; Gateway and VirtualService lie in its namespace. */
  readonly workload: WorkloadIdentity;
  /** The seed's own labels, on every object. Default: the selector. */
  readonly labels?: Labels;
  /** Public DNS names of Gateway, VirtualService and certificate, no wildcards. */
  readonly hosts: readonly string[];
  readonly gateway: Omit<GatewaySettings, "hosts" | "tlsSecretName">;
  /** Traffic from outside ends in TLS. */
  readonly tls: TlsSettings;
  /** Namespace of the gateway pods, where the TLS Secret must lie (G-13). Default: istio-system. */
  readonly gatewayNamespace?: string;
  /** Name and routes of the VirtualService. */
  readonly virtualService: { readonly name: string; readonly routes: readonly Route[] };
  /** Servers outside the cluster that the workload calls (C-15). Default: none. */
  readonly externalHosts?: readonly ExternalHostSettings[];
  readonly transform?: TlsTransforms & {
    readonly gateway?: Transform<CustomFields<"Gateway">>;
    readonly virtualService?: Transform<CustomFields<"VirtualService">>;
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
    const secretName = this.check(() => tlsSecretName(args.tls));

    const certificate = this.certify(args, labels);
    const entrance = this.custom(
      "Gateway",
      "gateway",
      () => meshGateway(workload, { ...gateway, hosts, tlsSecretName: secretName }, labels),
      { transform: transform?.gateway, dependsOn: certificate },
    );
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

  private certify(args: MeshGatewayArgs, labels: Labels): pulumi.Resource[] {
    const { workload, hosts, tls, gatewayNamespace = "istio-system", transform } = args;
    const { secretName, source } = tls;
    if (source === undefined) return [];
    const identity = { ...workload, namespace: gatewayNamespace };
    const settings = { identity, secretName, hosts, source, labels, transform };
    return [new TlsCertificate(`${this.componentName}-tls`, settings, this.inherited())];
  }
}
