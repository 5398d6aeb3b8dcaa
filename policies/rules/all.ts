/** Every rule of the pack. */
import { backupSchedule, backupScope } from "./backup/schedules";
import { configMapSecrets } from "./data/config-maps";
import { environmentSecrets } from "./data/environment-secrets";
import {
  databaseAccess,
  databaseImageDigest,
  databaseImageRegistry,
  databaseImageTag,
  databaseResources,
} from "./database/cluster";
import { authorizationPeers, strictMtls } from "./mesh/policies";
import { namespaceEnvironment } from "./namespaces/environment";
import { ownNamespace, platformNamespaces } from "./namespaces/platform";
import { podSecurityLabels } from "./namespaces/pod-security-labels";
import { previewNamespaces } from "./namespaces/preview";
import { closedWorkloads } from "./network/closed-workloads";
import { gatewayTls, hosts, ingressTls } from "./network/edge";
import { openBlocks } from "./network/open-blocks";
import { externalEgress, openPeers } from "./network/policies";
import { openPorts } from "./network/ports";
import { externalAddresses, serviceType } from "./network/services";
import { podRules } from "./pod-rules";
import { addedCapabilities, podSeccompProfile } from "./pods/beyond-restricted";
import { dedicatedNodes } from "./pods/dedicated-nodes";
import { gracePeriod, nativeSleep } from "./pods/draining";
import { explicitUser } from "./pods/explicit-user";
import { unprivilegedPorts } from "./pods/ports";
import { probePorts, probesDiffer } from "./pods/probe-ports";
import { probeFrequency, probes } from "./pods/probes";
import { imageRegistry } from "./pods/registries";
import { cpuLimit, resources } from "./pods/resources";
import { ownServiceAccount } from "./pods/service-account";
import { bindingSubjects, clusterAdmin, platformBindings, writingRoles } from "./rbac/bindings";
import { cloudRoleRequired, cloudRoles } from "./rbac/cloud-roles";
import { namespacedRoles, readOnlyRoles, roleEscalation, roleExec, roleSecrets, roleWildcards } from "./rbac/roles";
import type { ObjectRule, StackRule } from "./rule";
import { scalingBounds, scalingSignals } from "./scaling/bounds";
import { namespaceBackups } from "./stack/backups";
import { budgetAllowsDrain, budgetPerService, budgetTargets, oneBudget } from "./stack/budgets";
import { meshMtls } from "./stack/mesh";
import { meshAuthorization } from "./stack/mesh-authorization";
import { metricsInside } from "./stack/metrics";
import { monitorTargets } from "./stack/monitors";
import { closedPods, defaultDeny, ownPolicy, serverNamespaces } from "./stack/network-coverage";
import { distinctSelectors } from "./stack/overlap";
import { configReferences, podReferences } from "./stack/references";
import { routeServices } from "./stack/routes";
import { scaleToZero } from "./stack/scale-to-zero";
import {
  oneScaler,
  replicasLeftAlone,
  scaleTargets,
  triggerAuthentications,
  utilizationRequests,
} from "./stack/scaling";
import { servicePods } from "./stack/services";
import { singleWriter } from "./stack/single-writer";
import { tokenMounts } from "./stack/tokens";
import { claimRetention } from "./workloads/claim-retention";
import { protectData } from "./workloads/protect";
import { rollingUpdate } from "./workloads/rollout";
import { storageClass } from "./workloads/storage-class";

/** The rules about single objects, in the order in which they are judged and reported. */
export const objectRules: readonly ObjectRule[] = [
  ...podRules,
  addedCapabilities,
  podSeccompProfile,
  explicitUser,
  unprivilegedPorts,
  resources,
  cpuLimit,
  probes,
  probeFrequency,
  probePorts,
  probesDiffer,
  gracePeriod,
  nativeSleep,
  imageRegistry,
  dedicatedNodes,
  ownServiceAccount,
  environmentSecrets,
  platformNamespaces,
  ownNamespace,
  rollingUpdate,
  protectData,
  claimRetention,
  storageClass,
  podSecurityLabels,
  namespaceEnvironment,
  previewNamespaces,
  externalEgress,
  openBlocks,
  openPeers,
  openPorts,
  closedWorkloads,
  serviceType,
  externalAddresses,
  ingressTls,
  gatewayTls,
  hosts,
  strictMtls,
  authorizationPeers,
  namespacedRoles,
  roleWildcards,
  readOnlyRoles,
  roleSecrets,
  roleEscalation,
  roleExec,
  clusterAdmin,
  writingRoles,
  platformBindings,
  bindingSubjects,
  cloudRoles,
  cloudRoleRequired,
  configMapSecrets,
  scalingBounds,
  scalingSignals,
  backupSchedule,
  backupScope,
  databaseImageTag,
  databaseImageDigest,
  databaseImageRegistry,
  databaseResources,
  databaseAccess,
];

/** The rules across the objects of a stack. */
export const stackRules: readonly StackRule[] = [
  defaultDeny,
  ownPolicy,
  closedPods,
  serverNamespaces,
  meshMtls,
  meshAuthorization,
  tokenMounts,
  utilizationRequests,
  replicasLeftAlone,
  oneScaler,
  scaleTargets,
  scaleToZero,
  triggerAuthentications,
  budgetPerService,
  budgetAllowsDrain,
  oneBudget,
  budgetTargets,
  singleWriter,
  configReferences,
  podReferences,
  servicePods,
  routeServices,
  monitorTargets,
  metricsInside,
  distinctSelectors,
  namespaceBackups,
];
