import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

import {
  BUILD_ARGUMENTS,
  type Dockerfile,
  type Instruction,
  readDockerfile,
  SERVICE_DOCKERFILE,
  type Stage,
} from "./dockerfile";

const FINAL = ["release", "release-distroless"] as const;

describe("docker/Dockerfile", () => {
  let file: Dockerfile;
  before(async () => {
    file = await readDockerfile(SERVICE_DOCKERFILE, BUILD_ARGUMENTS);
  });
  const stage = (name: string): Stage => {
    const found = file.stages.find((candidate) => candidate.name === name);
    assert.ok(found, `there is no stage ${name}`);
    return found;
  };
  const all = (name: string, instruction: string): Instruction[] =>
    stage(name).instructions.filter((candidate) => candidate.name === instruction);
  const commands = (name: string): string =>
    all(name, "RUN")
      .flatMap(({ words }) => words)
      .join("\n");

  it("passes the checks of BuildKit", () => {
    assert.deepEqual(file.findings, []);
  });

  it("has the stages of the specification, each on its base (R-66)", () => {
    assert.deepEqual(
      file.stages.map(({ name, base }) => [name, base]),
      [
        ["base", "${NODE_IMAGE}"],
        ["deps", "base"],
        ["builder", "deps"],
        ["release", "base"],
        ["release-distroless", "${DISTROLESS_IMAGE}"],
      ],
    );
  });

  it("starts from Node 22, slim and distroless, unless the build names another image", () => {
    assert.deepEqual(
      file.arguments.flatMap(({ words }) => words),
      ["NODE_IMAGE=node:22-bookworm-slim", "DISTROLESS_IMAGE=gcr.io/distroless/nodejs22-debian12:nonroot"],
    );
  });

  it("makes release-distroless when no target is named (C-26)", () => {
    assert.equal(file.stages.at(-1)?.name, "release-distroless");
  });

  it("takes the patches of the operating system and tini", () => {
    assert.match(commands("base"), /apt-get upgrade/);
    assert.match(commands("base"), /apt-get install [^&]*\btini\b/);
  });

  it("makes room for appuser with the number 1000 before it adds it (C-34)", () => {
    assert.match(commands("base"), /userdel [^&]*\bnode\b[^]*useradd [^&]*--uid 1000\b[^&]*\bappuser\b/);
  });

  it("installs from the lock file alone, before the sources are there, and runs no install script (R-66)", () => {
    assert.deepEqual(
      all("deps", "COPY").map(({ words }) => words.map((word) => word.replace(/^.*\//, ""))),
      [["package.json", "package-lock.json", ""]],
    );
    const installing = file.stages.flatMap(
      ({ name }) => commands(name).match(/\bnpm (?:ci|i|install|prune)\b[^&\n]*/g) ?? [],
    );
    assert.deepEqual(
      installing.map((command) => command.trim()),
      ["npm ci --ignore-scripts", "npm prune --omit=dev --ignore-scripts"],
    );
  });

  it("takes the development dependencies away after the build, the last thing that builder does (R-66)", () => {
    assert.match(commands("builder"), /npm run build\s+&& npm prune --omit=dev --ignore-scripts$/);
  });

  for (const name of FINAL) {
    describe(name, () => {
      it("gets three things of the build: dist, node_modules and package.json (R-66)", () => {
        const built = all(name, "COPY").filter(({ flags }) => flags.includes("--from=builder"));
        assert.deepEqual(
          built.map(({ words }) => words),
          [
            ["/app/package.json", "./"],
            ["/app/node_modules", "./node_modules"],
            ["/app/dist", "./dist"],
          ],
        );
      });

      it("copies nothing from the context and runs no command", () => {
        const from = all(name, "COPY").map(({ flags }) => flags.find((flag) => flag.startsWith("--from=")));
        assert.deepEqual(
          [...new Set(from)].sort(),
          name === "release" ? ["--from=builder"] : ["--from=base", "--from=builder"],
        );
        assert.deepEqual([...all(name, "RUN"), ...all(name, "ADD")], []);
      });

      it("runs as the user 1000, by number (R-66)", () => {
        assert.equal(stage(name).image?.User, "1000:1000");
      });

      it("has tini as its first process (R-66)", () => {
        assert.deepEqual(stage(name).image?.Entrypoint, ["/usr/bin/tini", "--"]);
      });

      it("starts Node on the service itself, without a shell", () => {
        const node = name === "release" ? "node" : "/nodejs/bin/node";
        assert.deepEqual(stage(name).image?.Cmd, [node, "."]);
      });

      it("is labelled with date, commit and branch (R-65)", () => {
        assert.deepEqual(stage(name).image?.Labels, {
          "org.opencontainers.image.created": BUILD_ARGUMENTS.BUILD_DATE,
          "org.opencontainers.image.revision": BUILD_ARGUMENTS.GIT_COMMIT,
          "org.opencontainers.image.ref.name": BUILD_ARGUMENTS.GIT_BRANCH,
        });
      });

      it("says that it is production, and nothing else, in the environment", () => {
        const environment = stage(name).image?.Env?.filter((variable) => !variable.startsWith("PATH="));
        assert.deepEqual(environment, ["NODE_ENV=production"]);
      });
    });
  }

  it("gives the distroless image the tini that needs no library", () => {
    const copies = all("release-distroless", "COPY").filter(({ flags }) => flags.includes("--from=base"));
    assert.deepEqual(
      copies.map(({ words }) => words),
      [["/usr/bin/tini-static", "/usr/bin/tini"]],
    );
  });

  it("keeps git, secrets and what is built elsewhere out of the context", () => {
    const ignored = readFileSync(`${SERVICE_DOCKERFILE}.dockerignore`, "utf8").split("\n");
    for (const pattern of ["**/.git", "**/node_modules", "**/dist", "**/.env", "**/*.pem", "**/*.key"]) {
      assert.ok(ignored.includes(pattern), pattern);
    }
  });
}).timeout(600_000);
