/** PodSecurity baseline: the boundary between a pod and its node. */
import { at, elements, isUnknown, member, type Field } from "../values/field";
import type { Container, Pod } from "../kubernetes/pods";
import { eachContainer, since, type Control, type Report } from "./control";

const unsetOrFalse = "false or unset";

export const privileged: Control = {
  id: "privileged",
  title: "Containers are not privileged",
  versions: [
    since(0, (pod, report) => {
      eachContainer(pod, report, (container, context) => {
        report.restrict(member(context, "privileged"), (value) => value === false, unsetOrFalse, container);
      });
    }),
  ],
};

export const hostNamespaces: Control = {
  id: "hostNamespaces",
  title: "Pods share no namespace of the node",
  versions: [
    since(0, (pod, report) => {
      for (const key of ["hostNetwork", "hostPID", "hostIPC"]) {
        report.restrict(member(pod.spec, key), (value) => value === false, unsetOrFalse);
      }
    }),
  ],
};

export const hostPorts: Control = {
  id: "hostPorts",
  title: "Containers open no port of the node",
  versions: [
    since(0, (pod, report) => {
      eachContainer(pod, report, (container) => {
        const ports = member(container.field, "ports");
        if (isUnknown(ports)) {
          report.undecide(ports);
        }
        for (const port of elements(ports)) {
          const hostPort = member(port, "hostPort");
          report.restrict(hostPort, (value) => value === 0, "0 or unset", container);
          if (pod.direct && (hostPort.value === undefined || hostPort.value === 0)) {
            restrictShared(member(port, "containerPort"), pod, report, container);
          }
        }
      });
    }),
  ],
};

/**
 * In the node's network every port of a container is one of the node's: the API server makes it the host port of a pod,
 * though not of a template.
 */
function restrictShared(containerPort: Field, pod: Pod, report: Report, container: Container): void {
  const hostNetwork = member(pod.spec, "hostNetwork");
  if (isUnknown(hostNetwork)) {
    report.undecide(hostNetwork);
  } else if (hostNetwork.value === true) {
    report.restrict(containerPort, () => false, "no port, or no hostNetwork", container);
  }
}

/** Where a container names an address to connect to, from which a node could be made to connect elsewhere. */
const handlers = [
  ["livenessProbe"],
  ["readinessProbe"],
  ["startupProbe"],
  ["lifecycle", "postStart"],
  ["lifecycle", "preStop"],
];

export const hostProbesAndHostLifecycle: Control = {
  id: "hostProbesAndHostLifecycle",
  title: "Probes and lifecycle hooks name no host",
  versions: [
    since(34, (pod, report) => {
      eachContainer(pod, report, (container) => {
        for (const handler of handlers) {
          for (const action of ["httpGet", "tcpSocket"]) {
            const host = at(container.field, ...handler, action, "host");
            report.restrict(host, (value) => value === "", "unset, which means the pod itself", container);
          }
        }
      });
    }),
  ],
};

export const windowsHostProcess: Control = {
  id: "windowsHostProcess",
  title: "Windows containers are not host processes",
  versions: [
    since(0, (pod, report) => {
      const path = ["windowsOptions", "hostProcess"];
      report.restrict(at(pod.spec, "securityContext", ...path), (value) => value === false, unsetOrFalse);
      eachContainer(pod, report, (container, context) => {
        report.restrict(at(context, ...path), (value) => value === false, unsetOrFalse, container);
      });
    }),
  ],
};
