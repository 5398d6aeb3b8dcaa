import assert from "node:assert/strict";
import type { PodSettings } from "../../../components/builders/pod-settings";
import { podTemplate, type PodTemplate } from "../../../components/builders/pod-template";
import { identity, settings } from "../fixtures";

const template = (changes: Partial<PodSettings> = {}): PodTemplate =>
  podTemplate(identity, { ...settings, ...changes }, { serviceAccountName: "shop" });

describe("components/builders/volumes", () => {
  const mounted = (volume: NonNullable<PodSettings["volumes"]>[string], readOnly?: boolean): PodTemplate =>
    template({
      volumes: { v: volume },
      container: {
        ...settings.container,
        mounts: { v: { path: "/v", ...(readOnly === undefined ? {} : { readOnly }) } },
      },
    });

  it("limit scratch space (R-14)", () => {
    const { volumes, containers } = mounted({ scratch: "64Mi" }).spec;
    assert.deepEqual(volumes, [{ name: "v", emptyDir: { sizeLimit: "64Mi" } }]);
    assert.deepEqual(containers[0]?.volumeMounts, [{ name: "v", mountPath: "/v" }]);
  });

  it("mount Secrets read-only, readable by owner and group (C-05, G-22)", () => {
    const { volumes, containers } = mounted({ secret: "tls" }).spec;
    assert.deepEqual(volumes, [{ name: "v", secret: { secretName: "tls", defaultMode: 0o440 } }]);
    assert.deepEqual(containers[0]?.volumeMounts, [{ name: "v", mountPath: "/v", readOnly: true }]);
    assert.throws(() => mounted({ secret: "tls" }, false), /readOnly: false is given, allowed is true/);
  });

  it("mount some keys of a Secret alone, each as a file of its name", () => {
    const { volumes } = mounted({ secret: "authority", keys: ["ca.crt"] }).spec;
    const items = [{ key: "ca.crt", path: "ca.crt" }];
    assert.deepEqual(volumes, [{ name: "v", secret: { secretName: "authority", defaultMode: 0o440, items } }]);
    assert.throws(() => mounted({ secret: "authority", keys: [] }), /volumes\.v\.keys: an empty list is given/);
    assert.throws(() => mounted({ secret: "authority", keys: ["../x"] }), /volumes\.v\.keys: "\.\.\/x" is given/);
  });

  it("mount a single file beside what is there", () => {
    const mount = (file: string): PodTemplate =>
      template({
        volumes: { v: { configMap: "c" } },
        container: { ...settings.container, mounts: { v: { path: "/etc/shop.conf", file } } },
      });
    assert.deepEqual(mount("shop.conf").spec.containers[0]?.volumeMounts, [
      { name: "v", mountPath: "/etc/shop.conf", subPath: "shop.conf", readOnly: true },
    ]);
    assert.throws(() => mount("../passwd"), /container\.mounts\.v\.file: "\.\.\/passwd" is given/);
  });

  it("refuse a mount without volume, a volume without mount, and a relative or repeated path", () => {
    const container = { ...settings.container, mounts: { v: { path: "/v" } } };
    assert.throws(() => template({ container }), /container\.mounts\.v: "v" is given, allowed is no volume/);
    assert.throws(() => template({ volumes: { v: { scratch: "1Mi" } } }), /volumes\.v: no mount is given/);
    const paths = (a: string, b: string): PodTemplate =>
      template({
        volumes: { a: { scratch: "1Mi" }, b: { scratch: "1Mi" } },
        container: { ...settings.container, mounts: { a: { path: a }, b: { path: b } } },
      });
    assert.throws(() => paths("tmp", "/b"), /an absolute path, used once/);
    assert.throws(() => paths("/a", "/a"), /mounts\.b\.path: "\/a"/);
  });
});

describe("components/builders/volumes: claim templates", () => {
  const build = (volumes: PodSettings["volumes"], ...mounted: string[]): PodTemplate =>
    podTemplate(
      identity,
      {
        ...settings,
        volumes,
        container: {
          ...settings.container,
          mounts: Object.fromEntries(mounted.map((name) => [name, { path: `/${name}` }])),
        },
      },
      { serviceAccountName: "shop", claimTemplates: ["data"] },
    );

  it("are mounted by their names, and the controller adds their volumes", () => {
    const { spec } = build({}, "data");
    assert.deepEqual(spec.containers[0]?.volumeMounts, [{ name: "data", mountPath: "/data" }]);
    assert.equal(spec.volumes, undefined);
  });

  it("are refused without a mount, and beside a volume of the same name", () => {
    assert.throws(() => build({}), /volumes\.data: no mount is given/);
    assert.throws(() => build({ data: { scratch: "1Mi" } }, "data"), /a volume and a claim template is given/);
  });
});
