// Package alpha has variables to initialise and two init functions.
package alpha

import "errors"

// Words is made by alpha.init and filled by the init functions.
var Words = map[string]int{}

// Err is made by newer compilers without code.
var Err = errors.New("alpha")

func init() {
	Words["first"] = len(Err.Error())
}

func init() {
	Words["second"] = 2
}
