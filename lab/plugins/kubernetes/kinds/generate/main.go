// Prints, as JSON, how the Go types of every built-in kind decode and encode each field, by reflection over the
// published API types: go run . > ../api-types.json
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"sort"
	"strings"

	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/intstr"
	"k8s.io/client-go/kubernetes/scheme"
)

var leaves = map[reflect.Type]string{
	reflect.TypeOf(resource.Quantity{}):    "q",
	reflect.TypeOf(metav1.Time{}):          "t",
	reflect.TypeOf(metav1.MicroTime{}):     "u",
	reflect.TypeOf(metav1.Duration{}):      "d",
	reflect.TypeOf(intstr.IntOrString{}):   "o",
	reflect.TypeOf(runtime.RawExtension{}): "x",
	reflect.TypeOf(metav1.FieldsV1{}):      "x",
	reflect.TypeOf([]byte{}):               "y",
}

var types = map[string]map[string]string{}

func name(t reflect.Type) string {
	p := strings.TrimPrefix(t.PkgPath(), "k8s.io/api/")
	p = strings.TrimPrefix(p, "k8s.io/apimachinery/pkg/apis/")
	return p + "." + t.Name()
}

func code(t reflect.Type) string {
	if l, ok := leaves[t]; ok {
		return l
	}
	if reflect.PointerTo(t).Implements(reflect.TypeOf((*json.Unmarshaler)(nil)).Elem()) {
		fmt.Fprintln(os.Stderr, "custom decoder:", t)
	}
	switch t.Kind() {
	case reflect.String:
		return "s"
	case reflect.Bool:
		return "b"
	case reflect.Int, reflect.Int32, reflect.Int64, reflect.Uint8, reflect.Int8, reflect.Uint32:
		return "i"
	case reflect.Float32, reflect.Float64:
		return "f"
	case reflect.Interface:
		return "x"
	case reflect.Pointer:
		return "*" + code(t.Elem())
	case reflect.Slice, reflect.Array:
		if t.Elem().Kind() == reflect.Uint8 {
			return "y"
		}
		return "[" + code(t.Elem())
	case reflect.Map:
		return "{" + code(t.Elem())
	case reflect.Struct:
		n := name(t)
		if _, ok := types[n]; !ok {
			types[n] = map[string]string{}
			fields(t, types[n])
		}
		return "#" + n
	}
	panic(t.String())
}

func fields(t reflect.Type, out map[string]string) {
	for i := 0; i < t.NumField(); i++ {
		f := t.Field(i)
		if !f.IsExported() {
			continue
		}
		parts := strings.Split(f.Tag.Get("json"), ",")
		if parts[0] == "-" {
			continue
		}
		mods := ""
		inline := f.Anonymous && parts[0] == ""
		for _, p := range parts[1:] {
			switch p {
			case "inline":
				inline = true
			case "omitempty":
				mods += "?"
			case "omitzero":
				mods += "!"
			}
		}
		if inline {
			ft := f.Type
			if ft.Kind() == reflect.Pointer {
				ft = ft.Elem()
			}
			fields(ft, out)
			continue
		}
		n := parts[0]
		if n == "" {
			n = f.Name
		}
		if n == "managedFields" {
			continue // dropped from inputs before any comparison
		}
		if n == "status" {
			out[n] = mods + "x" // inputs carry no status worth decoding
			continue
		}
		out[n] = mods + code(f.Type)
	}
}

type lifecycle struct {
	Introduced  string `json:"introduced,omitempty"`
	Removed     string `json:"removed,omitempty"`
	Replacement string `json:"replacement,omitempty"`
}

func lifecycleOf(o any) lifecycle {
	var l lifecycle
	if i, ok := o.(interface{ APILifecycleIntroduced() (int, int) }); ok {
		major, minor := i.APILifecycleIntroduced()
		l.Introduced = fmt.Sprintf("%d.%d", major, minor)
	}
	if r, ok := o.(interface{ APILifecycleRemoved() (int, int) }); ok {
		major, minor := r.APILifecycleRemoved()
		l.Removed = fmt.Sprintf("%d.%d", major, minor)
	}
	if r, ok := o.(interface {
		APILifecycleReplacement() schema.GroupVersionKind
	}); ok {
		g := r.APILifecycleReplacement()
		l.Replacement = g.GroupVersion().String() + "/" + g.Kind
	}
	return l
}

func main() {
	kinds := map[string]string{}
	lifecycles := map[string]lifecycle{}
	for gvk, t := range scheme.Scheme.AllKnownTypes() {
		if gvk.Version == runtime.APIVersionInternal || strings.HasSuffix(gvk.Kind, "List") || strings.HasSuffix(gvk.Kind, "Options") || gvk.Kind == "WatchEvent" || gvk.Kind == "Status" {
			continue
		}
		if _, ok := t.FieldByName("ObjectMeta"); !ok {
			continue
		}
		key := gvk.GroupVersion().String() + "/" + gvk.Kind
		kinds[key] = code(t)[1:]
		if l := lifecycleOf(reflect.New(t).Interface()); l.Removed != "" || l.Replacement != "" {
			lifecycles[key] = l
		}
	}
	encoded := map[string]string{}
	for n, fs := range types {
		names := make([]string, 0, len(fs))
		for f := range fs {
			names = append(names, f)
		}
		sort.Strings(names)
		for i, f := range names {
			names[i] = f + ":" + fs[f]
		}
		encoded[n] = strings.Join(names, " ")
	}
	out := json.NewEncoder(os.Stdout)
	out.SetEscapeHTML(false)
	out.SetIndent("", "  ")
	if err := out.Encode(map[string]any{"kinds": kinds, "lifecycles": lifecycles, "types": encoded}); err != nil {
		panic(err)
	}
}
