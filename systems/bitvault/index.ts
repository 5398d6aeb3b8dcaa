import type { Environment } from "../../config/primitives/environment";
import { defineSystem } from "../system";
import { Bitvault } from "./bitvault";
import { bitvaultKinds } from "./custom-resources";
import { bitvaultPeak } from "./peak";
import { resolveBitvault } from "./resolve";
import { bitvaultSection } from "./schema";
import { BitvaultSystemNamespace } from "./system-namespace";
import { ambientLabels, figures, names, ports, system, systemNamespace } from "./values";

/** BitVault (SPEC 1.5). */
export const bitvault = defineSystem({
  section: bitvaultSection,
  environments: Object.keys(figures) as Environment[],
  customResources: bitvaultKinds,
  retainedNamespaces: ({ environment, namespace, inCluster: { postgres, nats } }) =>
    environment === "prod" && (postgres !== undefined || nats !== undefined) ? [namespace] : [],
  peak: bitvaultPeak,
  resolve: resolveBitvault,
  deploy: (platform, values) => {
    const namespace = platform.namespace({
      name: values.namespace,
      system,
      ...(values.mtls === "mesh" ? { labels: ambientLabels, strictMtls: true } : {}),
    });
    if (values.shared !== undefined) {
      const { environment, shared } = values;
      const settings = { name: systemNamespace, system, environment, ...shared };
      new BitvaultSystemNamespace(systemNamespace, settings, platform.options);
    }
    new Bitvault(system, { values, namespace, peers: platform.peers }, platform.options);
    const host = (name: string): string => `${name}.${values.namespace}.svc`;
    return {
      namespace: values.namespace,
      api: `${host(names.bitvaultd)}:${ports.http.number}`,
      grpc: `${host(names.bitvaultd)}:${ports.grpc.number}`,
      web: `${host(names.web)}:${ports.web.number}`,
    };
  },
});
