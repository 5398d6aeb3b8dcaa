/** An installation that Helm made becomes a stack's, as docs/adopting.md says, without a restart of its pods. */
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { renderStack } from "../../../render/render";
import { eventually } from "../support";
import { ROOT, SETUP_TIMEOUT_MS, stackLab, type StackLab } from "../stacks/lab";
import { podsOf } from "./pods";

interface KubernetesObject {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec?: { readonly template?: unknown };
}

const NAMESPACE = "healthcare-dev";
/** The switch of the first update: what others set too becomes the stack's. */
const TAKE_FIELDS = { PULUMI_K8S_ENABLE_PATCH_FORCE: "true" };
const UP = ["up", "--yes", "--skip-preview", "--stack", "dev", "--policy-pack", "policies"];

describe("an MLLP server that Helm installed", function () {
  this.timeout(SETUP_TIMEOUT_MS);
  let lab: StackLab;
  let folder: string;
  let wanted: KubernetesObject[];
  let pods: readonly string[];

  before(async () => {
    lab = await stackLab();
    folder = await mkdtemp(join(tmpdir(), "bulwark-adopting-"));
    const files = (await renderStack(ROOT, "dev")).filter(({ path }) => path.endsWith(".yaml"));
    wanted = files
      .map(({ content }) => parse(content) as KubernetesObject)
      .filter(({ kind, metadata }) =>
        kind === "Namespace" ? metadata.name === NAMESPACE : metadata.labels?.["app.kubernetes.io/part-of"] === "mllp",
      );
    await writeFile(join(folder, "release.yaml"), wanted.map((object) => `---\n${stringify(byHelm(object))}`).join(""));
    await lab.kubectl("create", "namespace", NAMESPACE);
    await lab.kubectl("apply", "--field-manager=helm", "-f", join(folder, "release.yaml"));
    await lab.kubectl("rollout", "status", "deployment/mllp-server", "-n", NAMESPACE, "--timeout=120s");
    await eventually("its pods are there", async () => (await podsOf(lab, NAMESPACE)).length === 1);
    pods = await podsOf(lab, NAMESPACE);
  });

  after(async () => {
    await lab.destroy("dev");
    await lab.kubectl("delete", "namespace", NAMESPACE, "--ignore-not-found");
    await rm(folder, { recursive: true, force: true });
  });

  it("is not touched by an ordinary update, which says that it exists", async () => {
    const { code, output } = await lab.pulumi(UP);
    assert.notEqual(code, 0);
    assert.match(output, /already exists/);
    assert.deepEqual(await podsOf(lab, NAMESPACE), pods);
  });

  it("shows before, by a dry run, that its pods would stay", async () => {
    const deployment = wanted.find(({ kind }) => kind === "Deployment");
    const file = join(folder, "deployment.yaml");
    await writeFile(file, stringify(deployment));
    const dryRun = ["--server-side", "--dry-run=server", "--force-conflicts", "--field-manager=bulwark", "-o", "json"];
    const applied = JSON.parse(await lab.kubectl("apply", ...dryRun, "-f", file)) as KubernetesObject;
    const live = await lab.get<KubernetesObject>("deployment", "mllp-server", "-n", NAMESPACE);
    assert.deepEqual(applied.spec?.template, live.spec?.template);
    assert.notDeepEqual(applied.metadata.labels, live.metadata.labels);
  });

  it("is imported as it is", async () => {
    const file = join(folder, "import.json");
    await lab.ok(["preview", "--stack", "dev", "--import-file", file]);
    await writeFile(file, JSON.stringify(await existing(lab, JSON.parse(await readFile(file, "utf8")) as ImportFile)));
    const consent = ["--yes", "--skip-preview", "--generate-code=false", "--protect=false"];
    await lab.ok(["import", "--stack", "dev", "--file", file, ...consent]);
    const { metadata } = await lab.get<KubernetesObject>("deployment", "mllp-server", "-n", NAMESPACE);
    assert.equal(metadata.labels?.["app.kubernetes.io/managed-by"], "Helm");
  });

  it("is adopted with its pods", async () => {
    const { output } = await lab.ok(UP, TAKE_FIELDS);
    assert.doesNotMatch(output, /kubernetes:apps\/v1:Deployment \S+ (creat|replac|delet)/);
    await lab.ok(UP);
    assert.deepEqual(await podsOf(lab, NAMESPACE), pods);
  });

  it("is then the stack's: no change, no drift, and its labels", async () => {
    await lab.unchanged("dev");
    const { code, output } = await lab.drift("dev");
    assert.equal(code, 0, output);
    const { metadata } = await lab.get<KubernetesObject>("deployment", "mllp-server", "-n", NAMESPACE);
    assert.equal(metadata.labels?.["app.kubernetes.io/managed-by"], "pulumi");
    assert.equal(metadata.annotations?.["bulwark.io/stack"], "bulwark/dev");
    assert.deepEqual(await podsOf(lab, NAMESPACE), pods);
  });

  it("is held by Helm in the fields that both set, until Helm's part in them is taken away", async () => {
    await lab.ok(["config", "set", "--stack", "dev", "mllp:maxConnections", "20"]);
    const { code, output } = await lab.pulumi(UP);
    assert.notEqual(code, 0);
    assert.match(output, /conflict with "helm"[^]*MLLP_MAX_CONNECTIONS/);
    for (const { kind, metadata } of wanted) await disown(lab, `${kind}/${metadata.name}`, metadata.namespace);
    await lab.ok(UP);
    const path = "-o=jsonpath={.data.MLLP_MAX_CONNECTIONS}";
    assert.equal(await lab.kubectl("get", "configmap", "mllp-server-config", "-n", NAMESPACE, path), "20");
    await lab.ok(["config", "rm", "--stack", "dev", "mllp:maxConnections"]);
  });
});

