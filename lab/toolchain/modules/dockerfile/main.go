// Command dockerfile reads a Dockerfile as BuildKit does and prints what it found as JSON: the warnings of `docker build
// --check`, the stages with their instructions, and the configuration of the image that each stage would become.
// Base images are not fetched: they count as images without configuration.
//
// Usage: dockerfile FILE [BUILD_ARGUMENT=VALUE…]
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"github.com/moby/buildkit/client/llb"
	"github.com/moby/buildkit/client/llb/sourceresolver"
	"github.com/moby/buildkit/frontend/dockerfile/dockerfile2llb"
	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/linter"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
	"github.com/moby/buildkit/frontend/dockerui"
	"github.com/opencontainers/go-digest"
	ocispecs "github.com/opencontainers/image-spec/specs-go/v1"
)

type finding struct {
	Rule   string `json:"rule"`
	Detail string `json:"detail"`
	URL    string `json:"url"`
	Line   int    `json:"line"`
}

type instruction struct {
	Name string `json:"name"`
	// Flags such as "--from=builder".
	Flags []string `json:"flags"`
	Words []string `json:"words"`
	Line  int      `json:"line"`
}

type stage struct {
	Name         string        `json:"name"`
	Base         string        `json:"base"`
	Instructions []instruction `json:"instructions"`
	// Image is missing where there are findings.
	Image *ocispecs.ImageConfig `json:"image,omitempty"`
}

type answer struct {
	Findings []finding `json:"findings"`
	// Arguments stand before the first stage.
	Arguments []instruction `json:"arguments"`
	Stages    []stage       `json:"stages"`
}

// withoutConfiguration answers for every base image, so that nothing is asked of a registry.
type withoutConfiguration struct{}

func (withoutConfiguration) ResolveImageConfig(
	_ context.Context, reference string, _ sourceresolver.Opt,
) (string, digest.Digest, []byte, error) {
	configuration := []byte(`{"architecture":"amd64","os":"linux","config":{}}`)
	return reference, digest.FromBytes(configuration), configuration, nil
}

func main() {
	if len(os.Args) < 2 {
		fail("usage: dockerfile FILE [BUILD_ARGUMENT=VALUE…]")
	}
	text, err := os.ReadFile(os.Args[1])
	if err != nil {
		fail(err.Error())
	}
	result, err := read(text, os.Args[1], buildArguments(os.Args[2:]))
	if err != nil {
		fail(fmt.Sprintf("%s: %s", os.Args[1], err))
	}
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(result); err != nil {
		fail(err.Error())
	}
}

func fail(message string) {
	fmt.Fprintln(os.Stderr, "error: "+message)
	os.Exit(1)
}

func buildArguments(words []string) map[string]string {
	arguments := map[string]string{}
	for _, word := range words {
		name, value, _ := strings.Cut(word, "=")
		arguments[name] = value
	}
	return arguments
}

func read(text []byte, file string, arguments map[string]string) (*answer, error) {
	ctx := context.Background()
	tree, err := parser.Parse(bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	stages, _, err := instructions.Parse(tree.AST, nil)
	if err != nil {
		return nil, err
	}
	result := &answer{Findings: []finding{}, Arguments: []instruction{}}
	options := dockerfile2llb.ConvertOpt{
		Config:         dockerui.Config{BuildArgs: arguments, LinterConfig: &linter.Config{}},
		MetaResolver:   withoutConfiguration{},
		TargetPlatform: &ocispecs.Platform{OS: "linux", Architecture: "amd64"},
		SourceMap:      llb.NewSourceMap(nil, file, "Dockerfile", text),
	}

	checked := options
	checked.AllStages = true
	checked.Warn = func(rule, _, url, detail string, location []parser.Range) {
		line := 0
		if len(location) > 0 {
			line = location[0].Start.Line
		}
		result.Findings = append(result.Findings, finding{rule, detail, url, line})
	}
	if _, err := dockerfile2llb.Dockerfile2LLB(ctx, text, checked); err != nil && len(result.Findings) == 0 {
		return nil, err
	}

	for _, node := range tree.AST.Children {
		if strings.EqualFold(node.Value, "from") {
			next := stages[len(result.Stages)]
			current := stage{Name: next.Name, Base: next.BaseName, Instructions: []instruction{}}
			// A file that says `check=error=true` makes no image while there are findings.
			if len(result.Findings) == 0 {
				options.Target = next.Name
				built, err := dockerfile2llb.Dockerfile2LLB(ctx, text, options)
				if err != nil {
					return nil, err
				}
				current.Image = &built.Image.Config.ImageConfig
			}
			result.Stages = append(result.Stages, current)
			continue
		}
		if len(result.Stages) == 0 {
			result.Arguments = append(result.Arguments, instructionOf(node))
			continue
		}
		current := &result.Stages[len(result.Stages)-1]
		current.Instructions = append(current.Instructions, instructionOf(node))
	}
	return result, nil
}

func instructionOf(node *parser.Node) instruction {
	words := []string{}
	for word := node.Next; word != nil; word = word.Next {
		words = append(words, word.Value)
	}
	return instruction{strings.ToUpper(node.Value), append([]string{}, node.Flags...), words, node.StartLine}
}
