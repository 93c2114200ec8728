// Writes one profile of each kind as runtime/pprof does, into the folder that is its argument.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"sort"
	"sync"
	"time"
)

func work(d time.Duration) int {
	sum := 0
	for end := time.Now().Add(d); time.Now().Before(end); {
		x := make([]string, 0, 500)
		for i := 0; i < 500; i++ {
			x = append(x, fmt.Sprint(i*7919%500))
		}
		sort.Strings(x)
		sum += len(x[0])
	}
	return sum
}

func main() {
	runtime.SetMutexProfileFraction(1)
	runtime.SetBlockProfileRate(1)
	f, _ := os.Create(filepath.Join(os.Args[1], "cpu.pb.gz"))
	pprof.StartCPUProfile(f)
	work(500 * time.Millisecond)
	pprof.StopCPUProfile()
	f.Close()
	var m sync.Mutex
	var w sync.WaitGroup
	for i := 0; i < 4; i++ {
		w.Add(1)
		go func() { defer w.Done(); m.Lock(); time.Sleep(2 * time.Millisecond); m.Unlock() }()
	}
	w.Wait()
	for _, name := range []string{"heap", "goroutine", "mutex", "block", "threadcreate"} {
		f, _ := os.Create(filepath.Join(os.Args[1], name+".pb.gz"))
		pprof.Lookup(name).WriteTo(f, 0)
		f.Close()
	}
}
