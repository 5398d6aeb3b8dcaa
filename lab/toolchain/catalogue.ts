import { join } from "node:path";

/** The programs of the lab that are built from Go modules. */
export type BinaryName =
  | "pulumi"
  | "etcd"
  | "kube-apiserver"
  | "kube-controller-manager"
  | "kube-scheduler"
  | "kubectl"
  | "kwok"
  | "kwokctl"
  | "metrics-server";

/** Space that a cold build takes on disk, in megabytes, measured with Go 1.26 on linux/amd64. */
export interface DiskNeed {
  /** Downloads: the zips and the unpacked modules in Go's module cache. */
  readonly modules: number;
  /** Go's build cache. */
  readonly compile: number;
  /** The finished files and the linker's temporary ones, in the lab's cache folder. */
  readonly output: number;
}

/** One Go module of ours (a folder with go.mod and go.sum) and the programs that are built from it. */
export interface GoBuild {
  /** The folder below `Catalogue.folder`, and the name in messages. */
  readonly name: string;
  /** The required module whose version is the version of the programs; its figure is read from go.mod. */
  readonly module: string;
  /** Program name to Go package. With several, each name is the last element of its package, as `go build` names them. */
  readonly binaries: Readonly<Record<string, string>>;
  /** Variables that the linker sets (`-X`), from the version. Default none. */
  readonly linkVariables?: (version: string) => Readonly<Record<string, string>>;
  readonly disk: DiskNeed;
}

/** An operator's CustomResourceDefinitions: where they lie inside its published Go module. */
export interface CrdModule {
  readonly operator: string;
  readonly module: string;
  /** YAML files or folders of YAML files inside the module. */
  readonly paths: readonly string[];
}

/** Everything a set of tools is made from. Versions stand in the go.mod files only. */
export interface Catalogue {
  /** The absolute folder that holds one folder per Go module. */
  readonly folder: string;
  /** In the order of building: the quickest first, so that a person soon sees parts completed. */
  readonly builds: readonly GoBuild[];
  /** The operators' CRDs, pinned together by the module in the folder `crds`. */
  readonly crds: readonly CrdModule[];
  readonly crdDisk: DiskNeed;
}

/** The folder below `Catalogue.folder` whose go.mod pins the CRD modules. */
export const CRD_FOLDER = "crds";

function kubernetesLinkVariables(version: string): Record<string, string> {
  const [major = "", minor = ""] = version.replace(/^v/, "").split(".");
  const variables: Record<string, string> = {};
  // kubectl and the servers read one package each; without them they call themselves v0.0.0-master.
  for (const target of ["k8s.io/component-base/version", "k8s.io/client-go/pkg/version"]) {
    variables[`${target}.gitVersion`] = version;
    variables[`${target}.gitMajor`] = major;
    variables[`${target}.gitMinor`] = minor;
    variables[`${target}.gitTreeState`] = "clean";
  }
  return variables;
}

const MODULES = join(__dirname, "modules");

/** The tool chain of this repository. */
export function bulwarkCatalogue(): Catalogue {
  return {
    folder: MODULES,
    builds: [
      {
        name: "etcd",
        module: "go.etcd.io/etcd/server/v3",
        binaries: { etcd: "go.etcd.io/etcd/server/v3" },
        disk: { modules: 300, compile: 400, output: 100 },
      },
      {
        name: "kwok",
        module: "sigs.k8s.io/kwok",
        binaries: { kwok: "sigs.k8s.io/kwok/cmd/kwok", kwokctl: "sigs.k8s.io/kwok/cmd/kwokctl" },
        disk: { modules: 400, compile: 900, output: 300 },
      },
      {
        name: "metrics-server",
        module: "sigs.k8s.io/metrics-server",
        binaries: { "metrics-server": "sigs.k8s.io/metrics-server/cmd/metrics-server" },
        linkVariables: (version) => ({ "k8s.io/client-go/pkg/version.gitVersion": version }),
        disk: { modules: 400, compile: 1_200, output: 200 },
      },
      {
        name: "pulumi",
        module: "github.com/pulumi/pulumi/pkg/v3",
        binaries: { pulumi: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi" },
        // Without its version the Automation API refuses the CLI.
        linkVariables: (version) => ({ "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version": version }),
        disk: { modules: 1_200, compile: 1_600, output: 300 },
      },
      {
        name: "kubernetes",
        module: "k8s.io/kubernetes",
        binaries: {
          "kube-apiserver": "k8s.io/kubernetes/cmd/kube-apiserver",
          "kube-controller-manager": "k8s.io/kubernetes/cmd/kube-controller-manager",
          "kube-scheduler": "k8s.io/kubernetes/cmd/kube-scheduler",
          kubectl: "k8s.io/kubernetes/cmd/kubectl",
        },
        linkVariables: kubernetesLinkVariables,
        disk: { modules: 700, compile: 2_900, output: 700 },
      },
    ],
    crds: [
      { operator: "keda", module: "github.com/kedacore/keda/v2", paths: ["config/crd/bases"] },
      { operator: "istio", module: "istio.io/api", paths: ["kubernetes/customresourcedefinitions.gen.yaml"] },
      {
        operator: "velero",
        module: "github.com/vmware-tanzu/velero",
        paths: ["config/crd/v1/bases", "config/crd/v2alpha1/bases"],
      },
      {
        operator: "prometheus-operator",
        module: "github.com/prometheus-operator/prometheus-operator",
        paths: ["example/prometheus-operator-crd"],
      },
      { operator: "cloudnative-pg", module: "github.com/cloudnative-pg/cloudnative-pg", paths: ["config/crd/bases"] },
      { operator: "cert-manager", module: "github.com/cert-manager/cert-manager", paths: ["deploy/crds"] },
      {
        operator: "external-secrets",
        module: "github.com/external-secrets/external-secrets",
        paths: ["config/crds/bases"],
      },
    ],
    crdDisk: { modules: 600, compile: 0, output: 20 },
  };
}

/** The linters of the delivery files: a set of their own, so that `npm start` does not build them. */
export function linterCatalogue(): Catalogue {
  return {
    folder: MODULES,
    builds: [
      {
        name: "actionlint",
        module: "github.com/rhysd/actionlint",
        binaries: { actionlint: "github.com/rhysd/actionlint/cmd/actionlint" },
        disk: { modules: 60, compile: 120, output: 30 },
      },
      {
        name: "dockerfile",
        module: "github.com/moby/buildkit",
        binaries: { dockerfile: "bulwark.lab/dockerfile" },
        disk: { modules: 250, compile: 400, output: 60 },
      },
    ],
    crds: [],
    crdDisk: { modules: 0, compile: 0, output: 0 },
  };
}

/** Helm, which the benchmark alone compares with: a set of its own, so that no other command builds it. */
export function helmCatalogue(): Catalogue {
  return {
    folder: MODULES,
    builds: [
      {
        name: "helm",
        module: "helm.sh/helm/v4",
        binaries: { helm: "helm.sh/helm/v4/cmd/helm" },
        linkVariables: (version) => ({ "helm.sh/helm/v4/internal/version.version": version }),
        disk: { modules: 600, compile: 1_300, output: 200 },
      },
    ],
    crds: [],
    crdDisk: { modules: 0, compile: 0, output: 0 },
  };
}
