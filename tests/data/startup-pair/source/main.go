// Command server is a small web server whose start is traced as early as possible (a0trace). It asks itself for
// some pages and ends:
//
//	STARTUP_TRACE=server.trace GODEBUG=inittrace=1,gctrace=1 ./server 2>server.log
package main

import (
	"context"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	_ "net/http/pprof"
	"runtime/trace"
	"strconv"
	"strings"
	"sync"

	// What servers usually bring along.
	_ "archive/tar"
	_ "archive/zip"
	_ "compress/bzip2"
	_ "crypto/dsa"
	_ "crypto/x509"
	_ "database/sql"
	_ "debug/dwarf"
	_ "debug/elf"
	_ "encoding/asn1"
	_ "encoding/csv"
	_ "expvar"
	_ "go/build"
	_ "go/format"
	_ "go/importer"
	_ "go/types"
	_ "hash/crc64"
	_ "log/slog"
	_ "log/syslog"
	_ "math/big"
	_ "mime/multipart"
	_ "net/http/cookiejar"
	_ "net/http/fcgi"
	_ "net/http/httputil"
	_ "net/mail"
	_ "net/rpc/jsonrpc"
	_ "net/smtp"
	_ "os/exec"
	_ "os/signal"
	_ "os/user"
	_ "runtime/debug"
	_ "testing"
	_ "text/scanner"
	_ "text/template"
	_ "time/tzdata"

	"a0demo/a0trace"
	"a0demo/catalog"
	"a0demo/pages"
	"a0demo/settings"
)

func handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/items/", traced("item", func(ctx context.Context, w http.ResponseWriter, r *http.Request) error {
		id, err := strconv.Atoi(strings.TrimPrefix(r.URL.Path, "/items/"))
		if err != nil || id < 0 || id >= len(catalog.Items) {
			return fmt.Errorf("no item %q", r.URL.Path)
		}
		trace.Log(ctx, "item", catalog.Items[id].Name)
		return pages.Item.Execute(w, catalog.Items[id])
	}))
	mux.HandleFunc("/list", traced("list", func(ctx context.Context, w http.ResponseWriter, r *http.Request) error {
		return pages.List.Execute(w, catalog.Items[:200])
	}))
	mux.HandleFunc("/icon", traced("icon", func(ctx context.Context, w http.ResponseWriter, r *http.Request) error {
		return pages.Icon(w, 40)
	}))
	return mux
}

// traced makes a request a task with one region for the work. WithRegion writes also when only the runtime knows
// of the trace, unlike StartRegion.
func traced(kind string, work func(context.Context, http.ResponseWriter, *http.Request) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		ctx, task := trace.NewTask(r.Context(), "request "+kind)
		defer task.End()
		var err error
		trace.WithRegion(ctx, "render "+kind, func() { err = work(ctx, w, r) })
		if err != nil {
			trace.Log(ctx, "error", err.Error())
			http.Error(w, err.Error(), http.StatusNotFound)
		}
	}
}

func fetch(base, path string) (int, error) {
	response, err := http.Get(base + path)
	if err != nil {
		return 0, err
	}
	defer response.Body.Close()
	body, err := io.Copy(io.Discard, response.Body)
	return int(body), err
}

func askMyself(ctx context.Context, base string) {
	ctx, task := trace.NewTask(ctx, "self test")
	defer task.End()
	paths := make(chan string)
	var all sync.WaitGroup
	for worker := 0; worker < settings.Current.Workers; worker++ {
		all.Add(1)
		go func() {
			defer all.Done()
			for path := range paths {
				trace.WithRegion(ctx, "fetch", func() {
					if n, err := fetch(base, path); err != nil {
						log.Fatal(err)
					} else {
						trace.Logf(ctx, "fetched", "%s: %d bytes", path, n)
					}
				})
			}
		}()
	}
	for i := 0; i < 12; i++ {
		paths <- []string{"/list", "/icon", fmt.Sprint("/items/", i*7), "/items/none"}[i%4]
	}
	close(paths)
	all.Wait()
}

func main() {
	ctx, task := trace.NewTask(context.Background(), "start")
	var listener net.Listener
	trace.WithRegion(ctx, "listen", func() {
		var err error
		if listener, err = net.Listen("tcp", settings.Current.Listen); err != nil {
			log.Fatal(err)
		}
	})
	server := &http.Server{Handler: handler()}
	go server.Serve(listener)
	trace.Log(ctx, "ready", listener.Addr().Network())
	log.Print("ready")
	task.End()

	askMyself(context.Background(), "http://"+listener.Addr().String())
	a0trace.Stop()
}
