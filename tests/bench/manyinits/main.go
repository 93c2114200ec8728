// Command manyinits writes a module whose program initialises many packages, for measuring:
//
//	go run ./manyinits FOLDER [PACKAGES]
//
// Each package imports up to three earlier ones, and its init allocates and hashes: most take a few
// microseconds, each tenth some ten, each hundredth about a millisecond. The same is written each time.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

const module = "example.org/manyinits"

func name(i int) string { return fmt.Sprintf("p%04d", i) }

func rounds(i int) int {
	switch {
	case i%100 == 50:
		return 400
	case i%10 == 5:
		return 20
	default:
		return 1 + i%3
	}
}

func source(i int) string {
	var text strings.Builder
	fmt.Fprintf(&text, "package %s\n\nimport (\n\t\"hash/crc32\"\n\t\"strconv\"\n", name(i))
	imports := []int{}
	for _, back := range []int{1 + i%7, 11 + i%13, 101 + i%31} {
		if i-back >= 0 {
			imports = append(imports, i-back)
		}
	}
	for _, each := range imports {
		fmt.Fprintf(&text, "\t%q\n", module+"/"+name(each))
	}
	text.WriteString(")\n\n// Table is what the init makes.\nvar Table = map[string]uint32{}\n\nfunc init() {\n")
	for _, each := range imports {
		fmt.Fprintf(&text, "\tTable[%q] = uint32(len(%s.Table))\n", name(each), name(each))
	}
	fmt.Fprintf(&text, "\tfor i := 0; i < %d; i++ {\n", rounds(i))
	text.WriteString("\t\tkey := strconv.Itoa(i)\n\t\tTable[key] = crc32.ChecksumIEEE(make([]byte, 512+i%64))\n\t}\n}\n")
	return text.String()
}

func write(path, text string) {
	err := os.MkdirAll(filepath.Dir(path), 0o755)
	if err == nil {
		err = os.WriteFile(path, []byte(text), 0o644)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func main() {
	count := 600
	if len(os.Args) > 2 {
		count, _ = strconv.Atoi(os.Args[2])
	}
	if len(os.Args) < 2 || count < 1 {
		fmt.Fprintln(os.Stderr, "usage: manyinits FOLDER [PACKAGES]")
		os.Exit(2)
	}
	folder := os.Args[1]
	write(filepath.Join(folder, "go.mod"), "module "+module+"\n\ngo 1.19\n")
	var all strings.Builder
	all.WriteString("package main\n\nimport (\n")
	for i := 0; i < count; i++ {
		write(filepath.Join(folder, name(i), name(i)+".go"), source(i))
		fmt.Fprintf(&all, "\t_ %q\n", module+"/"+name(i))
	}
	all.WriteString(")\n\nfunc main() { println(\"ready\") }\n")
	write(filepath.Join(folder, "main.go"), all.String())
}
