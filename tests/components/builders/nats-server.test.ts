import assert from "node:assert/strict";
import fc from "fast-check";
import {
  natsAuthorizationText,
  natsConfigText,
  natsContainer,
  natsDrain,
  natsExporter,
  natsVolumes,
  type NatsServerSettings,
} from "../../../components/builders/nats-server";
import { settings } from "../fixtures";

const { resources } = settings.container;
const base: NatsServerSettings = {
  name: "nats",
  replicas: 3,
  image: "registry.example.com/nats:2.12.1",
  resources,
  storeSize: "10Gi",
  isAuthorized: false,
};

describe("components/builders/nats-server", () => {
  it("mounts each volume, with and without authorization", () => {
    for (const isAuthorized of [false, true]) {
      const mounted = Object.keys(natsContainer({ ...base, isAuthorized }).mounts ?? {});
      const volumes = [...Object.keys(natsVolumes({ ...base, isAuthorized })), "data"];
      assert.deepEqual(mounted.sort(), volumes.sort());
    }
  });

  it("includes the file that says who may connect, where it is mounted", () => {
    const authorized = { ...base, isAuthorized: true };
    const { mounts = {} } = natsContainer(authorized);
    const included = /include "(.*)"/.exec(natsConfigText(authorized))?.[1] ?? "";
    const resolved = new URL(included, `file://${mounts["config"]?.path ?? ""}/nats.conf`).pathname;
    assert.equal(resolved, `${mounts["authorization"]?.path ?? ""}/authorization.conf`);
    assert.doesNotMatch(natsConfigText(base), /include/);
  });

  it("writes its process number where the hook looks for it, on a volume", () => {
    const file = /pid_file: "(.*)"/.exec(natsConfigText(base))?.[1] ?? "none";
    assert.deepEqual(natsDrain.preStop?.command, ["nats-server", `--signal=ldm=${file}`]);
    assert.ok(file.startsWith(`${natsContainer(base).mounts?.["run"]?.path ?? ""}/`));
  });

  it("sends clients away within the grace period", () => {
    const seconds = Number(/lame_duck_duration: (\d+)s/.exec(natsConfigText(base))?.[1]);
    assert.equal(natsDrain.drainSeconds, seconds);
  });

  it("asks the server itself for its health, readiness more often than liveness (R-54)", () => {
    const { liveness, readiness } = natsContainer(base).probes;
    assert.ok("http" in liveness && liveness.http.number === 8222);
    assert.ok(readiness.periodSeconds < liveness.periodSeconds);
  });

  it("quotes name and password so that NATS reads them as they are", () => {
    const text = fc.string({ unit: fc.constantFrom(..."aZ0 $#{}\"'\\:;=äöü\n".split("")) });
    fc.assert(
      fc.property(text, text, (user, password) => {
        const quoted = /^authorization \{ user: ("(?:[^"\\]|\\.)*"), password: ("(?:[^"\\]|\\.)*") \}\n$/.exec(
          natsAuthorizationText(user, password),
        );
        assert.deepEqual(
          [quoted?.[1], quoted?.[2]].map((each) => JSON.parse(each ?? "0") as unknown),
          [user, password],
        );
      }),
    );
  });

  it("exports metrics of the server beside it on 7777 (C-44)", () => {
    const exporter = natsExporter({ image: "registry.example.com/nats-exporter:0.17.0", resources });
    assert.deepEqual(
      exporter.ports.map(({ number }) => number),
      [7777],
    );
    assert.ok(exporter.args?.includes("-port=7777") && exporter.args.at(-1) === "http://localhost:8222/");
  });
});
