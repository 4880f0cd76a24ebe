package store

import (
	"fmt"
	"math"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/errs"
)

// MaxKeyBytes bounds the id of a node and the role of a link: a backend may
// index them, and some refuse long ones.
const MaxKeyBytes = 2048

// Validate checks a batch against the rules that every backend holds, so that
// none of them has rules of its own: kinds and types are of the closed sets,
// evidence batches hold no derived kind, text is valid UTF-8 in NFC without
// NUL, floats are finite and not -0, names are not empty, absent values are
// left out, claims of evidence have a class. Errors name the position in the
// batch, never the value.
func (b *Batch) Validate() error {
	for i := range b.Nodes {
		n := &b.Nodes[i]
		if err := checkNode(n, false); err != nil {
			return invalid(fmt.Sprintf("node %d of the batch (%s)", i, n.Key.Kind), err)
		}
	}
	for i := range b.Links {
		l := &b.Links[i]
		if err := checkLink(l, false); err != nil {
			return invalid(fmt.Sprintf("link %d of the batch (%s)", i, l.Type), err)
		}
	}
	return nil
}

// Validate checks a run image by the same rules, with the derived kinds
// allowed and required.
func (img *RunImage) Validate() error {
	if img.Run.Key.Kind != entity.KindRun {
		return invalid("run node", fmt.Errorf("kind %s", img.Run.Key.Kind))
	}
	if err := checkNode(&img.Run, true); err != nil {
		return invalid("run node", err)
	}
	for i := range img.Rings {
		if err := checkNode(&img.Rings[i], true); err != nil || img.Rings[i].Key.Kind != entity.KindRing {
			return invalid(fmt.Sprintf("ring %d of the run", i), err)
		}
	}
	for i := range img.Members {
		if err := checkLink(&img.Members[i], true); err != nil {
			return invalid(fmt.Sprintf("member link %d of the run", i), err)
		}
	}
	return nil
}

func invalid(subject string, cause error) error {
	msg := "breaks a rule of the store"
	if cause != nil {
		msg = cause.Error()
	}
	return &errs.Error{Op: "store", Kind: errs.Invalid, Subject: subject, Message: msg}
}

func checkNode(n *entity.Node, derived bool) error {
	if err := checkKey(n.Key); err != nil {
		return err
	}
	if n.Key.Kind.Derived() != derived {
		return fmt.Errorf("kind %s does not belong here", n.Key.Kind)
	}
	return checkAttrs(n.Attrs, derived)
}

func checkLink(l *entity.Link, derived bool) error {
	if !l.Type.Valid() || (l.Type == entity.LinkMemberOf) != derived {
		return fmt.Errorf("type %s does not belong here", l.Type)
	}
	if err := checkKey(l.From); err != nil {
		return fmt.Errorf("from: %w", err)
	}
	if err := checkKey(l.To); err != nil {
		return fmt.Errorf("to: %w", err)
	}
	if err := checkText(l.Role, MaxKeyBytes); err != nil {
		return fmt.Errorf("role: %w", err)
	}
	if !derived && len(l.Attrs) > 0 {
		return fmt.Errorf("an evidence link has claims, not attributes")
	}
	if !derived && len(l.Claims) == 0 {
		return fmt.Errorf("a link without a claim")
	}
	for _, c := range l.Claims {
		if c.Class == entity.ClassUnknown || c.Class > entity.ClassObserved {
			return fmt.Errorf("a claim without evidence class")
		}
	}
	return checkAttrs(l.Attrs, derived)
}

func checkKey(k entity.Key) error {
	if !k.Kind.Valid() {
		return fmt.Errorf("unknown kind")
	}
	if k.ID == "" {
		return fmt.Errorf("empty id")
	}
	return checkText(k.ID, MaxKeyBytes)
}

func checkAttrs(as []entity.Attr, derived bool) error {
	for _, a := range as {
		if a.Name == "" {
			return fmt.Errorf("attribute without a name")
		}
		if a.Value.Kind() == entity.ValueAbsent {
			return fmt.Errorf("attribute %s is absent: leave it out", a.Name)
		}
		if !derived && (a.Claim.Class == entity.ClassUnknown || a.Claim.Class > entity.ClassObserved) {
			return fmt.Errorf("attribute %s without evidence class", a.Name)
		}
		if err := checkValue(a.Value); err != nil {
			return fmt.Errorf("attribute %s: %w", a.Name, err)
		}
	}
	return nil
}

func checkValue(v entity.Value) error {
	switch v.Kind() {
	case entity.ValueFloat:
		f := v.AsFloat()
		if math.IsNaN(f) || math.IsInf(f, 0) || (f == 0 && math.Signbit(f)) {
			return fmt.Errorf("not a finite number")
		}
	case entity.ValueString:
		return checkText(v.Text(), math.MaxInt)
	case entity.ValueWhen:
		_, zone := v.AsWhen()
		return checkText(zone, MaxKeyBytes)
	case entity.ValueList:
		for _, s := range v.AsList() {
			if err := checkText(s, math.MaxInt); err != nil {
				return err
			}
		}
	}
	return nil
}

func checkText(s string, limit int) error {
	switch {
	case len(s) > limit:
		return fmt.Errorf("text of %d bytes, at most %d", len(s), limit)
	case !utf8.ValidString(s):
		return fmt.Errorf("text is not valid UTF-8")
	case !norm.NFC.IsNormalString(s):
		return fmt.Errorf("text is not in NFC")
	}
	for i := 0; i < len(s); i++ {
		if s[i] == 0 {
			return fmt.Errorf("text holds a NUL byte")
		}
	}
	return nil
}
