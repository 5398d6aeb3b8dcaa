/** What a plain JavaScript program needs to register objects of any kind on the lab's cluster. */
export const PROGRAM_START = `
const pulumi = require("@pulumi/pulumi");
const version = require("@pulumi/kubernetes/package.json").version;
class Provider extends pulumi.ProviderResource {
  constructor() { super("kubernetes", "lab", { kubeconfig: process.env.KUBECONFIG }, { version }); }
}
class Resource extends pulumi.CustomResource {}
const provider = new Provider();
`;
