import { text } from "../../config/fields";

/** The key `restartedAt`: a rolling restart without another change (W-08). */
export function restartedAtKey(): ReturnType<typeof text> {
  return text({
    description: "Any change of this time restarts the pods one after another (W-08). Default: none.",
    format: {
      pattern: String.raw`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$`,
      description: "A time as RFC 3339 writes it.",
      examples: ["2026-01-31T12:00:00Z"],
    },
  });
}
