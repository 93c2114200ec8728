// A program whose start-up is known: what the reader of Go binaries is tested with.
package main

import (
	beta "example.com/inits/beta.v2"
	"example.com/inits/usecgo"

	"example.com/helper"
)

var total int

func init() {
	total = beta.Count + usecgo.Three()
}

func main() {
	println(helper.Double(total))
}
