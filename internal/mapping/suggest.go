package mapping

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Sample is the beginning of a file for which a mapping is to be suggested.
type Sample struct {
	Name    string     // base name of the file
	Kind    string     // what its rows are, where that is known; "" to find out
	Known   []string   // columns of that kind
	Format  string     // the file in one line
	Columns []string   // as the header writes them
	Rows    [][]string // some rows, by position
}

// Suggest writes a first mapping, with the reasons as comments. It holds names
// of columns and counts, no value. Without a kind it makes links: for each
// column of an identifier a row of its own.
func Suggest(s Sample) string {
	var cs []column
	for i, raw := range s.Columns {
		var values []string
		for _, row := range s.Rows {
			if i < len(row) {
				values = append(values, row[i])
			}
		}
		cs = append(cs, judge(raw, values))
	}
	var b strings.Builder
	fmt.Fprintf(&b, "# A first mapping for %s (%s), from its header and %s.\n", s.Name, s.Format, countOf(len(s.Rows), "row"))
	b.WriteString("# Read it, correct it, then: ringtrace load --mapping THIS --dry-run FILE\n")
	b.WriteString("ringtrace_mapping: 1\nfiles:\n")
	fmt.Fprintf(&b, "  - match: %s\n", quoted(s.Name))
	if s.Kind != "" {
		suggestKnown(&b, s, cs)
	} else {
		suggestLinks(&b, cs)
	}
	suggestDates(&b, cs)
	return b.String()
}

// forLinks says under which kind of links.csv a meaning stands.
func forLinks(m meaning) string {
	switch m {
	case aPhone:
		return "PHONE"
	case anEmail:
		return "EMAIL"
	case aWechat, aQQ:
		return "HANDLE"
	case anAccount:
		return "PAYMENT_ACCOUNT"
	case anAddress:
		return "ADDRESS"
	case aDevice:
		return "DEVICE"
	case anImage:
		return "IMAGE_HASH"
	case aUSCC:
		return "USCC"
	}
	return ""
}

func suggestLinks(b *strings.Builder, cs []column) {
	b.WriteString("    kind: links  # a shop and a value it showed\n    columns:\n")
	taken := map[string]bool{}
	for _, c := range cs {
		if ours := map[meaning]string{aShop: "storefront", aShopName: "name", aTime: "observed_at", aRegion: "region", anID: "source_record_id", aSource: "source"}[c.meaning]; ours != "" && !taken[ours] {
			fmt.Fprintf(b, "      %s: %s  # %s\n", quoted(c.raw), ours, c.why)
			taken[ours] = true
		}
	}
	if !taken["storefront"] {
		suggestShop(b, cs)
	}
	b.WriteString("    rows:\n")
	found := false
	for _, c := range cs {
		if kind := forLinks(c.meaning); kind != "" {
			found = true
			fmt.Fprintf(b, "      - set: {kind: %s, value: %s}  # %s\n", kind, quoted(valueOf(c, cs)), c.why)
			if kind == "PHONE" {
				fmt.Fprintf(b, "        # split: {value: [/, 、]}  # where one field holds several\n")
			}
		}
	}
	if !found {
		b.WriteString("      # No column looks like an identifier; name the one that shops share:\n      - set: {kind: OTHER, value: \"{?}\"}\n")
	}
	suggestRest(b, cs)
}

// suggestShop proposes the column that tells most rows apart.
func suggestShop(b *strings.Builder, cs []column) {
	var best *column
	for i := range cs {
		if c := &cs[i]; c.meaning == aShopName || c.meaning == "" || c.meaning == aURL || c.meaning == aSeller {
			if best == nil || c.differ > best.differ {
				best = c
			}
		}
	}
	if best == nil {
		b.WriteString("      # Which column names the shop? \"?\": storefront\n")
		return
	}
	fmt.Fprintf(b, "      %s: storefront  # a guess: %s. Which column names the shop?\n", quoted(best.raw), plural(best.differ, best.values)+" differ")
}

