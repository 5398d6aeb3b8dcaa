import { InvalidArgumentError } from "@commander-js/extra-typings";

import { operation } from "../command";
import { OperationError } from "../errors";
import { openClients } from "../kubernetes/clients";
import { forward } from "../kubernetes/port-forward";
import { managedObjects, type ManagedObject } from "../pulumi/inventory";
import { StackSession } from "../pulumi/stack";
import { run } from "../run";
import { settingsOf } from "../settings";
import { requireSystem } from "../systems";
import type { SystemName } from "../../systems/registry";

/** `bulwark port-forward STACK SYSTEM [LOCAL]` (W-09). */
export const portForward = operation(
  "port-forward",
  {
    summary: "lead a port of this machine to a Service of a system, until interrupted",
    details:
      "Listens on 127.0.0.1 only and leads each connection to a ready pod behind the Service, chosen anew each time, so that a roll-out does not end it. LOCAL is the local port; 0 takes any free one. Default: the Service's own port, or a free one where that is below 1024. The first line of standard output says where it listens. An interrupt ends it with exit code 0.",
    workflows: ["W-09"],
    examples: ["port-forward dev mllp", "port-forward staging appointment 8080 --service booking-service"],
  },
  { timeout: "24h" },
)
  .argument("<stack>", "the stack")
  .argument("<system>", "the system")
  .argument("[local]", "port of this machine", localPort)
  .option("--service <name>", "name of the Service")
  .action((stack, systemName, local, { service: named, json }, command) => {
    const system = requireSystem(systemName);
    return run(command, {
      explain: () => [
        `kubectl port-forward svc/${named ?? settingsOf[system].mainService ?? "NAME"} ${local === undefined ? "PORT" : `${local}:PORT`} --namespace NAMESPACE`,
      ],
      perform: async (context) => {
        const session = await StackSession.open(context, stack);
        const { name: service, namespace = "" } = chooseService(await managedObjects(session), system, named);
        const {
          localPort: port,
          servicePort,
          ended,
        } = await forward(await openClients(session), { namespace, service }, local, {
          signal: context.signal,
          warn: (line) => process.stderr.write(`${line}\n`),
        });
        const where = { address: "127.0.0.1", port, service, namespace, servicePort };
        process.stdout.write(
          json === true
            ? `${JSON.stringify(where)}\n`
            : `127.0.0.1:${port} leads to ${namespace}/${service}:${servicePort}; Ctrl-C ends it.\n`,
        );
        await ended;
        return { text: "Ended.", data: { ended: true } };
      },
    });
  });

function chooseService(
  objects: readonly ManagedObject[],
  system: SystemName,
  named: string | undefined,
): ManagedObject {
  const services = objects.filter(({ kind, system: owner }) => kind === "Service" && owner === system);
  const wanted = named ?? settingsOf[system].mainService ?? (services.length === 1 ? services[0]?.name : undefined);
  const found = services.find(({ name }) => name === wanted);
  if (found !== undefined) return found;
  const names = services.map(({ name }) => name).join(", ") || "none";
  throw new OperationError(
    "usage",
    wanted === undefined
      ? `Which Service of ${system}? Name it with --service: ${names}.`
      : `${system} has no Service "${wanted}" there. It has: ${names}.`,
  );
}

function localPort(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/u.test(text) && port < 65_536) return port;
  throw new InvalidArgumentError("Allowed: 0 to 65535.");
}
