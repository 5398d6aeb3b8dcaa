import * as pulumi from "@pulumi/pulumi";

/** A value in base64, as `data` of a Secret takes it; it becomes a Pulumi secret whatever is given. */
export function secretData(value: pulumi.Input<string>): pulumi.Output<string> {
  return pulumi.secret(value).apply((text) => Buffer.from(text, "utf8").toString("base64"));
}
