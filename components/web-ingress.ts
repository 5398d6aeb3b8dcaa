import { ConfigMap, type ConfigMapArgs } from "@pulumi/kubernetes/core/v1";
import { Ingress, type IngressArgs } from "@pulumi/kubernetes/networking/v1";
import type * as pulumi from "@pulumi/pulumi";
import { BulwarkComponent } from "./base";
import type { IngressPath, IngressRoute } from "./builders/ingress";
import type { IngressController } from "./builders/ingress-controller";
import { ingressNginx } from "./builders/ingress-nginx";
import { tlsSecretName, type TlsSettings } from "./builders/tls";
import { webIngress, type ResponseHeaders } from "./builders/web-ingress";
import { TlsCertificate, type TlsTransforms } from "./tls-certificate";
import type { Transform } from "./transform";
import type { Labels, WorkloadIdentity } from "./types";

/** Arguments of WebIngress. Nothing in them is a controller's own word (G-15). */
export interface WebIngressArgs {
  readonly workload: WorkloadIdentity;
  /** Name of the Ingress. Default: the workload's. */
  readonly name?: string;
  /** A DNS name without wildcard. */
  readonly host: string;
  /** Traffic from outside ends in TLS. */
  readonly tls: TlsSettings;
  /** Service behind every path. Its port is the Service's, not the container's. */
  readonly service: { readonly name: string; readonly port: number };
  /** Prefixes as text, single paths as `{ exact }`. Where one of them would publish `/metrics`, that path is denied. */
  readonly paths: readonly IngressPath[];
  /** At most so many requests per minute from one client address. Default: no limit. */
  readonly requestsPerMinute?: number;
  /** Origins whose pages may read the answers, such as `https://app.example.com`. Default: none. */
  readonly corsOrigins?: readonly string[];
  /**
   * Response headers besides the security headers, or in place of single ones of them; "controller" when the controller
   * adds all of them by itself. Default: the security headers. The controller must allow each header: a prerequisite.
   */
  readonly headers?: ResponseHeaders;
  /** Default: the controller's usual class. */
  readonly ingressClassName?: string;
  /** Default: ingress-nginx. */
  readonly controller?: IngressController;
  /** The seed's own labels, on every object. Default: the selector. */
  readonly labels?: Labels;
  readonly transform?: TlsTransforms & {
    readonly ingress?: Transform<IngressArgs>;
    readonly metricsDenial?: Transform<IngressArgs>;
    readonly headers?: Transform<ConfigMapArgs>;
  };
}

/**
 * A host of a workload: an Ingress under TLS with rate limit, CORS and security headers, and a second Ingress that
 * denies `/metrics` of the same host to everybody (SPEC 1.3.9, C-23, R-30, R-71). An Ingress waits for an address
 * (G-65); an installation without a controller lists `Ingress/NAME` in `bulwark:skipAwait`.
 */
export class WebIngress extends BulwarkComponent {
  /** Name of the Ingress. */
  declare readonly ingressName: string;
  /** Where the host leads; a canary takes its share of it. */
  declare readonly route: IngressRoute;
  /** Who serves the Ingress. */
  declare readonly controller: IngressController;

  constructor(name: string, args: WebIngressArgs, options: pulumi.ComponentResourceOptions = {}) {
    super("bulwark:components:WebIngress", name, options);
    const { workload, controller = ingressNginx, name: ingressName = workload.name, transform } = args;
    const labels = args.labels ?? workload.selector;
    const route = this.check(() => routeOf(args, controller));
    const objects = this.check(() => webIngress(workload, { ...args, name: ingressName, route, labels }, controller));

    const certificate = this.certify(args, labels);
    const { headers, metricsDenial } = objects;
    const headerMap = headers && this.child(ConfigMap, "headers", () => headers, { transform: transform?.headers });
    // Denied before published, and the other way round when both go.
    const denial =
      metricsDenial &&
      this.child(Ingress, "metrics-deny", () => metricsDenial, {
        transform: transform?.metricsDenial,
        dependsOn: present([certificate]),
      });
    this.child(Ingress, "ingress", () => objects.ingress, {
      transform: transform?.ingress,
      dependsOn: present([certificate, headerMap, denial]),
    });

    this.ingressName = ingressName;
    this.route = route;
    this.controller = controller;
    this.done({ ingressName, host: args.host });
  }

  private certify({ workload, host, tls, transform }: WebIngressArgs, labels: Labels): TlsCertificate | undefined {
    const { secretName, source } = tls;
    if (source === undefined) return undefined;
    return new TlsCertificate(
      `${this.componentName}-tls`,
      { identity: workload, secretName, hosts: [host], source, labels, transform },
      this.inherited(),
    );
  }
}

function routeOf(args: WebIngressArgs, controller: IngressController): IngressRoute {
  const { host, paths, service, ingressClassName = controller.ingressClassName } = args;
  return { host, paths, service, ingressClassName, tlsSecretName: tlsSecretName(args.tls) };
}

function present<Value>(values: readonly (Value | undefined)[]): Value[] {
  return values.filter((value) => value !== undefined);
}
