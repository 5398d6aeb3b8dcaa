import assert from "node:assert/strict";
import { join } from "node:path";

import { evaluate } from "../../render/evaluate";
import type { Registration } from "../../render/registration";
import { stackFileSource } from "../../render/source";
import { deploy, load } from "../../systems";
import { formerUrns, withRenamedComponents } from "./rename";

const root = join(__dirname, "..", "..");
const stacks = ["dev", "staging", "prod"] as const;

/** What a stack keeps in its state, apart from the provider, which is no component's child. */
async function registered(stack: string, systems = { deploy, load }): Promise<readonly Registration[]> {
  const source = stackFileSource(root, stack);
  const registrations = await evaluate("bulwark", stack, () => systems.deploy(systems.load(source)));
  return registrations.filter(({ read, type }) => !read && !type.startsWith("pulumi:"));
}

describe("a renamed component", () => {
  for (const stack of stacks) {
    describe(`at the top of ${stack}`, () => {
      let former: readonly Registration[];
      let renamed: readonly Registration[];

      before(async function () {
        this.timeout(60_000);
        former = await registered(stack);
        renamed = await withRenamedComponents((systems) => registered(stack, systems));
      });

      it("gives everything below it another URN", () => {
        const urns = new Set(former.map(({ urn }) => urn));
        assert.deepEqual(
          renamed.map(({ urn }) => urn).filter((urn) => urns.has(urn)),
          [],
        );
      });

      it("keeps every resource: the engine finds each former URN, for exactly one of them", () => {
        const found = renamed.flatMap((registration) => formerUrns(registration, renamed));
        for (const { urn } of former) assert.equal(found.filter((alias) => alias === urn).length, 1, urn);
        assert.equal(renamed.length, former.length);
      });

      it("changes no object", () => {
        const byUrn = new Map(former.map((registration) => [registration.urn, registration]));
        for (const registration of renamed.filter(({ custom }) => custom)) {
          const [before] = formerUrns(registration, renamed).flatMap((urn) => byUrn.get(urn) ?? []);
          assert.deepEqual(registration.inputs, before?.inputs);
        }
      });
    });
  }
});

describe("formerUrns", () => {
  const at = (name: string, type: string, parent: string, aliases: string[] = []): Registration => ({
    urn: `${parent.replace(/::[^:]+$/, "")}$${type}::${name}`.replace("pulumi:pulumi:Stack$", ""),
    type,
    name,
    parent,
    custom: false,
    read: false,
    inputs: {},
    options: { ...(aliases.length > 0 && { aliases }) },
  });
  const top = at("new", "a:b:Family", "urn:pulumi:dev::bulwark::pulumi:pulumi:Stack::bulwark-dev", ["name=old"]);

  it("follow the name of the component above, in a name that begins with it", () => {
    const child = at("new-part", "a:b:Part", top.urn);
    assert.deepEqual(formerUrns(child, [top, child]), ["urn:pulumi:dev::bulwark::a:b:Family$a:b:Part::old-part"]);
  });

  it("are none for a name of its own: a URN holds the types above, not their names", () => {
    const child = at("part", "a:b:Part", top.urn);
    assert.deepEqual(formerUrns(child, [top, child]), []);
  });

  it("take a former type, of the resource itself and of what is above", () => {
    const moved = at("new", "a:b:Family", top.parent, ["type=a:b:Former"]);
    const child = at("new-part", "a:b:Part", moved.urn);
    assert.deepEqual(formerUrns(child, [moved, child]), ["urn:pulumi:dev::bulwark::a:b:Former$a:b:Part::new-part"]);
  });
});
