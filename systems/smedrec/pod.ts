import type { Container, ContainerBase, PodSettings } from "../../components/builders/pod-settings";
import type { SmedrecValues } from "./resolve";
import { drain, names, ports, probes, scrapeAnnotations, scratch, user, waitResources, zoneSpread } from "./values";

/** The pods of the audit server (SPEC 1.3.7). */
export function podSettings(values: SmedrecValues): PodSettings {
  const { priorityClassName } = values;
  return {
    user,
    container: server(values),
    initContainers: [waitForDatabase(values)],
    drain,
    volumes: { tmp: { scratch: scratch.tmp.size }, "var-cache": { scratch: scratch["var-cache"].size } },
    scheduling: {
      ...(values.zoneSpread ? { spread: zoneSpread } : {}),
      ...(priorityClassName === undefined ? {} : { priorityClassName }),
    },
    podAnnotations: scrapeAnnotations,
    imagePullSecrets: values.imagePullSecrets,
    ...(values.restartedAt === undefined ? {} : { restartedAt: values.restartedAt }),
  };
}

function server({ images, resources }: SmedrecValues): Container {
  return {
    name: names.server,
    image: images.server,
    ports: [ports.http],
    probes,
    resources,
    mounts: { tmp: { path: scratch.tmp.path }, "var-cache": { path: scratch["var-cache"].path } },
  };
}

/** W-27, G-32: libpq takes the place from variables, so that no shell has to quote it. */
function waitForDatabase({ images, database: { host, port } }: SmedrecValues): ContainerBase {
  return {
    name: names.waitForDatabase,
    image: images.waitForDatabase,
    command: ["sh", "-c", "until pg_isready --timeout=3; do sleep 2; done"],
    env: {
      PGHOST: host,
      PGPORT: String(port.number),
      // Nobody logs in. Without a name libpq asks the image for that of the user 1001, which it does not know, and
      // pg_isready ends before it has tried to connect.
      PGUSER: names.waitForDatabase,
    },
    resources: waitResources,
  };
}
