import { operation } from "../command";
import { OperationError } from "../errors";
import { asking, openClients } from "../kubernetes/clients";
import { waitForDeployment } from "../kubernetes/size";
import { workloadsOf, type Workload } from "../kubernetes/workloads";
import { managedObjects } from "../pulumi/inventory";
import { StackSession } from "../pulumi/stack";
import { run } from "../run";
import { requireService } from "../settings";
import { requireSystem } from "../systems";

/** The annotation that `kubectl rollout restart` sets; Pulumi does not own it, so no update takes it back. */
const ANNOTATION = "kubectl.kubernetes.io/restartedAt";

/** `bulwark restart STACK SYSTEM` (W-08). */
export const restart = operation("restart", {
  summary: "replace the pods of a system one after another, without any other change",
  details:
    "Does what kubectl rollout restart does with every Deployment of the system: it sets an annotation of the pod template that Pulumi does not own, so neither the stack file nor the state changes, and no later update restarts the pods again. New pods come before old ones go, as in any roll-out, so the disruption budget is kept. Then it waits. StatefulSets are left alone: one pod that restarts is an outage of its data. Where a restart shall stand in the configuration and its history, set the key restartedAt of the system and deploy.",
  workflows: ["W-08"],
  examples: ["restart prod smedrec", "restart staging appointment --service booking"],
})
  .argument("<stack>", "the stack")
  .argument("<system>", "the system")
  .option("--service <name>", "only this workload of the system, such as booking")
  .action((stack, systemName, { service }, command) => {
    const system = requireSystem(systemName);
    const only = service === undefined ? undefined : requireService(system, service).workload;
    return run(command, {
      explain: () => [
        `kubectl rollout restart deployment/${only ?? "NAME"} --namespace NAMESPACE`,
        `kubectl rollout status deployment/${only ?? "NAME"} --namespace NAMESPACE`,
      ],
      perform: async (context) => {
        const restarted: Workload[] = [];
        await context.follow([
          {
            title: `Restart of ${only ?? system} in stack ${stack}`,
            run: async (report) => {
              const session = await StackSession.open(context, stack);
              const deployments = workloadsOf(await managedObjects(session), system).filter(
                ({ kind, name }) => kind === "Deployment" && (only === undefined || name === only),
              );
              if (deployments.length === 0) throw nothingThere(stack, only ?? system);
              const clients = await openClients(session);
              const { PatchStrategy, setHeaderOptions } = await import("@kubernetes/client-node");
              const annotations = { [ANNOTATION]: new Date().toISOString().replace(/\.\d+Z$/u, "Z") };
              for (const deployment of deployments) {
                const { namespace, name } = deployment;
                const body = { spec: { template: { metadata: { annotations } } } };
                await asking(
                  context.signal,
                  `restarting ${name}`,
                  clients.apps.patchNamespacedDeployment(
                    { namespace, name, body, fieldManager: "bulwark" },
                    setHeaderOptions("Content-Type", PatchStrategy.StrategicMergePatch),
                  ),
                );
                restarted.push(deployment);
              }
              for (const deployment of deployments) await waitForDeployment(session, clients, deployment, { report });
            },
          },
        ]);
        const names = restarted.map(({ name }) => name);
        return {
          text: `Restarted in stack ${stack}: ${names.join(", ")}. Stack file and state are as before.`,
          data: { stack, system, restarted: restarted.map(({ namespace, name }) => ({ namespace, name })) },
        };
      },
    });
  });

function nothingThere(stack: string, what: string): OperationError {
  return new OperationError("usage", `Stack ${stack} has no Deployment of ${what}; nothing was restarted.`, [
    `bulwark status ${stack} shows what it has.`,
  ]);
}
