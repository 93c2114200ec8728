// Package pages renders what the server answers.
package pages

import (
	"html/template"
	"image"
	"image/color"
	_ "image/gif"
	_ "image/jpeg"
	"image/png"
	"io"
	"strings"
)

var (
	helpers = template.FuncMap{"upper": strings.ToUpper, "join": strings.Join}

	Item = template.Must(template.New("item").Funcs(helpers).Parse(
		`<h1>{{upper .Name}}</h1><p>{{join .Tags ", "}}</p><p>{{printf "%.2f" .Price}}</p>`))
	List = template.Must(template.New("list").Funcs(helpers).Parse(
		`<ul>{{range $i, $item := .}}<li id="{{$i}}"><a href="/items/{{$item.ID}}">{{$item.Name}}</a></li>{{end}}</ul>`))
)

// Icon draws a small picture.
func Icon(w io.Writer, shade uint8) error {
	picture := image.NewGray(image.Rect(0, 0, 64, 64))
	for x := 0; x < 64; x++ {
		for y := 0; y < 64; y++ {
			picture.SetGray(x, y, color.Gray{Y: shade + uint8(x*y/32)})
		}
	}
	return png.Encode(w, picture)
}
