/** What PodSecurity said about an object, by control: read from the API server's answer, or asked of the checker. */
import { judgePod, type Level, type ProfileVersion } from "../../../../policies/controls/podsecurity";
import { objectType } from "../../../../policies/kubernetes/kinds";
import { podsOf } from "../../../../policies/kubernetes/pods";
import type { Answer } from "../cluster";
import type { JsonObject, PodToken } from "../objects";

/** One of the standards in one version. */
export interface Profile {
  readonly level: Level;
  readonly version: ProfileVersion;
}

/** Whether a pod is admitted, or a warning missing, and which controls object, each once and in alphabetical order. */
export interface Verdict {
  readonly allowed: boolean;
  readonly controls: readonly string[];
}

/**
 * What the server calls a control in messages, by the control's id. Where a control of `restricted` stands in for one
 * of `baseline`, most pairs share one name; a profile never holds both.
 */
export const SERVER_NAMES: Readonly<Record<string, string>> = {
  allowPrivilegeEscalation: "allowPrivilegeEscalation != false",
  appArmorProfile: "forbidden AppArmor profile",
  capabilities_baseline: "non-default capabilities",
  capabilities_restricted: "unrestricted capabilities",
  hostNamespaces: "host namespaces",
  hostPathVolumes: "hostPath volumes",
  hostPorts: "hostPort",
  hostProbesAndHostLifecycle: "probe or lifecycle host",
  privileged: "privileged",
  procMount: "procMount",
  procMount_restricted: "procMount",
  restrictedVolumes: "restricted volume types",
  runAsNonRoot: "runAsNonRoot != true",
  runAsUser: "runAsUser=0",
  seLinuxOptions: "seLinuxOptions",
  seccompProfile_baseline: "seccompProfile",
  seccompProfile_restricted: "seccompProfile",
  sysctls: "forbidden sysctls",
  windowsHostProcess: "hostProcess",
};

/** The pack's verdict on an object, its controls named as the server names them. */
export function checkerVerdict(token: PodToken, object: JsonObject, { level, version }: Profile): Verdict {
  const pods = podsOf(objectType(token)!, object);
  const ids = pods.flatMap((pod) =>
    judgePod(pod, level, version)
      .filter(({ findings }) => findings.length > 0)
      .map(({ control }) => control.id),
  );
  return verdict(ids.map((id) => SERVER_NAMES[id] ?? id));
}

const REFUSAL = /^.* is forbidden: violates PodSecurity "[a-z]+:[^"]+": (.*)$/s;
const WARNING = /^would violate PodSecurity "[a-z]+:[^"]+": (.*)$/s;

/**
 * The server's verdict, or `undefined` for an object that is not valid, which no control has seen.
 *
 * @throws Error for any other answer, because it would be no evidence of anything
 */
export function serverVerdict({ status, message, warnings }: Answer): Verdict | undefined {
  if (status === 422 || status === 400) {
    return undefined;
  }
  if (status === 403) {
    const [, refusal] = REFUSAL.exec(message) ?? [];
    if (refusal !== undefined) {
      return verdict(controlsOf(refusal));
    }
  }
  if (status === 200 || status === 201) {
    return verdict(warnings.flatMap((warning) => controlsOf(WARNING.exec(warning)?.[1] ?? "")));
  }
  throw new Error(`the server answered neither yes nor no: ${status} ${message}`);
}

function verdict(controls: readonly string[]): Verdict {
  return { allowed: controls.length === 0, controls: [...new Set(controls)].sort() };
}

/**
 * The names in a list such as `hostPort (container "a" uses hostPort 80), privileged (…)`: what stands outside all
 * parentheses, between commas.
 *
 * @throws Error for a list that was cut short
 */
export function controlsOf(list: string): string[] {
  let depth = 0;
  let names = "";
  for (const character of list) {
    if (character === ")") {
      depth -= 1;
    }
    if (depth === 0 && character !== ")" && character !== "(") {
      names += character;
    }
    if (character === "(") {
      depth += 1;
    }
  }
  if (depth !== 0) {
    throw new Error(`the server's list of controls was cut short: ${list}`);
  }
  return names
    .split(",")
    .map((name) => name.trim().replace(/^(forbidden AppArmor profile)s$/, "$1"))
    .filter((name) => name !== "");
}
