import assert from "node:assert/strict";

import type { Problem } from "../../../config/problem";
import { resolveMigration, type MigrationKeys, type MigrationValues } from "../../../systems/common/migration";
import { recordingScope } from "./scope";

function resolve(
  given: MigrationKeys | undefined,
  path?: string,
): { migration: MigrationValues | undefined; problems: Problem[] } {
  const scope = recordingScope("prod");
  return { migration: resolveMigration(scope, given, path), problems: scope.problems };
}

describe("a migration", () => {
  it("is none by default, and where its keys were removed one by one", () => {
    for (const given of [undefined, {}, { resources: { requests: {} } }]) {
      assert.deepEqual(resolve(given), { migration: undefined, problems: [] });
    }
  });

  it("is a command, with resources of its own and the component's tries and deadline", () => {
    assert.deepEqual(resolve({ command: ["node", "migrate.js"] }), {
      migration: {
        command: ["node", "migrate.js"],
        resources: { requests: { cpu: "100m", memory: "256Mi" }, limits: { cpu: "500m", memory: "512Mi" } },
      },
      problems: [],
    });
  });

  it("takes other tries, another deadline and other resources", () => {
    const { migration } = resolve({
      command: ["m"],
      retries: 0,
      deadlineMinutes: 30,
      resources: { limits: { memory: "1Gi" } },
    });
    assert.deepEqual(
      [migration?.retries, migration?.deadlineMinutes, migration?.resources.limits.memory],
      [0, 30, "1Gi"],
    );
  });

  for (const given of [{ command: [] }, { retries: 1 }, { resources: { limits: { cpu: "1" } } }]) {
    it(`without a command is refused: ${JSON.stringify(given)}`, () => {
      const { migration, problems } = resolve(given, "services.booking.migration");
      const [problem, ...others] = problems;
      assert.deepEqual([migration, problem?.key, others], [undefined, "shop:services.booking.migration.command", []]);
      assert.match(problem?.remedy.join("\n") ?? "", /command\[0\]' node[^]*config rm .*booking\.migration'/);
    });
  }

  it("with a credential in its command is refused, and does not show it", () => {
    const { problems } = resolve({ command: ["migrate", "postgres://user:secret@db.example.com/x"] });
    assert.deepEqual(
      problems.map(({ key }) => key),
      ["shop:migration.command[1]"],
    );
    assert.ok(!JSON.stringify(problems).includes("secret@"));
  });

  it("with a request above its limit is refused where it stands", () => {
    const { problems } = resolve({ command: ["m"], resources: { requests: { cpu: "2" } } });
    assert.deepEqual(
      problems.map(({ key }) => key),
      ["shop:migration.resources.requests.cpu"],
    );
  });
});
