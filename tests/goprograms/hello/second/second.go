// Package second needs first, and sleeps 2 ms when it is initialised.
package second

import (
	"time"

	"example.com/goprograms/hello/first"
)

var Sum int

func init() {
	time.Sleep(2 * time.Millisecond)
	for _, v := range first.Table {
		Sum += v
	}
}
