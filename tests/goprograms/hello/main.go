// Command hello has two packages with inits of known length.
package main

import (
	"fmt"
	"os"

	"example.com/goprograms/hello/second"
)

func main() {
	fmt.Println("sum", second.Sum, os.Getenv("RT0SCOPE_TEST"))
	fmt.Fprintln(os.Stderr, "hello is ready")
}
