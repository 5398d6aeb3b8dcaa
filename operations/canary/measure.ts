import type { Prometheus } from "../prometheus/query";
import type { Measurement, Requests } from "./judge";

/** Whose requests are counted, and by whom. */
export interface Counted {
  readonly namespace: string;
  /** Name of the stable release. */
  readonly name: string;
  /** Who splits the requests (C-30). */
  readonly split: "mesh" | "ingress";
}

/** Series that count requests, and those of them that failed. */
interface Series {
  readonly total: string;
  readonly failed: string;
}

/** Measures both releases over the last `seconds`. */
export async function measure(source: Prometheus, counted: Counted, seconds: number): Promise<Measurement> {
  const { canary, stable } = seriesOf(counted);
  const [ofCanary, ofStable] = await Promise.all([
    requests(source, canary, seconds),
    requests(source, stable, seconds),
  ]);
  return { canary: ofCanary, stable: ofStable };
}

async function requests(source: Prometheus, { total, failed }: Series, seconds: number): Promise<Requests> {
  const [all = 0, bad = 0] = await Promise.all([total, failed].map((each) => source.value(increase(each, seconds))));
  return { total: all, failed: bad };
}

/** The expression that is asked for a series. */
export function increase(series: string, seconds: number): string {
  return `sum(increase(${series}[${Math.ceil(seconds)}s]))`;
}

/** The series of both releases, as the sidecars of the servers or ingress-nginx count them. */
export function seriesOf({ namespace, name, split }: Counted): { readonly canary: Series; readonly stable: Series } {
  if (split === "mesh") {
    const of = (workload: string): Series =>
      series(
        "istio_requests_total",
        `reporter="destination",destination_workload="${workload}",destination_workload_namespace="${namespace}"`,
        "response_code",
      );
    return { canary: of(`${name}-canary`), stable: of(name) };
  }
  // ingress-nginx counts both under the Ingress of the stable release; `canary` names the back end of those that left it.
  const backend = `"${namespace}-${name}-canary-.+"`;
  const of = (matcher: string): Series =>
    series("nginx_ingress_controller_requests", `namespace="${namespace}",ingress="${name}",${matcher}`, "status");
  return { canary: of(`canary=~${backend}`), stable: of(`canary!~${backend}`) };
}

function series(metric: string, labels: string, code: string): Series {
  return { total: `${metric}{${labels}}`, failed: `${metric}{${labels},${code}=~"5.."}` };
}
