import { operation } from "../command";
import { OperationError } from "../errors";
import { commandLine, upCommand } from "../explain";
import { run } from "../run";
import { requireSystem, targetsOf } from "../systems";
import { ageHours, prepare, restore as perform, type Prepared } from "../velero/run";

/** `bulwark restore STACK [SYSTEM]` (W-23). */
export const restore = operation(
  "restore",
  {
    summary: "restore a system's namespace from a backup, in place or beside it as a drill",
    details:
      "Takes the newest complete backup of the system's schedule, or the named one. Makes its storage location read-only, creates a Velero Restore and follows it to its end; then the storage location is as it was, whatever the end is. After a complete Restore in place the state is refreshed and the stack applied. Velero leaves alone what exists: delete what shall be restored first. With --into the data go into a new namespace, without the workloads that would work for the wrong database, and the stack is not touched. After an interrupt Velero goes on; the same command follows it again.",
    workflows: ["W-23"],
    examples: [
      "restore prod healthcare --dry-run",
      "restore prod healthcare --backup healthcare-daily-20260131020000",
      "restore prod healthcare --into healthcare-drill",
    ],
  },
  { timeout: "2h" },
)
  .argument("<stack>", "the stack")
  .argument("[system]", "the system whose schedule made the backup (default: the only one that has one)")
  .option("--backup <name>", "the backup (default: the newest complete one of the schedule)")
  .option("--into <namespace>", "a new namespace, for a drill")
  .option("--dry-run", "say what would be done, and do nothing")
  .action((stack, system, { backup, into, dryRun = false }, command) =>
    run(command, {
      explain: () => explain(stack, system, backup, into),
      perform: async (context) => {
        const options = { system: system === undefined ? undefined : requireSystem(system), backup, into };
        const prepared = await prepare(context, stack, options);
        const plan = planOf(prepared, into);
        const data = { stack, ...plan.data };
        if (dryRun) return { text: [...plan.lines, "Nothing was changed."].join("\n"), data: { ...data, dryRun } };
        await context.confirm([...plan.lines, "Go on?"].join("\n"));
        const { metadata, status } = await perform(prepared, into !== undefined);
        const { errors = 0, warnings = 0, phase } = status ?? {};
        return {
          text: [
            `Restored ${plan.data.namespaces.join(", ")} from ${plan.data.backup}: ${warnings} warnings.`,
            into === undefined
              ? `Stack ${stack} is deployed again.`
              : `Look at it, then: kubectl delete namespace ${into}`,
          ].join("\n"),
          data: { ...data, restore: metadata?.name, phase, errors, warnings },
        };
      },
    }),
  );

/** What is restored from where, for scripts. */
interface Plan {
  readonly schedule: string;
  readonly backup: string;
  readonly ageHours: number;
  readonly storageLocation: string;
  readonly namespaces: readonly string[];
  readonly into: string | undefined;
  readonly systems: readonly string[];
}

function planOf(
  { schedule, backup, restore: wanted, isThere, storageLocation, systems }: Prepared,
  into: string | undefined,
): { readonly lines: readonly string[]; readonly data: Plan } {
  const name = backup.metadata?.name ?? "";
  const namespaces = schedule.includedNamespaces;
  const age = ageHours(backup, new Date());
  return {
    lines: [
      `Backup ${name} of ${backup.status?.completionTimestamp ?? "an unknown time"}, ${age} hours old, in the storage location ${storageLocation}.`,
      isThere
        ? `Its Restore ${wanted.metadata?.name ?? ""} is under way and will be followed.`
        : `It will be restored into ${into ?? namespaces.join(", ")}; meanwhile the storage location takes no backup.`,
      into === undefined
        ? `What exists there stays as it is. Afterwards the stack is refreshed and applied, for ${systems.join(" and ")}.`
        : "Without the workloads that would work for the wrong database. The stack is not touched.",
    ],
    data: { backup: name, namespaces, into, storageLocation, schedule: schedule.name, ageHours: age, systems },
  };
}

function explain(
  stack: string,
  system: string | undefined,
  backup: string | undefined,
  into: string | undefined,
): readonly string[] {
  if (system === undefined) throw new OperationError("usage", "--explain needs to know the system.");
  const targets = targetsOf(requireSystem(system));
  const access = (mode: string): string =>
    commandLine(
      "kubectl",
      "patch",
      "backupstoragelocation",
      "LOCATION",
      "--namespace",
      "velero",
      "--type",
      "merge",
      "--patch",
      `{"spec":{"accessMode":"${mode}"}}`,
    );
  const mapping = into === undefined ? [] : ["--namespace-mappings", `NAMESPACE:${into}`];
  return [
    access("ReadOnly"),
    commandLine(
      "velero",
      "restore",
      "create",
      "--from-backup",
      backup ?? "BACKUP",
      "--include-namespaces",
      "NAMESPACE",
      ...mapping,
      "--wait",
    ),
    access("ReadWrite"),
    ...(into === undefined
      ? [
          commandLine("pulumi", "refresh", "--yes", "--stack", stack, ...targets.flatMap((each) => ["--target", each])),
          upCommand(stack, { targets }),
        ]
      : []),
  ];
}
