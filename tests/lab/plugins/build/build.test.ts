import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { build } from "esbuild";
import { bundlePlugins, bundleSources, layOut, PLUGINS } from "../../../../lab/plugins/build";

const ROOT = join(__dirname, "..", "..", "..", "..");

describe("the plugins' bundles", function () {
  this.timeout(60_000);
  let root: string;
  const cache = process.env["BULWARK_CACHE"];

  before(async () => {
    root = await mkdtemp(join(tmpdir(), "bulwark-bundles-"));
    process.env["BULWARK_CACHE"] = join(root, "cache");
    await writeFile(join(root, "pulumi"), "not really pulumi");
  });
  after(async () => {
    if (cache === undefined) delete process.env["BULWARK_CACHE"];
    else process.env["BULWARK_CACHE"] = cache;
    await rm(root, { recursive: true });
  });

  it("are built once, even by two at the same time, and leave no partial file", async () => {
    const [one, two] = await Promise.all([bundlePlugins(["random"]), bundlePlugins(["random"])]);
    assert.deepEqual(one, two);
    const built = await stat(one.random);
    await bundlePlugins(["random"]);
    assert.equal((await stat(one.random)).ino, built.ino);
    assert.equal((await readdir(join(root, "cache", "plugins"))).length, 1);
  });

  for (const name of PLUGINS) {
    it(`are named after every file of the clone that goes into them: ${name}`, async () => {
      const { metafile } = await build({
        entryPoints: [join(ROOT, "lab/plugins", name, "main.ts")],
        absWorkingDir: ROOT,
        bundle: true,
        platform: "node",
        write: false,
        metafile: true,
        logLevel: "silent",
      });
      const used = Object.keys(metafile.inputs).filter((file) => !file.startsWith("node_modules/"));
      assert.ok(used.length > 5, used.join());
      const counted = (await bundleSources(name)).map((file) => relative(ROOT, file));
      assert.deepEqual(
        used.filter((file) => !counted.includes(file)),
        [],
      );
    });
  }

  it("lie where the engine looks for them, beside pulumi and under the packages' versions", async () => {
    const target = join(root, "target");
    const installation = await layOut(target, join(root, "pulumi"), await bundlePlugins(["language", "random"]));
    assert.deepEqual(installation, { pulumi: join(target, "bin", "pulumi"), home: join(target, "home") });
    assert.equal(await readFile(installation.pulumi, "utf8"), "not really pulumi");
    const { version } = JSON.parse(await readFile(require.resolve("@pulumi/random/package.json"), "utf8")) as {
      version: string;
    };
    assert.deepEqual(await readdir(join(target, "home", "plugins")), [`resource-random-v${version}`]);
    const again = await layOut(target, join(root, "pulumi"), await bundlePlugins(["language", "random"]));
    assert.deepEqual(again, installation);
  });

  it("serve on the loopback, tell their port, and end with SIGTERM", async () => {
    const plugin = await start(join(root, "target", "bin", "pulumi-language-nodejs"), []);
    assert.match(plugin.port, /^\d+$/);
    plugin.process.kill("SIGTERM");
    assert.deepEqual(await plugin.ended, [0, null]);
  });

  it("end when the engine does", async () => {
    const engine = createServer((socket) => socket.on("error", () => undefined)).listen(0, "127.0.0.1");
    await once(engine, "listening");
    const connected = once(engine, "connection");
    const address = `127.0.0.1:${(engine.address() as AddressInfo).port}`;
    const plugin = await start(join(root, "target", "bin", "pulumi-language-nodejs"), [address]);
    const [socket] = (await connected) as [{ destroy(): void }];
    assert.equal(plugin.process.exitCode, null);
    socket.destroy();
    engine.close();
    assert.deepEqual(await plugin.ended, [0, null]);
  });
});

async function start(
  file: string,
  args: string[],
): Promise<{ process: ChildProcess; port: string; ended: Promise<unknown> }> {
  const child = spawn(file, args, { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(child, "exit");
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  return { process: child, port: line.toString().trim(), ended };
}
