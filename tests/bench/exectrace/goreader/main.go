// Command goreader iterates execution traces with Go's own reader, as fast as that goes, and prints
//
//	{"file":"10m.trace","events":10000000,"seconds":1.15,"peak_rss_bytes":138000000}
//
// for each. internal/trace can only be imported from inside GOROOT: compare.sh builds this there, as an overlay.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"internal/trace"
	"io"
	"os"
	"syscall"
	"time"
)

type result struct {
	File    string  `json:"file"`
	Events  int     `json:"events"`
	Seconds float64 `json:"seconds"`
	Peak    int64   `json:"peak_rss_bytes"`
	Error   string  `json:"error,omitempty"`
}

func iterate(path string) (events int, err error) {
	file, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	defer file.Close()
	reader, err := trace.NewReader(bufio.NewReaderSize(file, 1<<20))
	if err != nil {
		return 0, err
	}
	for {
		if _, err := reader.ReadEvent(); err != nil {
			if errors.Is(err, io.EOF) {
				err = nil
			}
			return events, err
		}
		events++
	}
}

func peak() int64 {
	var usage syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &usage)
	return usage.Maxrss << 10
}

func main() {
	out := json.NewEncoder(os.Stdout)
	for _, path := range os.Args[1:] {
		begin := time.Now()
		events, err := iterate(path)
		r := result{File: path, Events: events, Seconds: time.Since(begin).Seconds(), Peak: peak()}
		if err != nil {
			r.Error = err.Error()
		}
		if err := out.Encode(r); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}
