//go:build !usecgo

// Package usecgo calls C when it is built with the tag usecgo.
package usecgo

// Three comes from Go here.
func Three() int { return 3 }
