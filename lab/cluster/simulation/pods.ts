/**
 * The life of a simulated pod, as the kubelet reports it (Kubernetes docs, "Pod Lifecycle"). The name of an image decides:
 * when the last segment of its repository begins with
 *   `pull-fails`   the container waits with ErrImagePull, then ImagePullBackOff
 *   `crashes`      it ends with exit code 1 and waits with CrashLoopBackOff, restarted ever more slowly; in a pod that never
 *                  restarts, the pod fails
 *   `never-ready`  it runs and is never ready; in a Job it never ends
 * Every other container is ready at once, and a Job's pod succeeds at once. Init containers behave alike.
 */
import { absent, exists, holds, isOneOf, stage, type KwokDocument } from "./documents";

const POD = { kind: "Pod" };

/** Beginnings of image names that make a container misbehave. */
export const FAULTY_IMAGES = ["pull-fails", "crashes", "never-ready"] as const;

/** jq: the containers, init containers included, whose image asks for a fault. */
const FAULTY = `[((.spec.initContainers // []) + .spec.containers)[] | .image | split("@")[0] | split("/") | last
  | select(${FAULTY_IMAGES.map((prefix) => `startswith("${prefix}")`).join(" or ")})]`;

/** jq: the statuses of all containers. */
const STATUSES = `((.status.initContainerStatuses // []) + (.status.containerStatuses // []))`;

/** Go template: the conditions of a pod, from `$initialized` and `$ready`. */
const CONDITIONS = `
conditions:
{{ range $type, $true := dict "Initialized" $initialized "Ready" $ready "ContainersReady" $ready }}
- type: {{ $type }}
  lastTransitionTime: {{ $now | Quote }}
  {{ if $true }}
  status: "True"
  reason: ""
  message: ""
  {{ else }}
  status: "False"
  reason: {{ if eq $type "Initialized" }}ContainersNotInitialized{{ else }}{{ $unreadyReason }}{{ end }}
  message: {{ if eq $unreadyReason "PodCompleted" }}""{{ else }}'the image name asks the lab for it'{{ end }}
  {{ end }}
{{ end }}
{{ range .spec.readinessGates }}
- type: {{ .conditionType | Quote }}
  lastTransitionTime: {{ $now | Quote }}
  status: "True"
{{ end }}`;

/** Go template: the addresses that the kubelet reports once a pod's sandbox exists. */
const ADDRESSES = `
hostIP: {{ NodeIPWith .spec.nodeName | Quote }}
podIP: {{ PodIPWith .spec.nodeName ( or .spec.hostNetwork false ) ( or .metadata.uid "" ) ( or .metadata.name "" ) ( or .metadata.namespace "" ) | Quote }}
startTime: {{ $now | Quote }}`;

/** Go template: the state of a container that runs. */
const RUNNING = `
  started: true
  state:
    running:
      startedAt: {{ $now | Quote }}`;

/** Go template: the state of a container that ended, from the exit code. */
const ended = (exitCode: 0 | 1): string => `
  started: false
  state:
    terminated:
      exitCode: ${exitCode}
      reason: ${exitCode === 0 ? "Completed" : "Error"}
      startedAt: {{ $now | Quote }}
      finishedAt: {{ $now | Quote }}`;

/** Go template: the head of a container's status; \`ready\` and \`restarts\` are template expressions. */
const head = (ready: string, restarts = "0"): string => `
- name: {{ .name | Quote }}
  image: {{ .image | Quote }}
  ready: ${ready}
  restartCount: ${restarts}`;

const waiting = (reason: string): string => `
  started: false
  state:
    waiting:
      reason: ${reason}`;

/** A healthy pod: ready as soon as it has a node. */
const ready = stage({
  name: "pod-ready",
  resource: POD,
  requirements: [absent(".metadata.deletionTimestamp"), absent(".status.podIP"), holds(`${FAULTY} | length == 0`)],
  next: {
    statusTemplate: `
{{ $now := Now }}{{ $initialized := true }}{{ $ready := true }}{{ $unreadyReason := "" }}
${CONDITIONS}
containerStatuses:
{{ range .spec.containers }}${head("true")}${RUNNING}
{{ end }}
initContainerStatuses:
{{ range .spec.initContainers }}${head("true")}
{{ if eq (default "" .restartPolicy) "Always" }}${RUNNING}{{ else }}${ended(0)}{{ end }}
{{ end }}
phase: Running
${ADDRESSES}`,
  },
});

