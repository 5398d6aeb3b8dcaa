/**
 * Every rule of the specification's list (SPEC 2): what it demands, whether it is to be held by a policy (P), by a test
 * (T) or by both, and which tests hold it. The policies are those of the pack that carry its number.
 */
export interface SpecifiedRule {
  readonly number: string;
  readonly demands: string;
  readonly by: "P" | "T" | "P, T";
  /** Test files, relative to `tests`. Those of the policies are not listed here. */
  readonly tests: readonly string[];
  /** Why no test holds it yet. */
  readonly open?: string;
}

type Row = readonly [demands: string, by: SpecifiedRule["by"], tests?: readonly string[], open?: string];

const appointment = "systems/appointment/appointment-service.test.ts";
const bitvault = "systems/bitvault/bitvault.test.ts";
const healthcare = "systems/healthcare/healthcare.test.ts";
const mllp = "systems/mllp/mllp.test.ts";
const smedrec = "systems/smedrec/smedrec.test.ts";
const systems = [mllp, healthcare, smedrec, appointment, bitvault];
const podTemplate = "components/builders/pod-template.test.ts";

const rows: readonly Row[] = [
  ["namespaces of applications enforce PodSecurity restricted", "P, T", ["components/builders/namespace.test.ts"]],
  ["only namespaces of the platform are privileged, and no application lives there", "P"],
  ["no namespace of the node is shared", "P"],
  ["containers do not run as root", "P"],
  ["the user is stated, and is not 0", "P, T", [podTemplate]],
  ["the root file system is read-only", "P"],
  ["no privilege escalation", "P"],
  ["all capabilities are dropped", "P"],
  ["no capability is added", "P"],
  ["a seccomp profile at pod level", "P"],
  ["only the volume types of restricted", "P"],
  ["the rest of the profile: privileged, ports and probes of the host, sysctls, SELinux, AppArmor, Windows", "P"],
  ["the rules about containers hold for init containers", "P"],
  ["writable paths are volumes with a size", "T", ["components/builders/volumes.test.ts", healthcare]],
  ["containers listen above port 1024", "P"],
  ["tokens are mounted only where an API permission exists", "P"],
  ["a later layer tightens only", "T", ["systems/common/resolve-values.test.ts"]],
  [
    "every namespace denies by default, before any workload",
    "P, T",
    ["components/builders/network-policies.test.ts", mllp],
  ],
  ["every workload has a NetworkPolicy of its own", "P"],
  ["MLLP is reached from labelled namespaces only", "T", ["systems/flows.test.ts", mllp]],
  ["no namespace of servers carries the label of clients", "P"],
  ["the flows of the Elixir app", "T", ["systems/flows.test.ts"]],
  ["the object storage is reached by two workloads only", "P, T", ["systems/bitvault/network.test.ts"]],
  ["bitvaultd and the port of NATS' management", "T", ["systems/bitvault/network.test.ts"]],
  ["addresses outside of the cluster are for designated workloads", "P"],
  ["no policy is open to all", "P"],
  ["pods with egress rules reach DNS", "T", ["components/builders/network-policies.test.ts"]],
  [
    "sidecars, and their absence outside of the mesh",
    "T",
    ["components/secure-workload.test.ts", "systems/bitvault/mtls.test.ts"],
  ],
  ["mTLS is demanded in the mesh", "P, T", ["components/builders/peer-authentication.test.ts"]],
  ["traffic from outside ends in TLS", "P"],
  ["requests, and a limit of memory", "P"],
  ["a limit of CPU", "P"],
  ["a utilization target has requests", "P"],
  ["replicas are left to the autoscaler", "P, T", [healthcare, bitvault]],
  [
    "minima of autoscalers in prod",
    "T",
    ["components/builders/replica-bounds.test.ts", "systems/common/replicas.test.ts"],
  ],
  ["one autoscaler for a workload", "P"],
  ["targets of autoscalers", "T", ["components/builders/horizontal-autoscaler.test.ts", mllp]],
  ["behaviour of autoscalers", "T", ["components/builders/horizontal-autoscaler.test.ts", healthcare]],
  ["services have a PodDisruptionBudget", "P"],
  ["a budget lets a drain make progress", "P"],
  ["budgets of each stack", "T", [healthcare, appointment]],
  ["one budget for a pod", "P"],
  ["roll-outs with one pod more and none fewer", "P, T", ["components/builders/objects.test.ts"]],
  ["a volume for one node is mounted by one pod", "P"],
  ["pods are spread", "T", [mllp, healthcare, appointment]],
  ["only Search runs on its nodes", "P, T", [appointment]],
  ["the grace period covers hook and drain", "P, T", ["components/builders/drain.test.ts"]],
  ["the grace period of MLLP", "T", ["systems/mllp/scaling.test.ts"]],
  ["grace periods", "T", [smedrec, bitvault]],
  ["hooks", "P, T", [smedrec, bitvault]],
  ["programs drain and exit with 0: a contract with the applications", "T", [mllp]],
  ["the proxy outlives the application", "T", ["components/builders/drain.test.ts", healthcare]],
  ["long-running containers are probed", "P"],
  ["readiness is checked as often as liveness", "P, T", ["components/builders/probes.test.ts"]],
  ["kinds of probes", "T", ["components/builders/probes.test.ts", healthcare]],
  ["probes of BitVault", "T", [bitvault]],
  [
    "no literal secret; every Secret is one of Pulumi",
    "T",
    ["systems/secrets.test.ts", "components/secret-data.test.ts"],
  ],
  ["nothing secret in a ConfigMap", "P"],
  ["formats of generated secrets", "T", ["systems/healthcare/secrets.test.ts"]],
  ["secrets are encrypted at rest", "T", ["systems/stack-files.test.ts"]],
  ["every key reaches its container", "T", ["components/workload-data.test.ts", healthcare]],
  ["a changed value rolls the pods", "T", ["components/secure-workload.test.ts", "render/changes.test.ts"]],
  ["images are pinned by digest in staging and prod", "P"],
  ["no image is called latest", "P"],
  ["labels, SBOM and provenance of images", "T", ["delivery/dockerfile.test.ts", "delivery/pipeline.test.ts"]],
  ["how images are built", "T", ["delivery/dockerfile.test.ts", "delivery/workflows.test.ts"]],
  ["Roles of applications read only what they must", "P, T", ["components/builders/rbac.test.ts"]],
  ["roles of the cloud", "P, T", ["components/service-identity.test.ts", appointment]],
  ["nobody but the administrators is bound in the platform's namespaces", "P"],
  ["what each system shows of itself", "T", ["systems/appointment/monitoring.test.ts", healthcare]],
  ["/metrics is not published", "P"],
  ["prod has the daily backup", "T", ["components/backup-schedule.test.ts", healthcare]],
  ["names and labels", "T", ["components/builders/objects.test.ts", ...systems]],
  ["the values of the specification's tables", "T", systems],
  ["sizes grow from dev to prod", "T", systems],
  ["Services are ClusterIP", "P"],
  ["session affinity", "T", ["components/builders/service.test.ts"]],
  [
    "data is protected against deletion",
    "P, T",
    ["components/secure-stateful-set.test.ts", "components/postgres-cluster.test.ts"],
  ],
  ["updates are bounded in time", "T", ["components/base.test.ts", "systems/appointment/canary.test.ts"]],
  ["namespaces of previews", "P, T", ["config/preview.test.ts"]],
  ["images come from the allow-list", "P"],
];

export const specification: readonly SpecifiedRule[] = rows.map(([demands, by, tests = [], open], index) => ({
  number: `R-${String(index + 1).padStart(2, "0")}`,
  demands,
  by,
  tests,
  ...(open === undefined ? {} : { open }),
}));

/** Rules without policies of their own: those of other numbers hold them. */
export const heldByOthers: Readonly<Record<string, readonly string[]>> = {
  "R-02": ["namespace-pod-security"],
  "R-09": ["capabilities"],
  "R-13": [
    "run-as-non-root",
    "read-only-root-filesystem",
    "privilege-escalation",
    "capabilities",
    "seccomp-profile",
    "resources",
    "cpu-limit",
    "image-tag",
    "image-digest",
  ],
  "R-80": ["namespace-pod-security", "default-deny"],
};