// valueOf is the template of a value: an account with its scheme, a QQ number
// that says so.
func valueOf(c column, cs []column) string {
	value := "{" + c.name + "}"
	if c.meaning == anAccount {
		for _, other := range cs {
			if other.meaning == aScheme {
				return "[{" + other.name + "}:]" + value
			}
		}
	}
	switch c.meaning {
	case aWechat:
		return "WECHAT:" + value
	case aQQ:
		return "QQ:" + value
	}
	return value
}

// known says which of our columns a meaning may be, in order of preference.
var known = [...]struct {
	meaning meaning
	ours    string
}{
	{aShop, "shop_id storefront storefront_ref target_ref owner_ref subject_ref"}, {aShopName, "shop_name name"}, {aSeller, "name seller_ref owner_ref"},
	{aPhone, "contact_phone value sender_phone"}, {anEmail, "contact_email value"}, {aWechat, "wechat value"}, {aQQ, "qq value"}, {anAddress, "raw value"},
	{anAccount, "value pay_to_account_ref"}, {aScheme, "scheme kind"}, {aURL, "url"}, {aPlatform, "platform"},
	{aTime, "observed_at registered_at opened_at filed_at bought_at at"}, {aRegion, "ship_from_region admin_code region code"},
	{anID, "source_record_id complaint_id purchase_id listing_id waybill"}, {aSource, "source"}, {aUSCC, "uscc"}, {aStatus, "status outcome verdict"},
	{aLatitude, "lat"}, {aLongitude, "lon"},
}

func suggestKnown(b *strings.Builder, s Sample, cs []column) {
	fmt.Fprintf(b, "    kind: %s\n    columns:\n", s.Kind)
	taken := map[string]bool{}
	for i := range cs {
		if slices.Contains(s.Known, cs[i].name) && !taken[cs[i].name] {
			fmt.Fprintf(b, "      %s: %s  # the same name\n", quoted(cs[i].raw), cs[i].name)
			taken[cs[i].name] = true
			cs[i].meaning = "ours"
		}
	}
	for i := range cs {
		for _, k := range known {
			if k.meaning != cs[i].meaning {
				continue
			}
			for ours := range strings.FieldsSeq(k.ours) {
				if slices.Contains(s.Known, ours) && !taken[ours] {
					fmt.Fprintf(b, "      %s: %s  # %s\n", quoted(cs[i].raw), ours, cs[i].why)
					taken[ours] = true
					cs[i].meaning = "ours"
					break
				}
			}
		}
	}
	if len(taken) == 0 {
		b.WriteString("      {}  # no column has a name or values that say what it is\n")
	}
	fmt.Fprintf(b, "    # Ours are: %s\n", strings.Join(s.Known, ", "))
	suggestRest(b, cs)
}

// suggestRest lists what nothing was found for.
func suggestRest(b *strings.Builder, cs []column) {
	for _, c := range cs {
		if c.meaning == "" {
			fmt.Fprintf(b, "    # %s: not known; %s, %s different\n", quoted(c.raw), countOf(c.values, "value"), strconv.Itoa(c.differ))
		}
	}
}

func suggestDates(b *strings.Builder, cs []column) {
	for _, c := range cs {
		if c.twoWays > 0 {
			fmt.Fprintf(b, "    # %s: %s can be read in two ways. Choose one:\n    # dates: DD/MM/YYYY\n    # dates: MM/DD/YYYY\n", quoted(c.raw), countOf(c.twoWays, "date"))
			return
		}
	}
}

func countOf(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return strconv.Itoa(n) + " " + what + "s"
}

func plural(part, whole int) string { return strconv.Itoa(part) + " of " + countOf(whole, "value") }

// quoted writes a text so that YAML reads it back.
func quoted(s string) string { return strconv.Quote(strings.ToValidUTF8(s, "\uFFFD")) }
