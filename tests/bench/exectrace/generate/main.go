// Command generate writes an execution trace of about -events events: rings of goroutines that pass messages
// over channels, now and then a system call, a task with regions and logs, and garbage to collect.
//
//	go run generate/main.go -events 10000000 -o 10m.trace
//
// It stops after so many messages as usually make so many events, so the count is near, not exact. It keeps to
// one file and to what Go 1.21 has, so that older toolchains can write older formats.
package main

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"os"
	"runtime"
	"runtime/trace"
	"sync"
	"sync/atomic"
	"syscall"
)

// budget is how often messages may still be handed on.
type budget struct{ left atomic.Int64 }

func (b *budget) take(hops int) bool { return b.left.Add(-int64(hops)) >= 0 }

// ring passes messages around n goroutines while the budget lasts. Work beside that depends on the message's number,
// so that every ring does some of everything.
func ring(hops *budget, n int, all *sync.WaitGroup) {
	defer all.Done()
	first := make(chan int)
	in := first
	var members sync.WaitGroup
	for i := 0; i < n; i++ {
		out := make(chan int)
		members.Add(1)
		go func(in <-chan int, out chan<- int) {
			defer members.Done()
			pass(in, out)
		}(in, out)
		in = out
	}
	for message := 0; hops.take(n); message++ {
		first <- message
		<-in
	}
	close(first)
	members.Wait()
}

func pass(in <-chan int, out chan<- int) {
	var kept []byte
	for message := range in {
		if message%64 == 0 {
			kept = make([]byte, 16<<10)
		}
		if message%128 == 1 {
			syscall.Read(-1, kept)
		}
		if message%256 == 2 {
			userWork(message)
		}
		out <- message
	}
	runtime.KeepAlive(kept)
	close(out)
}

func userWork(message int) {
	ctx, task := trace.NewTask(context.Background(), "message")
	defer task.End()
	trace.WithRegion(ctx, "handle", func() {
		trace.Logf(ctx, "number", "%d", message)
		done := make(chan bool)
		go func() {
			defer trace.StartRegion(ctx, "child").End()
			close(done)
		}()
		<-done
	})
}

func run(path string, hops *budget, goroutines, ringSize int) error {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	out := bufio.NewWriterSize(file, 1<<20)
	if err := trace.Start(out); err != nil {
		return err
	}
	var rings sync.WaitGroup
	for started := 0; started < goroutines; started += ringSize {
		rings.Add(1)
		go ring(hops, ringSize, &rings)
	}
	rings.Wait()
	trace.Stop()
	if err := out.Flush(); err != nil {
		return err
	}
	return file.Close()
}

func main() {
	path := flag.String("o", "out.trace", "`file` to write")
	events := flag.Int64("events", 1_000_000, "about how many events")
	perHop := flag.Float64("events-per-hop", 3.4, "how many events handing on a message makes")
	goroutines := flag.Int("goroutines", 1000, "how many goroutines pass messages")
	ringSize := flag.Int("ring", 10, "how many of them are in one ring")
	procs := flag.Int("procs", runtime.NumCPU(), "GOMAXPROCS")
	flag.Parse()
	runtime.GOMAXPROCS(*procs)
	var hops budget
	hops.left.Store(int64(float64(*events) / *perHop))
	if err := run(*path, &hops, *goroutines, max(1, *ringSize)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
