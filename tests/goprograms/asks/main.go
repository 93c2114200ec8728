// Command asks reads a line from the terminal, as programs do that want a password.
package main

import (
	"bufio"
	"fmt"
	"os"
)

func main() {
	terminal, err := os.Open("/dev/tty")
	if err != nil {
		fmt.Println("no terminal")
		return
	}
	line, err := bufio.NewReader(terminal).ReadString('\n')
	fmt.Println("read", line, err)
}
