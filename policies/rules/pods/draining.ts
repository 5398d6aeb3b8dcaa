/** a pod is given the time that it needs to stop, and can use it. */
import { repository } from "../../kubernetes/image";
import { at, isUnknown, member, number, show, text } from "../../values/field";
import { podRule, rule } from "../rule";
import { eachLongRunning } from "./containers";
import { preStop } from "./hooks";

/** Seconds that the program itself takes to drain after its hook (SPEC 2, R-47). */
const DRAIN_ANNOTATION = "bulwark.io/drain-seconds";
const INITIAL_GRACE_SECONDS = 30;

export const gracePeriod = podRule(
  rule({
    name: "grace-period",
    number: "R-47",
    title: "The grace period is longer than hook and drain together",
    severity: "high",
    tags: ["availability", "draining"],
    remedy: `Raise terminationGracePeriodSeconds above the seconds of the preStop hook plus those of the annotation ${DRAIN_ANNOTATION}.`,
  }),
  (pod, report, { judged }) => {
    const grace = member(pod.spec, "terminationGracePeriodSeconds");
    const drain = at(pod.metadata, "annotations", DRAIN_ANNOTATION);
    const unknown = [grace, drain].find(isUnknown);
    if (unknown !== undefined) {
      report.undecide(unknown);
      return;
    }
    if (pod.partial && grace.value === undefined) {
      return;
    }
    const drainSeconds = Number(text(drain) ?? number(drain) ?? 0);
    if (!Number.isFinite(drainSeconds)) {
      report.forbid(drain, "a number of seconds");
      return;
    }
    eachLongRunning(judged.type, pod, report, (container) => {
      const hook = preStop(container);
      if (hook.kind === "unknown") {
        report.undecide(hook.field);
        return;
      }
      const needed = (hook.kind === "sleep" ? hook.seconds : 0) + drainSeconds;
      if ((number(grace) ?? INITIAL_GRACE_SECONDS) <= needed) {
        report.forbid(grace, `more than ${needed} seconds`, container);
      }
    });
  },
);

export const nativeSleep = podRule(
  rule({
    name: "native-sleep",
    number: "R-50",
    title: "A hook that only waits needs no shell in the image",
    severity: "medium",
    tags: ["availability", "draining"],
    remedy: "Use lifecycle.preStop.sleep, or list the image under the setting imagesWithShell if it keeps its shell.",
  }),
  (pod, report, { judged, settings }) => {
    eachLongRunning(judged.type, pod, report, (container) => {
      const hook = preStop(container);
      const image = member(container.field, "image");
      if (hook.kind === "unknown" || (hook.kind === "sleep" && !hook.native && isUnknown(image))) {
        report.undecide(hook.kind === "unknown" ? hook.field : image);
      } else if (hook.kind === "sleep" && !hook.native) {
        const name = repository(text(image) ?? "");
        if (!settings.imagesWithShell.some((known) => repository(known) === name)) {
          report.forbid(hook.field, `the sleep action, as nothing promises a shell in ${show(image.value)}`, container);
        }
      }
    });
  },
);
