/** The policy pack: reads the register, then serves its policies to the Pulumi engine. */
import { PolicyPack } from "@pulumi/policy";

import { readRegister } from "./exemptions/file";
import { policies } from "./policies";
import { Environments } from "./judging/environment";

/**
 * Starts the pack.
 *
 * @param registerFile The exemptions register.
 * @param environment The process environment; the language host hands over the stack's configuration in it.
 */
export function start(registerFile: string, environment: NodeJS.ProcessEnv): void {
  new PolicyPack("bulwark", {
    displayName: "Bulwark",
    description: "Hardened workloads on Kubernetes: PodSecurity restricted and what Bulwark demands beyond it.",
    provider: "kubernetes",
    tags: ["kubernetes", "pod-security"],
    enforcementLevel: "mandatory",
    policies: policies({
      register: readRegister(registerFile),
      today: () => new Date().toISOString().slice(0, 10),
      environments: new Environments(configuredEnvironment(environment["PULUMI_CONFIG"])),
    }),
  });
}

/** `bulwark:environment` of the stack, where it states one. */
function configuredEnvironment(config: string | undefined): string | undefined {
  const values: unknown = config === undefined || config === "" ? undefined : JSON.parse(config);
  const value =
    typeof values === "object" && values !== null
      ? (values as Readonly<Record<string, unknown>>)["bulwark:environment"]
      : undefined;
  return typeof value === "string" ? value : undefined;
}
