// Package settings reads what the server shall do.
package settings

import (
	"encoding/json"
	"encoding/xml"
	"regexp"
	"strings"
)

type Settings struct {
	Listen  string  `json:"listen" xml:"listen"`
	Title   string  `json:"title" xml:"title"`
	Workers int     `json:"workers" xml:"workers"`
	Routes  []Route `json:"routes" xml:"routes>route"`
}

type Route struct {
	Pattern string `json:"pattern" xml:"pattern"`
	Page    string `json:"page" xml:"page"`
}

const text = `{"listen": "127.0.0.1:0", "title": "Catalogue", "workers": 4,
	"routes": [{"pattern": "/items/[0-9]+", "page": "item"}, {"pattern": "/search/.*", "page": "list"}]}`

var (
	name   = regexp.MustCompile(`^[\p{L}_][\p{L}\p{N}_.-]*$`)
	listen = regexp.MustCompile(`^(?:\[[0-9a-fA-F:]+\]|[0-9.]+|[a-z][a-z0-9.-]*):[0-9]{1,5}$`)

	// Current is read at start, as many programs do.
	Current = read(text)
)

func read(text string) Settings {
	var s Settings
	if err := json.NewDecoder(strings.NewReader(text)).Decode(&s); err != nil {
		panic(err)
	}
	if !listen.MatchString(s.Listen) || !name.MatchString(s.Title) {
		panic("settings: " + s.Listen + ", " + s.Title)
	}
	for _, route := range s.Routes {
		regexp.MustCompile(route.Pattern)
	}
	if _, err := xml.Marshal(s); err != nil {
		panic(err)
	}
	return s
}
