import { CustomResource, type CustomResourceArgs } from "@pulumi/kubernetes/apiextensions/customResource";
import * as pulumi from "@pulumi/pulumi";
import { InvalidValue } from "../config/primitives/invalid";
import { ArgumentError } from "./argument-error";
import { customResource, type CustomFields, type CustomKind } from "./custom-resources";
import { applyTransform, type Transform } from "./transform";
import { UserError } from "../config/primitives/user-error";

/** Type token of a component: `bulwark:components:NAME`, or `bulwark:systems:NAME` for a whole system. */
export type ComponentType = `bulwark:${"components" | "systems"}:${string}`;

/** Constructor of a resource of a provider. */
type ResourceClass<Args, Child> = new (name: string, args?: Args, options?: pulumi.CustomResourceOptions) => Child;

/** Options of one child besides its parent. */
export interface ChildOptions<Args> extends Omit<pulumi.CustomResourceOptions, "parent"> {
  readonly transform?: Transform<Args> | undefined;
}

type Inheritable = Pick<pulumi.ResourceOptions, "dependsOn" | "retainOnDelete">;

/** Updates are bounded in time. */
const tenMinutes: pulumi.CustomTimeouts = { create: "10m", update: "10m", delete: "10m" };

/**
 * Base class of all components: type token, parent and names of the children, errors that say where, transforms.
 *
 * Every child is named `<component>` or `<component>-<role>`, so that an alias of the component also finds its
 * children (Pulumi, Resource options: aliases). A constructor ends with `this.done({…})`; nothing may be added after it.
 */
export abstract class BulwarkComponent extends pulumi.ComponentResource {
  /** The name in the program, not that of a Kubernetes object. */
  declare readonly componentName: string;
  declare private readonly title: string;
  declare private readonly given: pulumi.ComponentResourceOptions;
  declare private isDone: boolean;

  /**
   * @param formerTypes tokens that this class had before: resources made under them are kept.
   * @param remembered what the stack's state keeps of this component: a hook of the next update sees it as old inputs.
   */
  protected constructor(
    type: ComponentType,
    name: string,
    options: pulumi.ComponentResourceOptions,
    formerTypes: readonly ComponentType[] = [],
    remembered: pulumi.Inputs = {},
  ) {
    const self: { component?: BulwarkComponent } = {};
    super(type, name, remembered, withChildCheck(options, formerTypes, self));
    self.component = this;
    this.componentName = name;
    this.title = `${type.slice(type.lastIndexOf(":") + 1)} "${name}"`;
    this.given = options;
    this.isDone = false;
  }

  /**
   * Registers one child resource.
   * @param role last part of the child's name.
   * @param build makes the child's arguments; what it refuses is reported with this component's and the child's name.
   */
  protected child<Args extends object, Child>(
    Kind: ResourceClass<Args, Child>,
    role: string,
    build: () => NoInfer<Args>,
    options: ChildOptions<NoInfer<Args>> = {},
  ): Child {
    return this.register(role, build, options, (name, args, childOptions) => new Kind(name, args, childOptions));
  }

  /**
   * Registers one custom resource: a child whose type is known by its CustomResourceDefinition only. `apiVersion` and
   * `kind` come from components/custom-resources; a transform sees metadata and spec.
   * @param role last part of the child's name.
   * @param build makes metadata and spec; what it refuses is reported with this component's and the child's name.
   */
  protected custom<Kind extends CustomKind>(
    kind: Kind,
    role: string,
    build: () => NoInfer<CustomFields<Kind>>,
    options: ChildOptions<NoInfer<CustomFields<Kind>>> = {},
  ): CustomResource {
    return this.register(role, build, options, (name, fields, childOptions) => {
      const args: CustomResourceArgs = customResource(kind, fields);
      return new CustomResource(name, args, childOptions);
    });
  }

