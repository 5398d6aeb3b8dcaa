import type { Context } from "../context";
import { OperationError } from "../errors";
import { connect } from "../kubernetes/cluster";
import { StackSession } from "../pulumi/stack";
import type { Check } from "./check";
import { clusterChecks } from "./cluster";
import { needsOf, type Needs } from "./needs";
import { stackChecks } from "./stack";

/** A stack as its update would find it; what fails becomes a check, so that the others are still seen. */
export async function examine(context: Context, stack: string): Promise<readonly Check[]> {
  const checks: Check[] = [];
  const session = await told(`Stack ${stack}`, checks, () => StackSession.open(context, stack));
  if (session !== undefined) checks.push(...((await told("State", checks, () => stackChecks(session))) ?? []));
  const needs = await told("Configuration", checks, () => readNeeds(context.cwd, stack));
  if (needs !== undefined) {
    checks.push({
      name: "Configuration",
      status: "ok",
      found: `${needs.places.length} kinds in their namespaces`,
      neededBy: [],
    });
  }
  if (session === undefined) return checks;
  const config = await told("Cluster", checks, () => connect(session));
  if (config === undefined || needs === undefined) return checks;
  checks.push(...((await told("Cluster", checks, () => clusterChecks(config, needs))) ?? []));
  return checks;
}

async function readNeeds(cwd: string, stack: string): Promise<Needs> {
  try {
    return await needsOf(cwd, stack);
  } catch (error) {
    if (error instanceof Error && /^(ConfigurationError|StackFileError)$/u.test(error.name)) {
      throw new OperationError("usage", error.message);
    }
    throw error;
  }
}

async function told<T>(name: string, checks: Check[], work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof OperationError)) throw error;
    const remedy = error.remedy.join(" ");
    checks.push({ name, status: "missing", found: error.message, neededBy: [], ...(remedy === "" ? {} : { remedy }) });
    return undefined;
  }
}
