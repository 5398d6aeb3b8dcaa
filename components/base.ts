import * as pulumi from "@pulumi/pulumi";

/** Type token of a component: `bulwark:components:NAME`, or `bulwark:systems:NAME` for a whole system. */
export type ComponentType = `bulwark:${"components" | "systems"}:${string}`;

/** Base class of all components. */
export abstract class BulwarkComponent extends pulumi.ComponentResource {
  protected constructor(type: ComponentType, name: string, options: pulumi.ComponentResourceOptions) {
    super(type, name, {}, options);
  }

  /** Last call of every constructor. */
  protected done(outputs: pulumi.Inputs): void {
    this.registerOutputs(outputs);
  }
}