  private register<Args extends object, Child>(
    role: string,
    build: () => Args,
    { transform, ...given }: ChildOptions<Args>,
    make: (name: string, args: Args, options: pulumi.CustomResourceOptions) => Child,
  ): Child {
    const name = `${this.componentName}-${role}`;
    const options: pulumi.CustomResourceOptions = { customTimeouts: tenMinutes, ...given, ...this.inherited(given) };
    return this.located(`${this.title}, child "${name}"`, () => {
      const built = build();
      const args = applyTransform<Args>(transform, built, options, name);
      refuseRenaming(built, args);
      return make(name, args, options);
    });
  }

  /**
   * Options of a child, with what the engine does not hand down by itself: each child waits for what the component
   * waits for (and is deleted before it), and is retained with it.
   */
  protected inherited({ dependsOn, retainOnDelete }: Inheritable = {}): Inheritable & { parent: pulumi.Resource } {
    const retained = retainOnDelete ?? this.given.retainOnDelete;
    const prerequisites = [...resources(this.given.dependsOn), ...resources(dependsOn)];
    return {
      parent: this,
      ...(prerequisites.length === 0 ? {} : { dependsOn: prerequisites }),
      ...(retained === undefined ? {} : { retainOnDelete: retained }),
    };
  }

  /** Runs checks of the whole component and says where they failed. */
  protected check<Value>(checks: () => Value): Value {
    return this.located(this.title, checks);
  }

  /** The last call of every constructor: publishes the component's outputs and closes it. */
  protected done(outputs: pulumi.Inputs): void {
    this.isDone = true;
    this.registerOutputs(outputs);
  }

  /** @internal Refuses a child that an alias of this component would not find, or that comes too late. */
  assertMayAdopt(childName: string, childType: string): void {
    const given = `${this.title}: a child "${childName}" of type ${childType} is given`;
    if (childName !== this.componentName && !childName.startsWith(`${this.componentName}-`)) {
      const allowed = `allowed is "${this.componentName}" or a name that begins with "${this.componentName}-"`;
      throw new UserError(`${given}, ${allowed}; rename the child, so that aliases of the component cover it`);
    }
    if (this.isDone) {
      throw new UserError(`${given} after done(), allowed is none; create it in the constructor before done()`);
    }
  }

  private located<Value>(where: string, action: () => Value): Value {
    try {
      return action();
    } catch (error) {
      if (error instanceof ArgumentError || error instanceof InvalidValue) {
        throw new UserError(`${where}: ${error.message}`);
      }
      throw error;
    }
  }
}

/** As a list; the engine looks into outputs and promises of lists itself. */
function resources(dependsOn: Inheritable["dependsOn"]): pulumi.Input<pulumi.Resource>[] {
  if (dependsOn === undefined) return [];
  return (Array.isArray(dependsOn) ? dependsOn : [dependsOn]) as pulumi.Input<pulumi.Resource>[];
}

function withChildCheck(
  options: pulumi.ComponentResourceOptions,
  formerTypes: readonly ComponentType[],
  self: { readonly component?: BulwarkComponent },
): pulumi.ComponentResourceOptions {
  const check: pulumi.ResourceTransformation = ({ name, type, opts }) => {
    if (self.component !== undefined && opts.parent === self.component) self.component.assertMayAdopt(name, type);
    return undefined;
  };
  return {
    ...options,
    aliases: [...(options.aliases ?? []), ...formerTypes.map((type) => ({ type }))],
    transformations: [check, ...(options.transformations ?? [])],
  };
}

/** Probes, routes, scripts and selectors refer to the names: a transform must not change them. */
function refuseRenaming(built: object, transformed: object): void {
  for (const field of ["name", "namespace"] as const) {
    const before = metadataOf(built)[field];
    const after = metadataOf(transformed)[field];
    if (before !== after) {
      const remedy = "take the field out of the transform; other objects refer to the name";
      throw new ArgumentError(`transform: metadata.${field}`, after, JSON.stringify(before), remedy);
    }
  }
}

function metadataOf(args: object): Record<string, unknown> {
  const { metadata } = args as { metadata?: Record<string, unknown> };
  return metadata ?? {};
}
