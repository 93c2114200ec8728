// Package catalog holds what the server shows. It is filled while packages are initialised, with much garbage:
// the first collections of the program happen here.
package catalog

import (
	"bytes"
	"compress/gzip"
	"encoding/gob"
	"fmt"
	"io"
	"sync"
)

type Item struct {
	ID    int
	Name  string
	Tags  []string
	Price float64
}

const count = 5_000

var (
	Items  = load(pack())
	ByName = index(Items)
)

func pack() []byte {
	var packed bytes.Buffer
	zip := gzip.NewWriter(&packed)
	encoder := gob.NewEncoder(zip)
	for i := 0; i < count; i++ {
		item := Item{i, fmt.Sprintf("item-%05d", i), []string{fmt.Sprint("tag-", i%17), fmt.Sprint("group-", i%5)}, float64(i) / 8}
		if err := encoder.Encode(item); err != nil {
			panic(err)
		}
	}
	if err := zip.Close(); err != nil {
		panic(err)
	}
	return packed.Bytes()
}

func load(packed []byte) []Item {
	zip, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		panic(err)
	}
	var items []Item
	for decoder := gob.NewDecoder(zip); ; {
		var item Item
		switch err := decoder.Decode(&item); err {
		case nil:
			items = append(items, item)
		case io.EOF:
			return items
		default:
			panic(err)
		}
	}
}

// index lets several goroutines share the work: they are what the trace shows of this package.
func index(items []Item) map[string]int {
	const parts = 4
	found := make(map[string]int, len(items))
	var lock sync.Mutex
	var all sync.WaitGroup
	for part := 0; part < parts; part++ {
		all.Add(1)
		go func() {
			defer all.Done()
			for i := part; i < len(items); i += parts {
				key := fmt.Sprint(items[i].Name, "/", items[i].Tags)
				lock.Lock()
				found[key] = items[i].ID
				lock.Unlock()
			}
		}()
	}
	all.Wait()
	return found
}
