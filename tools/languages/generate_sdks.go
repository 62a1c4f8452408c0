// Writes the SDKs of the schema on the standard input into the folders `nodejs` and `go` of another folder.
package main

import (
	"encoding/json"
	"log"
	"os"
	"path/filepath"

	golang "github.com/pulumi/pulumi/pkg/v3/codegen/go"
	"github.com/pulumi/pulumi/pkg/v3/codegen/nodejs"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
)

func main() {
	log.SetFlags(0)
	var spec schema.PackageSpec
	must(json.NewDecoder(os.Stdin).Decode(&spec))
	languages := map[string]schema.Language{"nodejs": nodejs.Importer, "go": golang.Importer}
	pkg, err := schema.ImportSpec(spec, languages, schema.NewNullLoader(), schema.ValidationOptions{})
	must(err)
	forNode, err := nodejs.GeneratePackage("exotel-pulumi", pkg, nil, nil, false, nil)
	must(err)
	write("nodejs", forNode)
	forGo, err := golang.GeneratePackage("exotel-pulumi", pkg, nil)
	must(err)
	write("go", forGo)
}

func write(language string, files map[string][]byte) {
	for name, content := range files {
		path := filepath.Join(os.Args[1], language, name)
		must(os.MkdirAll(filepath.Dir(path), 0o755))
		must(os.WriteFile(path, content, 0o644))
	}
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
