import { readFileSync } from "node:fs";

import { checkPair, endsSoon } from "../certificates/pair";
import { renewAll, rotatePair } from "../certificates/rotate";
import { COMMIT, operation } from "../command";
import type { Context, Outcome } from "../context";
import { OperationError } from "../errors";
import { commandLine, upCommand } from "../explain";
import { StackSession } from "../pulumi/stack";
import { run } from "../run";
import { readSecretFile } from "../secrets/env-file";
import { hasKey } from "../secrets/keys";
import { requireSystem, targetsOf } from "../systems";

/** `bulwark rotate-cert STACK SYSTEM` (W-15). */
export const rotateCert = operation(
  "rotate-cert",
  {
    summary: "deploy another certificate, or have cert-manager issue one, and roll the pods",
    details:
      "With --certificate and --key: checks that both belong together, that the certificate and its chain are valid now and that each has signed the one before, and only then stores them encrypted and applies them; the pods roll in the same update. When that fails, the certificate before is put back. With --renew: has cert-manager issue the system's certificates anew, and restarts the pods that hold one of them in a volume.",
    workflows: ["W-15"],
    examples: ["rotate-cert prod mllp --certificate tls.crt --key tls.key", "rotate-cert prod bitvault --renew"],
  },
  { timeout: "20m" },
)
  .argument("<stack>", "the stack")
  .argument("<system>", "the system")
  .option("--certificate <file>", "the certificate with its chain, PEM; the server's own first")
  .option("--key <file>", "its private key, PEM without a passphrase")
  .option("--renew", "have cert-manager issue the certificates anew")
  .option(...COMMIT)
  .action((stack, system, { certificate, key, renew = false }, command) =>
    run(command, {
      changes: stack,
      explain: () => explain(stack, requireSystem(system), { certificate, key, renew }),
      perform: (context) => perform(context, stack, requireSystem(system), { certificate, key, renew }),
    }),
  );

interface Given {
  readonly certificate: string | undefined;
  readonly key: string | undefined;
  readonly renew: boolean;
}

async function perform(context: Context, stack: string, system: string, given: Given): Promise<Outcome> {
  const { certificate, key, renew } = given;
  const now = new Date();
  if (renew && certificate === undefined && key === undefined) {
    const { renewed, isRestarted } = await renewAll(await StackSession.open(context, stack), system, now);
    const restarted = isRestarted ? "The pods that hold them were restarted." : "No pod had to be restarted.";
    return {
      text: `Issued anew: ${renewed.join(", ")}. ${restarted}`,
      data: { stack, system, renewed },
      summary: `${system}: certificates issued anew`,
    };
  }
  if (renew || certificate === undefined || key === undefined) {
    throw new OperationError("usage", "Give --certificate and --key, or --renew alone.");
  }
  if (!hasKey(`${system}:tlsCertificate`)) {
    throw new OperationError("usage", `${system} takes no certificate from the stack file.`, [
      `bulwark rotate-cert ${stack} ${system} --renew`,
    ]);
  }
  const files = { certificate: readCertificate(certificate), key: await readSecretFile(key) };
  const pair = checkPair(files.certificate, files.key, now);
  await rotatePair(await StackSession.open(context, stack), system, files);
  const { subject, names, notAfter } = pair;
  return {
    text: [
      `${system} has the certificate of ${subject}, valid until ${notAfter.toISOString()}; the pods have it.`,
      ...(endsSoon(pair, now) ? ["It runs out within a fortnight."] : []),
    ].join("\n"),
    data: { stack, system, subject, names, notAfter },
    summary: `${system}: certificate rotated`,
  };
}

function readCertificate(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new OperationError("usage", `${file} cannot be read: ${(error as Error).message}`);
  }
}

function explain(
  stack: string,
  system: string,
  { certificate = "tls.crt", key = "tls.key", renew }: Given,
): readonly string[] {
  const up = upCommand(stack, { targets: targetsOf(requireSystem(system)) });
  const set = (name: string, file: string): string =>
    `${commandLine("pulumi", "config", "set", "--stack", stack, "--secret", `${system}:${name}`)} < ${file}`;
  if (!renew) return [set("tlsCertificate", certificate), set("tlsKey", key), up];
  return [
    "cmctl renew CERTIFICATE --namespace NAMESPACE",
    commandLine("pulumi", "config", "set", "--stack", stack, `${system}:restartedAt`, new Date().toISOString()),
    up,
  ];
}
