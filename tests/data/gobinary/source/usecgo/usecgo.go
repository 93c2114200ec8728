//go:build usecgo

// Package usecgo calls C.
package usecgo

// static int three(void) { return 3; }
import "C"

// Three comes from C.
func Three() int { return int(C.three()) }
