/** What the policies of one pack share while it runs. */
import type { PolicyResource, ResourceValidationArgs } from "@pulumi/policy";

import type { Context } from "../judging/judge";
import { judgedObjects, type Judged } from "../judging/judged";
import { initialSettings, type Settings } from "../judging/settings";
import { Stack, type StackReport } from "../judging/stack";
import { objectType } from "../kubernetes/kinds";
import type { ObjectRule } from "../rules/rule";
import { plainInputs, target } from "../values/inputs";

export class PackContext implements Context {
  readonly register: Context["register"];
  readonly today: Context["today"];
  readonly environments: Context["environments"];
  /** Set by the policy that carries the pack's configuration, before any other judges. */
  settings: Settings = initialSettings;
  /** The rules by which objects of a resource were mended, by its URN. */
  readonly mendedBy = new Map<string, Set<ObjectRule>>();
  readonly #byInputs = new WeakMap<object, readonly Judged[]>();
  readonly #byUrn = new Map<string, readonly Judged[]>();
  readonly #stacks = new WeakMap<object, Stack>();
  readonly #reports = new WeakMap<Stack, Map<string, StackReport>>();

  constructor({ register, today, environments }: Omit<Context, "settings">) {
    this.register = register;
    this.today = today;
    this.environments = environments;
  }

  /** The objects of a resource that is about to be applied; none if Kubernetes does not know its type. */
  objects(args: ResourceValidationArgs): readonly Judged[] {
    const inputs = target(args.props);
    const known = this.#byInputs.get(inputs);
    if (known !== undefined) {
      return known;
    }
    const objects = read(args);
    for (const { type, field } of objects) {
      this.environments.observe(type, field.value);
    }
    this.#byInputs.set(inputs, objects);
    this.#byUrn.set(args.urn, objects);
    return objects;
  }

  /**
   * The stack as it will be. An object that this run judged stands with its inputs; one that it did not, because an
   * update was limited to some resources, with what the engine has of it.
   */
  stack(resources: readonly PolicyResource[]): Stack {
    const [first] = resources;
    const key = first === undefined ? this : target(first.props);
    let stack = this.#stacks.get(key);
    if (stack === undefined) {
      const objects = resources.flatMap((resource) => this.#byUrn.get(resource.urn) ?? read(resource));
      stack = new Stack(objects.filter(({ type }) => !type.patch));
      this.#stacks.set(key, stack);
    }
    return stack;
  }

  /** The objects of a resource as the engine has them at the end, whatever it was asked before. */
  applied(resource: PolicyResource): readonly Judged[] {
    return read(resource);
  }

  /** What the rules said about a stack so far, by the rule's name. */
  reportsOf(stack: Stack): Map<string, StackReport> {
    let reports = this.#reports.get(stack);
    if (reports === undefined) {
      reports = new Map();
      this.#reports.set(stack, reports);
    }
    return reports;
  }
}

function read({ type: token, props, name, urn, opts }: PolicyResource | ResourceValidationArgs): readonly Judged[] {
  const type = objectType(token);
  const { protect, ignoreChanges } = opts;
  return type === undefined
    ? []
    : judgedObjects(type, plainInputs(props), { name, urn, options: { protect, ignoreChanges } });
}
