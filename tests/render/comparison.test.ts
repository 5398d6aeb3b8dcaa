import assert from "node:assert/strict";

import { compareRenderings, type ObjectChange } from "../../render/comparison/changes";
import { comparisonMarkdown } from "../../render/comparison/markdown";
import type { RenderedFile } from "../../render/objects";
import { renderSource } from "../../render/render";
import { stackFileSource } from "../../render/source";
import { FLOWS_TEXT, INVENTORY } from "../../render/write";
import { sourceOf } from "../systems/sufficient";
import { goldenFiles } from "./changes";
import { join } from "node:path";

const DEPLOYMENT = "appointment-prod/deployment.booking-service.yaml";
const DATABASE = "healthcare-prod/statefulset.postgres.yaml";
const NAMESPACE = "_cluster/namespace.healthcare-prod.yaml";
const BINDING = "smedrec-audit/rolebinding.audit-server.yaml";

const golden = [...goldenFiles("prod")].map(([path, content]) => ({ path, content }));

/** The reviewed rendering of prod, with some files changed; `undefined` takes one away. */
function prodWith(changes: Readonly<Record<string, (content: string) => string | undefined>>): RenderedFile[] {
  for (const path of Object.keys(changes))
    assert.ok(
      golden.some((file) => file.path === path),
      path,
    );
  return golden.flatMap(({ path, content }) => {
    const after = path in changes ? changes[path]?.(content) : content;
    return after === undefined ? [] : [{ path, content: after }];
  });
}

const gone = (): undefined => undefined;
const withImage = (content: string): string => content.replace(/@sha256:\w+/, "@sha256:new");
const reasonsOf = (objects: readonly ObjectChange[], path: string): readonly string[] =>
  objects.find((change) => change.path === path)?.reasons ?? assert.fail(`${path} did not change`);

describe("a rendering compared with an earlier one", () => {
  it("is empty where nothing changed", () => {
    assert.deepEqual(compareRenderings(golden, golden), { objects: [], inventory: "", flows: "" });
  });

  it("of a changed stack tells what its files tell", async () => {
    const source = stackFileSource(join(__dirname, "../.."), "staging");
    const { values } = sourceOf("staging", { "mllp:logLevel": "debug" });
    const after = await renderSource({ ...source, values: { ...source.values, ...values } });
    const before = [...goldenFiles("staging")].map(([path, content]) => ({ path, content }));
    const { objects, inventory } = compareRenderings(before, after);
    assert.deepEqual(
      objects.map(({ kind, path }) => [kind, path]),
      [
        ["changed", "healthcare-staging/configmap.mllp-server-config.yaml"],
        ["changed", "healthcare-staging/deployment.mllp-server.yaml"],
      ],
    );
    assert.match(objects[0]?.diff ?? "", /^-.*info"?\n\+.*debug"?$/m);
    assert.equal(inventory, "");
  }).timeout(60_000);

  it("shows the lines that change, with three around them", () => {
    const [change] = compareRenderings(golden, prodWith({ [DEPLOYMENT]: withImage })).objects;
    assert.equal(change?.kind, "changed");
    assert.deepEqual(change.reasons, []);
    assert.match(change.diff, /^@@ .* @@\n( .*\n){3}-.*@sha256:\w{64}\n\+.*@sha256:new\n( .*\n){3}$/);
  });

  it("shows an added object whole", () => {
    const { objects } = compareRenderings(prodWith({ [DEPLOYMENT]: gone }), golden);
    assert.deepEqual(
      objects.map(({ kind, path }) => [kind, path]),
      [["added", DEPLOYMENT]],
    );
    assert.match(objects[0]?.diff ?? "", /^\+kind: Deployment$/m);
  });

  it("puts what is protected or kept before the rest, with the reason", () => {
    const { objects } = compareRenderings(golden, prodWith({ [DEPLOYMENT]: gone, [NAMESPACE]: (text) => `${text}#` }));
    assert.deepEqual(
      objects.map(({ path, reasons }) => [path, reasons]),
      [
        [NAMESPACE, ["retainOnDelete"]],
        [DEPLOYMENT, []],
      ],
    );
    assert.ok(
      reasonsOf(compareRenderings(golden, prodWith({ [DATABASE]: gone })).objects, DATABASE).includes("protect"),
    );
  });

  it("tells a change of a field that the API server lets nobody change", () => {
    const other = (text: string): string => text.replace("roleRef:\n", "roleRef:\n  x: y\n");
    const { objects } = compareRenderings(golden, prodWith({ [BINDING]: other }));
    assert.deepEqual(reasonsOf(objects, BINDING), ["replaced: roleRef"]);
  });

  it("tells that an object takes the place of another when its resource has got another name", () => {
    const renamed = "appointment-prod/deployment.bookings.yaml";
    const after = prodWith({ [INVENTORY]: (text) => text.replace(`object: ${DEPLOYMENT}`, `object: ${renamed}`) }).map(
      (file) => (file.path === DEPLOYMENT ? { ...file, path: renamed } : file),
    );
    const { objects } = compareRenderings(golden, after);
    assert.deepEqual(reasonsOf(objects, DEPLOYMENT), [`replaced by ${renamed}`]);
    assert.deepEqual(reasonsOf(objects, renamed), [`replaces ${DEPLOYMENT}`]);
  });

  it("tells what changes of the options and of the flows", () => {
    const { objects, inventory, flows } = compareRenderings(
      golden,
      prodWith({
        [INVENTORY]: (text) => text.replace("\n  protect\n", "\n"),
        [FLOWS_TEXT]: (text) => `${text}another line\n`,
      }),
    );
    assert.deepEqual(objects, []);
    assert.match(inventory, /^- {2}protect$/m);
    assert.match(flows, /^\+another line$/m);
  });
});