/** A pod with a faulty image: what the kubelet reports after the first attempt. */
const firstFault = stage({
  name: "pod-fault",
  resource: POD,
  requirements: [absent(".metadata.deletionTimestamp"), absent(".status.podIP"), holds(`${FAULTY} | length > 0`)],
  next: {
    event: { type: "Warning", reason: "Failed", message: "The image name asks the lab for a failing container" },
    statusTemplate: `
{{ $now := Now }}{{ $initialized := true }}{{ $ready := false }}{{ $unreadyReason := "ContainersNotReady" }}
{{ $never := eq (default "Always" .spec.restartPolicy) "Never" }}{{ $pulls := true }}{{ $crashes := false }}
{{ range .spec.initContainers }}
  {{ if or (hasPrefix "pull-fails" (base .image)) (hasPrefix "crashes" (base .image)) (hasPrefix "never-ready" (base .image)) }}
    {{ $initialized = false }}
    {{ if hasPrefix "crashes" (base .image) }}{{ $crashes = true }}{{ end }}
  {{ end }}
{{ end }}
{{ if $initialized }}{{ range .spec.containers }}
  {{ if hasPrefix "pull-fails" (base .image) }}{{ $pulls = false }}{{ end }}
  {{ if hasPrefix "crashes" (base .image) }}{{ $crashes = true }}{{ end }}
{{ end }}{{ end }}
{{ $failed := and $never $crashes $pulls }}
${CONDITIONS}
{{ $blocked := false }}
initContainerStatuses:
{{ range .spec.initContainers }}
  {{ if $blocked }}${head("false")}${waiting("PodInitializing")}
  {{ else if hasPrefix "pull-fails" (base .image) }}{{ $blocked = true }}${head("false")}${waiting("ErrImagePull")}
  {{ else if hasPrefix "crashes" (base .image) }}{{ $blocked = true }}${head("false")}${ended(1)}
  {{ else if hasPrefix "never-ready" (base .image) }}{{ $blocked = true }}${head("false")}${RUNNING}
  {{ else if eq (default "" .restartPolicy) "Always" }}${head("true")}${RUNNING}
  {{ else }}${head("true")}${ended(0)}
  {{ end }}
{{ end }}
containerStatuses:
{{ range .spec.containers }}
  {{ if not $initialized }}${head("false")}${waiting("PodInitializing")}
  {{ else if hasPrefix "pull-fails" (base .image) }}${head("false")}${waiting("ErrImagePull")}
  {{ else if hasPrefix "crashes" (base .image) }}${head("false")}${ended(1)}
  {{ else if $failed }}${head("false")}${ended(0)}
  {{ else }}${head('{{ not (hasPrefix "never-ready" (base .image)) }}')}${RUNNING}
  {{ end }}
{{ end }}
phase: {{ if $failed }}Failed{{ else if and $initialized $pulls }}Running{{ else }}Pending{{ end }}
${ADDRESSES}`,
  },
});

/** Go template: the statuses of \`containers\` as they were, except that what failed now waits for its next attempt. */
const backOff = (statuses: "containerStatuses" | "initContainerStatuses"): string => `
${statuses}:
{{ range .status.${statuses} }}
{{ $restarts := int (default 0 .restartCount) }}
{{ if eq (dig "state" "waiting" "reason" "" .) "ErrImagePull" "ImagePullBackOff" }}${head("false", "{{ $restarts }}")}
  started: false
  state:
    waiting:
      reason: ImagePullBackOff
      message: {{ printf "Back-off pulling image %s" .image | Quote }}
{{ else if or (eq (dig "state" "waiting" "reason" "" .) "CrashLoopBackOff") (eq (dig "state" "terminated" "reason" "" .) "Error") }}${head("false", "{{ add1 $restarts }}")}
  started: false
  state:
    waiting:
      reason: CrashLoopBackOff
      message: {{ printf "back-off %s restarting failed container=%s pod=%s_%s" (toString (min 300 (mul 10 (add1 $restarts)))) .name $root.metadata.name $root.metadata.namespace | Quote }}
  lastState:
    terminated:
      exitCode: 1
      reason: Error
      startedAt: {{ $now | Quote }}
      finishedAt: {{ $now | Quote }}
{{ else }}
- {{ YAML . 1 | trim }}
{{ end }}
{{ end }}`;

/** A failing container waits for its next attempt; each restart comes later than the one before, at most after 5 minutes. */
const laterFault = stage({
  name: "pod-back-off",
  resource: POD,
  requirements: [
    absent(".metadata.deletionTimestamp"),
    isOneOf(".status.phase", "Pending", "Running"),
    holds(`${STATUSES} | any(.[]; (.state.waiting.reason // .state.terminated.reason) as $reason
      | $reason == "ErrImagePull" or $reason == "Error" or $reason == "CrashLoopBackOff")`),
  ],
  delay: `${STATUSES} | if any(.[]; .state.waiting.reason == "CrashLoopBackOff")
    then ([300, 10 * (map(.restartCount // 0) | max)] | min) else 1 end | tostring + "s"`,
  next: {
    event: { type: "Warning", reason: "BackOff", message: "Back-off: the image name asks the lab for it" },
    statusTemplate: `
{{ $now := Now }}{{ $root := . }}
${backOff("initContainerStatuses")}
${backOff("containerStatuses")}`,
  },
});

/** A Job's pod has done its work as soon as it is ready. */
const complete = stage({
  name: "pod-complete",
  resource: POD,
  requirements: [
    absent(".metadata.deletionTimestamp"),
    isOneOf(".status.phase", "Running"),
    isOneOf(`.status.conditions[] | select(.type == "Ready") | .status`, "True"),
    isOneOf("(.metadata.ownerReferences // [])[].kind", "Job"),
  ],
  next: {
    statusTemplate: `
{{ $now := Now }}{{ $initialized := true }}{{ $ready := false }}{{ $unreadyReason := "PodCompleted" }}
${CONDITIONS}
containerStatuses:
{{ range .spec.containers }}${head("false")}${ended(0)}
{{ end }}
phase: Succeeded`,
  },
});

/** A deleted pod ends at once. Its finalizers are left to their owners: the Job controller counts pods by one. */
const remove = stage({
  name: "pod-delete",
  resource: POD,
  requirements: [exists(".metadata.deletionTimestamp")],
  next: { delete: true },
});

/** The stages of pods. */
export const podStages: readonly KwokDocument[] = [ready, firstFault, laterFault, complete, remove];
