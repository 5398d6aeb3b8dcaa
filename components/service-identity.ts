import { Role, RoleBinding, type RoleArgs, type RoleBindingArgs } from "@pulumi/kubernetes/rbac/v1";
import type * as pulumi from "@pulumi/pulumi";
import { BulwarkComponent } from "./base";
import { role, roleBinding, type Permission } from "./builders/rbac";
import type { Transform } from "./transform";
import type { Labels, WorkloadIdentity } from "./types";

export type { Permission } from "./builders/rbac";

/** One hatch per child of a ServiceIdentity. */
export interface IdentityTransforms {
  readonly role?: Transform<RoleArgs> | undefined;
  readonly roleBinding?: Transform<RoleBindingArgs> | undefined;
}

/** Arguments of ServiceIdentity. */
export interface ServiceIdentityArgs {
  /** Whose permissions they are: name and namespace of its ServiceAccount. */
  readonly identity: Pick<WorkloadIdentity, "name" | "namespace" | "partOf">;
  /** What the account may read in its namespace; everything else stays closed. */
  readonly permissions: readonly Permission[];
  /** Default: the standard labels only. */
  readonly labels?: Labels | undefined;
  readonly transform?: IdentityTransforms | undefined;
}

/**
 * What a workload's ServiceAccount may do in the API: a Role and its RoleBinding. The account itself belongs to
 * the workload, so that permissions can come and go without another account; a workload with `permissions` makes its
 * ServiceIdentity by itself.
 */
export class ServiceIdentity extends BulwarkComponent {
  constructor(name: string, args: ServiceIdentityArgs, options: pulumi.ComponentResourceOptions = {}) {
    super("bulwark:components:ServiceIdentity", name, options);
    const { identity, permissions, labels, transform } = args;

    const granted = this.child(Role, "role", () => role(identity, permissions, labels), {
      transform: transform?.role,
    });
    this.child(RoleBinding, "role-binding", () => roleBinding(identity, labels), {
      transform: transform?.roleBinding,
      dependsOn: granted,
    });

    this.done({ name: identity.name });
  }
}
