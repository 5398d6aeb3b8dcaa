/** Sources of volumes, each as the API server takes it. */
import type { JsonObject } from "../objects";

const claim = { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } };

/** Sources without access to the node or to storage outside of the cluster's classes. */
export const HARMLESS_SOURCES: readonly JsonObject[] = [
  { configMap: { name: "a" } },
  { csi: { driver: "a.example.com" } },
  { downwardAPI: {} },
  { emptyDir: {} },
  { emptyDir: { medium: "Memory" } },
  { ephemeral: { volumeClaimTemplate: { spec: claim } } },
  { image: { reference: "registry.example.com/a:1" } },
  { persistentVolumeClaim: { claimName: "a" } },
  { projected: { sources: [] } },
  { projected: { sources: [{ serviceAccountToken: { path: "token" } }] } },
  { secret: { secretName: "a" } },
  // No source at all: the server makes an emptyDir of it.
  {},
  { hostPath: null },
  { emptyDir: {}, hostPath: null, nfs: null },
];

/** Every other source that the API knows, those that no cluster serves any more included. */
export const OTHER_SOURCES: readonly JsonObject[] = [
  { awsElasticBlockStore: { volumeID: "a" } },
  { azureDisk: { diskName: "a", diskURI: "https://a.example.com/vhds/a.vhd" } },
  { azureFile: { secretName: "a", shareName: "a" } },
  { cephfs: { monitors: ["a"] } },
  { cinder: { volumeID: "a" } },
  { fc: { targetWWNs: ["a"], lun: 0 } },
  { flexVolume: { driver: "example.com/a" } },
  { flocker: { datasetName: "a" } },
  { gcePersistentDisk: { pdName: "a" } },
  { gitRepo: { repository: "a" } },
  { glusterfs: { endpoints: "a", path: "a" } },
  { iscsi: { targetPortal: "192.0.2.1", iqn: "iqn.2001-04.com.example:a", lun: 0 } },
  { nfs: { server: "a", path: "/" } },
  { photonPersistentDisk: { pdID: "a" } },
  { portworxVolume: { volumeID: "a" } },
  { quobyte: { registry: "192.0.2.1:80", volume: "a" } },
  { rbd: { monitors: ["a"], image: "a" } },
  { scaleIO: { gateway: "https://a.example.com", system: "a", secretRef: { name: "a" }, volumeName: "a" } },
  { storageos: { volumeName: "a" } },
  { vsphereVolume: { volumePath: "a" } },
];

/** Directories of the node. */
export const NODE_SOURCES: readonly JsonObject[] = [
  { hostPath: { path: "/etc" } },
  { hostPath: { path: "/var/run/a.sock", type: "Socket" } },
  { hostPath: { path: "/a" }, emptyDir: null },
];
