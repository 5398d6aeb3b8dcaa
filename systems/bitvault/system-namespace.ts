import { Namespace } from "@pulumi/kubernetes/core/v1";
import { Role, RoleBinding } from "@pulumi/kubernetes/rbac/v1";
import type * as pulumi from "@pulumi/pulumi";

import { BulwarkComponent } from "../../components/base";
import {
  adminRole,
  adminRoleBinding,
  operatorNamespace,
  type OperatorNamespaceSettings,
} from "../../components/builders/operator-namespace";
import { retention } from "../../components/retention";

/**
 * The namespace of the operators that a cluster's BitVaults share, with what its administrators may do (SPEC 1.5.2, R-02,
 * G-43). What runs there belongs to others, so that in prod it is protected and outlives the stack.
 */
export class BitvaultSystemNamespace extends BulwarkComponent {
  constructor(name: string, settings: OperatorNamespaceSettings, options: pulumi.ComponentResourceOptions) {
    super("bulwark:systems:BitvaultSystemNamespace", name, options);
    const namespace = this.child(Namespace, "namespace", () => operatorNamespace(settings), retention(settings));
    const role = this.child(Role, "admin-role", () => adminRole(settings), { dependsOn: namespace });
    this.child(RoleBinding, "admin-role-binding", () => adminRoleBinding(settings), { dependsOn: role });
    this.done({ namespace: settings.name });
  }
}
