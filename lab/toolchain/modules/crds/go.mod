// Pins the modules whose published folders hold the CustomResourceDefinitions. Nothing is built from it: each module is
// downloaded at exactly the version written here and checked against go.sum.
module bulwark.lab/crds

go 1.25.0

require (
	github.com/cert-manager/cert-manager v1.21.2
	github.com/cloudnative-pg/cloudnative-pg v1.28.0
	github.com/external-secrets/external-secrets v1.3.2
	github.com/kedacore/keda/v2 v2.21.0
	github.com/prometheus-operator/prometheus-operator v0.85.0
	github.com/vmware-tanzu/velero v1.18.3
	istio.io/api v1.31.1
)
