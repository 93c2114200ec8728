// Command listens opens a port, or the unix socket that it is given.
package main

import (
	"net"
	"os"
	"time"
)

func main() {
	time.Sleep(20 * time.Millisecond)
	network, address := "tcp", "127.0.0.1:0"
	if len(os.Args) > 1 {
		network, address = "unix", os.Args[1]
	}
	listener, err := net.Listen(network, address)
	if err != nil {
		panic(err)
	}
	listener.Accept()
}
