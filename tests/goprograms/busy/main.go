// Command busy does at start-up what disturbs a tracer: threads, a CPU profile (SIGPROF), children, own signals.
package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"runtime/pprof"
	"sync"
	"syscall"
	"time"
)

var profile bytes.Buffer

func spin(d time.Duration) (n int) {
	for begin := time.Now(); time.Since(begin) < d; n++ {
	}
	return n
}

func threads(count int) {
	var all sync.WaitGroup
	for i := 0; i < count; i++ {
		all.Add(1)
		go func() {
			defer all.Done()
			runtime.LockOSThread() // the thread ends with the goroutine
			spin(200 * time.Microsecond)
		}()
	}
	all.Wait()
}

func signals(count int) {
	got := make(chan os.Signal, count)
	signal.Notify(got, syscall.SIGUSR1)
	for i := 0; i < count; i++ {
		syscall.Kill(os.Getpid(), syscall.SIGUSR1)
		<-got
	}
}

func init() {
	if len(os.Args) > 1 {
		return
	}
	if err := pprof.StartCPUProfile(&profile); err != nil {
		panic(err)
	}
	threads(20)
	signals(20)
	for i := 0; i < 3; i++ {
		if out, err := exec.Command("/proc/self/exe", "child").Output(); err != nil || string(out) != "child\n" {
			panic(fmt.Sprint("child: ", string(out), err))
		}
	}
	runtime.GC()
}

func main() {
	if len(os.Args) > 1 {
		fmt.Println("child")
		return
	}
	threads(20)
	spin(30 * time.Millisecond)
	pprof.StopCPUProfile()
	fmt.Println("profile", profile.Len() > 0)
}
