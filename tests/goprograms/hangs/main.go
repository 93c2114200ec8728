// Command hangs waits in a package's init.
package main

import "time"

func init() {
	time.Sleep(time.Hour)
}

func main() {}
