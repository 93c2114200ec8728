// Command stubborn ignores SIGTERM, as its children do.
package main

import (
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"time"
)

func main() {
	signal.Ignore(syscall.SIGTERM)
	if len(os.Args) == 1 {
		child := exec.Command("/proc/self/exe", "child")
		child.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
		if err := child.Start(); err != nil {
			panic(err)
		}
		fmt.Println("pids", os.Getpid(), child.Process.Pid)
		if name := os.Getenv("RT0SCOPE_PIDS"); name != "" {
			os.WriteFile(name, []byte(fmt.Sprintln(os.Getpid(), child.Process.Pid)), 0o600)
		}
	}
	time.Sleep(time.Hour)
}
