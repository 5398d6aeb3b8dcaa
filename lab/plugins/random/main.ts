/** pulumi-resource-random: the provider `random` of the lab. */
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { version } from "@pulumi/random/package.json";
import { implement, runPlugin } from "../shared";
import { randomProvider } from "./provider";

runPlugin((context) => [
  {
    definition: ResourceProviderService,
    implementation: implement(ResourceProviderService, randomProvider(context, version), context.cancelled),
  },
]);
