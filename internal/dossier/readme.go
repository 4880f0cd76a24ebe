package dossier

import (
	"bytes"
	_ "embed"
	"text/template"
)

//go:embed readme.en.txt.tmpl
var readmeEnglish string

//go:embed readme.zh.txt.tmpl
var readmeChinese string

// readme says what the package is and how to check it without our program.
func readme(d *Dossier, lang string) ([]byte, error) {
	text := readmeEnglish
	if lang == "zh" {
		text = readmeChinese
	}
	t, err := template.New("readme").Parse(text)
	if err != nil {
		return nil, err
	}
	banner := "title-association"
	if d.Lead {
		banner = "title-lead"
	}
	state := ""
	if d.Status != Final {
		state = say("draft", lang) + " · "
	}
	var b bytes.Buffer
	err = t.Execute(&b, map[string]any{"Title": state + say(banner, lang), "Ring": d.Ring.ID, "Revision": d.Ring.Revision,
		"Snapshot": d.Provenance.Snapshot, "Level": d.Handling.Level.String(), "Final": d.Status == Final, "Files": len(d.Evidence.Files)})
	return b.Bytes(), err
}
