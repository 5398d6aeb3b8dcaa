/** The lab's `kubernetes` provider: the process that the engine starts. */
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { implement, runPlugin } from "../shared";
import { providerMethods } from "./provider";

runPlugin((plugin) => [
  {
    definition: ResourceProviderService,
    implementation: implement(ResourceProviderService, providerMethods(plugin), plugin.cancelled),
  },
]);
