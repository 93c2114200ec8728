// Package beta lies in a folder with a dot, which linked names escape.
package beta

import "example.com/inits/alpha"

// Count needs alpha to be done.
var Count int

func init() {
	Count = len(alpha.Words)
}
