/** The version that the language host reports: that of the Pulumi CLI it is made for. */
export const HOST_VERSION = "3.250.0";
