// Package first takes 3 ms of CPU time to initialise, in two functions.
package first

import "time"

var Table = map[string]int{}

func spin(d time.Duration) {
	for begin := time.Now(); time.Since(begin) < d; {
	}
}

func init() {
	Table["a"] = 1
	spin(time.Millisecond)
}

func init() {
	Table["b"] = 2
	spin(2 * time.Millisecond)
}
