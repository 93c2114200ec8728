// Command dies never reaches main.main.
package main

import "errors"

func init() {
	panic(errors.New("no configuration"))
}

func main() {}