describe("a comparison as Markdown", () => {
  const changed = compareRenderings(
    golden,
    prodWith({ [DEPLOYMENT]: withImage, [DATABASE]: gone, [FLOWS_TEXT]: (text) => `${text}more\n` }),
  );

  it("counts, then lists what needs a look, then the rest, then folds the differences", () => {
    const text = comparisonMarkdown("prod", changed);
    assert.match(text, /^### prod: objects 1 changed, 1 removed\n/);
    const places = [
      "**Look at these first**",
      `- removed \`${DATABASE}\` — protect`,
      "**Objects**",
      `- changed \`${DEPLOYMENT}\``,
      `<summary>removed: ${DATABASE}</summary>`,
      `<summary>changed: ${DEPLOYMENT}</summary>`,
      "<summary>who may talk to whom</summary>",
    ].map((part) => text.indexOf(part));
    assert.ok(!places.includes(-1), places.join());
    assert.deepEqual(
      places,
      [...places].sort((a, b) => a - b),
    );
  });

  it("says so when nothing changes", () => {
    assert.equal(comparisonMarkdown("prod", compareRenderings(golden, golden)), "### prod: no object changes\n");
  });

  it("keeps to its limit, leaves out whole parts and counts them", () => {
    const all = compareRenderings([], golden);
    for (const limit of [1000, 5000, 65_536]) {
      const text = comparisonMarkdown("prod", all, limit);
      assert.ok(text.length <= limit, `${text.length} of ${limit}`);
      assert.match(
        text,
        /^\d+ parts are too long for a comment: `npm run render -- prod --against FOLDER` prints them\.$/m,
      );
      assert.equal(text.match(/<details>/g)?.length ?? 0, text.match(/<\/details>/g)?.length ?? 0);
    }
  });

  it("cannot be left by what an object says", () => {
    const after = prodWith({ [DEPLOYMENT]: (text) => `${text}x: "\`\`\`\`"\n` });
    assert.match(comparisonMarkdown("prod", compareRenderings(golden, after)), /^`{5}diff$/m);
  });
});
