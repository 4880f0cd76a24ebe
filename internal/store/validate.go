package store

import (
	"errors"
	"fmt"
	"math"
	"strings"
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
// left out, claims of evidence have a class, an unknown time counts nothing and
// a day begins at midnight UTC. What is deleted is named by the same rules.
// Errors name the position in the batch, never the value.
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
	return b.validateDeletes()
}

// ValidatePiece checks a piece of ApplyAll or Replace: Validate, and that it
// deletes nothing.
func (b *Batch) ValidatePiece() error {
	if len(b.DeleteLinks)+len(b.DeleteNodes) > 0 {
		return invalid("a piece of many", errors.New("it deletes: only a batch of its own may"))
	}
	return b.Validate()
}

func (b *Batch) validateDeletes() error {
	for i := range b.DeleteLinks {
		k := &b.DeleteLinks[i]
		if err := checkEnds(k.From, k.Type, k.Role, k.To, false); err != nil {
			return invalid(fmt.Sprintf("deleted link %d of the batch", i), err)
		}
	}
	for i, k := range b.DeleteNodes {
		if err := checkNode(&entity.Node{Key: k}, false); err != nil {
			return invalid(fmt.Sprintf("deleted node %d of the batch", i), err)
		}
	}
	return nil
}

// Validate checks a run image by the same rules, with the derived kinds
// allowed and required; no ring and no member link stands in it twice, and
// member links lead from storefronts to rings.
func (img *RunImage) Validate() error {
	if img.Run.Key.Kind != entity.KindRun {
		return invalid("run node", fmt.Errorf("kind %s", img.Run.Key.Kind))
	}
	if err := checkNode(&img.Run, true); err != nil {
		return invalid("run node", err)
	}
	rings := make(map[entity.Key]bool, len(img.Rings))
	for i := range img.Rings {
		k := img.Rings[i].Key
		if err := checkNode(&img.Rings[i], true); err != nil || k.Kind != entity.KindRing || rings[k] {
			return invalid(fmt.Sprintf("ring %d of the run", i), err)
		}
		rings[k] = true
	}
	members := make(map[entity.LinkKey]bool, len(img.Members))
	for i := range img.Members {
		k := img.Members[i].Key()
		err := checkLink(&img.Members[i], true)
		if err != nil || k.From.Kind != entity.KindStorefront || k.To.Kind != entity.KindRing || members[k] {
			return invalid(fmt.Sprintf("member link %d of the run", i), err)
		}
		members[k] = true
	}
	return nil
}

// Validate checks that exactly one of kinds and types is given, each of the
// closed set.
func (s Selection) Validate() error {
	if (len(s.Kinds) == 0) == (len(s.Types) == 0) {
		return invalid("selection", fmt.Errorf("either kinds of node or types of link are needed, not both"))
	}
	for _, k := range s.Kinds {
		if !k.Valid() {
			return invalid("selection", fmt.Errorf("unknown kind"))
		}
	}
	return checkTypes("selection", s.Types)
}

// Validate checks that the types are of the closed set and the direction is
// one of three.
func (f Filter) Validate() error {
	if f.Direction > In || f.Limit < 0 {
		return invalid("filter", fmt.Errorf("unknown direction or negative limit"))
	}
	return checkTypes("filter", f.Types)
}

func checkTypes(subject string, types []entity.LinkType) error {
	for _, t := range types {
		if !t.Valid() {
			return invalid(subject, fmt.Errorf("unknown type"))
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
	if err := checkEnds(l.From, l.Type, l.Role, l.To, derived); err != nil {
		return err
	}
	if !derived && len(l.Attrs) > 0 {
		return fmt.Errorf("an evidence link has claims, not attributes")
	}
	if !derived && len(l.Claims) == 0 {
		return fmt.Errorf("a link without a claim")
	}
	for i := range l.Claims {
		c := &l.Claims[i]
		if c.Class == entity.ClassUnknown || c.Class > entity.ClassObserved {
			return fmt.Errorf("a claim without evidence class")
		}
		if !soundTimes(c) {
			return fmt.Errorf("a claim with a malformed time")
		}
	}
	return checkAttrs(l.Attrs, derived)
}

func checkEnds(from entity.Key, t entity.LinkType, role string, to entity.Key, derived bool) error {
	if !t.Valid() || (t == entity.LinkMemberOf) != derived {
		return fmt.Errorf("type %s does not belong here", t)
	}
	if err := checkKey(from); err != nil {
		return fmt.Errorf("from: %w", err)
	}
	if err := checkKey(to); err != nil {
		return fmt.Errorf("to: %w", err)
	}
	if !derived && (from.Kind.Derived() || to.Kind.Derived()) {
		return fmt.Errorf("an evidence link ends at a derived node")
	}
	if err := checkText(role, MaxKeyBytes); err != nil {
		return fmt.Errorf("role: %w", err)
	}
	return nil
}

func soundTimes(c *entity.Claim) bool { return soundWhen(c.Observed) && soundWhen(c.Until) }

// soundWhen holds what entity.When promises: two equal times are equal bytes.
func soundWhen(w entity.When) bool {
	const day = 24 * 60 * 60 * 1_000_000
	switch w.Precision {
	case entity.Unknown:
		return w.Micros == 0
	case entity.ToDay:
		return w.Micros%day == 0
	}
	return w.Precision == entity.ToInstant
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
	for i := range as {
		a := &as[i]
		if a.Name == "" {
			return fmt.Errorf("attribute without a name")
		}
		if err := checkText(a.Name, MaxKeyBytes); err != nil {
			return fmt.Errorf("name of an attribute: %w", err)
		}
		if !soundTimes(&a.Claim) {
			return fmt.Errorf("attribute %s with a malformed time", a.Name)
		}
		if a.Value.Kind() == entity.ValueAbsent {
			return fmt.Errorf("attribute %s is absent: leave it out", a.Name)
		}
		if a.Claim.Class > entity.ClassObserved || (!derived && a.Claim.Class == entity.ClassUnknown) {
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
		w, zone := v.AsWhen()
		if !soundWhen(w) {
			return fmt.Errorf("malformed time")
		}
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
	if len(s) <= limit && plainASCII(s) {
		return nil
	}
	switch {
	case len(s) > limit:
		return fmt.Errorf("text of %d bytes, at most %d", len(s), limit)
	case !utf8.ValidString(s):
		return fmt.Errorf("text is not valid UTF-8")
	case !norm.NFC.IsNormalString(s):
		return fmt.Errorf("text is not in NFC")
	}
	if strings.IndexByte(s, 0) >= 0 {
		return fmt.Errorf("text holds a NUL byte")
	}
	return nil
}

// plainASCII reports whether a text is of ASCII characters but NUL, as most
// are: it breaks no rule then.
func plainASCII(s string) bool {
	for i := range len(s) {
		if s[i]-1 >= 0x7F {
			return false
		}
	}
	return true
}
