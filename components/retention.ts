import type { Environment } from "../config/primitives/environment";

/** In prod, what holds data is neither deleted by mistake nor together with the stack. */
export function retention({ environment }: { readonly environment: Environment }): {
  protect?: true;
  retainOnDelete?: true;
} {
  return environment === "prod" ? { protect: true, retainOnDelete: true } : {};
}