/** The file of `pulumi preview --import-file`, and of `pulumi import --file`. */
interface ImportFile {
  readonly resources: readonly { readonly name: string; readonly component?: boolean }[];
}

interface Preview {
  readonly steps: readonly {
    readonly urn: string;
    readonly newState?: { readonly inputs?: Partial<Pick<KubernetesObject, "metadata">> };
  }[];
}

/** The resources of the file whose objects exist, with their ids; components stay. */
async function existing(lab: StackLab, file: ImportFile): Promise<object> {
  const { stdout } = await lab.ok(["preview", "--json", "--stack", "dev"]);
  const names = new Map<string, string>();
  for (const { urn, newState } of (JSON.parse(stdout) as Preview).steps) {
    const { namespace, name } = newState?.inputs?.metadata ?? {};
    if (name !== undefined)
      names.set(urn.split("::").at(-1) ?? "", namespace === undefined ? name : `${namespace}/${name}`);
  }
  const resources = file.resources
    .filter(({ name }) => !["healthcare-dev-default-deny", "healthcare-dev-strict-mtls"].includes(name))
    .map((resource) => (resource.component ? resource : { ...resource, id: names.get(resource.name) }));
  return { ...file, resources };
}

interface Managed {
  readonly metadata: {
    readonly resourceVersion: string;
    readonly managedFields: readonly { readonly manager: string }[];
  };
}

/** Takes the manager `helm` out of an object's managed fields; the fields themselves stay as they are. */
async function disown(lab: StackLab, object: string, namespace = ""): Promise<void> {
  const place = namespace === "" ? [] : ["-n", namespace];
  const { metadata } = await lab.get<Managed>(object, ...place, "--show-managed-fields");
  const managedFields = metadata.managedFields.filter(({ manager }) => manager !== "helm");
  const patch = JSON.stringify({ metadata: { resourceVersion: metadata.resourceVersion, managedFields } });
  await lab.kubectl("patch", object, ...place, "--type=merge", "-p", patch);
}

/** An object as a chart would have it: with Helm's marks, without the stack's. */
function byHelm(object: KubernetesObject): KubernetesObject {
  return {
    ...object,
    metadata: {
      ...object.metadata,
      labels: {
        ...object.metadata.labels,
        "app.kubernetes.io/managed-by": "Helm",
        "helm.sh/chart": "mllp-server-1.4.0",
      },
      annotations: { "meta.helm.sh/release-name": "mllp", "meta.helm.sh/release-namespace": NAMESPACE },
    },
  };
}
