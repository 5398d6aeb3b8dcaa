import { strict as assert } from "node:assert";
import {
  isListType,
  isNamespacedBuiltIn,
  isPatchResource,
  lifecycleWarning,
  nameOfUrn,
  tokenOfUrn,
  typeOfToken,
} from "../../../../../lab/plugins/kubernetes/kinds/catalog";
import { forceNewPatterns } from "../../../../../lab/plugins/kubernetes/kinds/force-new";
import { inputFieldsOf } from "../../../../../lab/plugins/kubernetes/kinds/inputs";

const URN = "urn:pulumi:dev::project::my:component:Thing$kubernetes:apps/v1:Deployment::web::with::colons";

describe("the catalogue of kinds", () => {
  it("reads the type and the name out of a URN", () => {
    assert.equal(tokenOfUrn(URN), "kubernetes:apps/v1:Deployment");
    assert.equal(nameOfUrn(URN), "web::with::colons");
  });

  it("turns tokens into kinds, core without its group", () => {
    assert.deepEqual(typeOfToken("kubernetes:core/v1:Pod"), {
      token: "kubernetes:core/v1:Pod",
      apiVersion: "v1",
      kind: "Pod",
    });
    assert.equal(
      typeOfToken("kubernetes:rbac.authorization.k8s.io/v1:Role")?.apiVersion,
      "rbac.authorization.k8s.io/v1",
    );
    assert.equal(typeOfToken("aws:s3/bucket:Bucket"), undefined);
  });

  it("tells lists of built-in kinds from custom kinds of such a name", () => {
    assert.equal(isListType({ apiVersion: "v1", kind: "PodList" }), true);
    assert.equal(isListType({ apiVersion: "example.com/v1", kind: "AllowList" }), false);
  });

  it("knows the scope of built-in kinds only", () => {
    assert.equal(isNamespacedBuiltIn({ apiVersion: "apps/v1", kind: "Deployment" }), true);
    assert.equal(isNamespacedBuiltIn({ apiVersion: "v1", kind: "Namespace" }), false);
    assert.equal(isNamespacedBuiltIn({ apiVersion: "example.com/v1", kind: "Pod" }), undefined);
  });

  it("takes a resource for a patch when its type is the kind's Patch variant", () => {
    const urn = "urn:pulumi:dev::project::kubernetes:core/v1:ConfigMapPatch::p";
    assert.equal(isPatchResource(urn, "ConfigMap"), true);
    assert.equal(isPatchResource(urn, "ConfigMapPatch"), false);
  });

  it("warns of versions that are gone or on their way out, and of no others", () => {
    const gone = lifecycleWarning({ apiVersion: "extensions/v1beta1", kind: "Ingress" }, 35);
    assert.match(gone?.message ?? "", /was removed in Kubernetes 1\.22\. Use "networking\.k8s\.io\/v1\/Ingress"/);
    assert.equal(lifecycleWarning({ apiVersion: "apps/v1", kind: "Deployment" }, 35), undefined);
    assert.equal(lifecycleWarning({ apiVersion: "example.com/v1", kind: "Thing" }, 35), undefined);
  });

  it("lets ConfigMaps and Secrets change in place only where that is switched on and they are not immutable", () => {
    const config = { apiVersion: "v1", kind: "ConfigMap", metadata: {} };
    const off = { enableConfigMapMutable: false, enableSecretMutable: false };
    const on = { enableConfigMapMutable: true, enableSecretMutable: true };
    assert.ok(forceNewPatterns(config, off).includes("data"));
    assert.ok(!forceNewPatterns(config, on).includes("data"));
    assert.ok(forceNewPatterns({ ...config, immutable: true }, on).includes("data"));
    assert.deepEqual(forceNewPatterns({ ...config, kind: "Secret" }, on).slice(-1), ["type"]);
    assert.ok(!forceNewPatterns({ ...config, apiVersion: "example.com/v1" }, off).includes("data"));
  });

  it("lists what a program can set of a kind, for imports", () => {
    assert.deepEqual(inputFieldsOf({ apiVersion: "apps/v1", kind: "Deployment" }), [
      "apiVersion",
      "kind",
      "metadata",
      "spec",
    ]);
    assert.deepEqual(inputFieldsOf({ apiVersion: "example.com/v1", kind: "Thing" }), []);
  });
});
