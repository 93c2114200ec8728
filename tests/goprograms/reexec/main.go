// Command reexec replaces itself by itself once.
package main

import (
	"fmt"
	"os"
	"syscall"
)

func main() {
	if os.Getenv("RT0SCOPE_AGAIN") == "" {
		os.Setenv("RT0SCOPE_AGAIN", "1")
		panic(syscall.Exec("/proc/self/exe", os.Args, os.Environ()))
	}
	fmt.Println("second image")
}
