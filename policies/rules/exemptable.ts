/**
 * Numbers of the rules that an entry of the register may lift; the specification allows it for no other (SPEC 2), but
 * for the day or two of an emergency (`breakGlass`).
 */
export const exemptableRules: ReadonlySet<string> = new Set(["R-06", "R-25", "R-26", "R-32"]);
