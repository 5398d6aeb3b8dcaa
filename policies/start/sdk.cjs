/**
 * What the policy SDK uses of @pulumi/pulumi. The main module of that package would also load the Automation API, the
 * TypeScript compiler and npm's own libraries, which no policy needs.
 */
"use strict";

module.exports = {
  asset: require("@pulumi/pulumi/asset"),
  Output: require("@pulumi/pulumi/output").Output,
};
