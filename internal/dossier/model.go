package dossier

// Format names the layout of dossier.json and of the package around it. It is
// raised by hand when the same material may give other bytes.
const Format = "ringtrace-dossier/1"

// Dossier is the content of dossier.json, from which every other file is
// made. Lists are ordered and never null. Things are cited by short names that
// hold inside one package: S1 a storefront, P1 a seller, I1 a shared value, T1
// a test purchase, C1 a complaint, E1 a sanction, F1 an input file, F1/15 its
// row 15.
type Dossier struct {
	Format      string        `json:"format"`
	Title       string        `json:"title"`
	Lead        bool          `json:"lead"` // false: an association report, not a lead
	Status      string        `json:"status"`
	Handling    Handling      `json:"handling"`
	Ring        Ring          `json:"ring"`
	Summary     Summary       `json:"summary"`
	Parties     []Party       `json:"parties"`
	Storefronts []Storefront  `json:"storefronts"`
	Identifiers []Identifier  `json:"identifiers"`
	Ties        []Tie         `json:"ties"`
	Purchases   []Purchase    `json:"testPurchases"`
	Complaints  []Complaint   `json:"complaints"`
	Sanctions   []Sanction    `json:"enforcements"`
	Score       Score         `json:"score"`
	Amounts     []Amount      `json:"amounts"`
	Timeline    []Event       `json:"timeline"`
	Against     []Point       `json:"against"`
	Unknown     []Gap         `json:"unknown"`
	Readiness   []Section     `json:"readiness"`
	Evidence    EvidenceIndex `json:"evidence"`
	Provenance  Provenance    `json:"provenance"`
	Redactions  Redactions    `json:"redactions"`
}

// The states of a package. A draft says so on every page; a final one is
// worth nothing without its signature.
const (
	Draft = "draft"
	Final = "final"
)

// Handling says for whom the package is and how it may be used.
type Handling struct {
	Level     Level    `json:"level"`
	Profile   string   `json:"profile"`
	Recipient string   `json:"recipient"` // as named by whoever built it; "" when not named
	Languages []string `json:"languages"`
}

// Ring is the group in numbers.
type Ring struct {
	ID         string `json:"id"`
	Revision   int    `json:"revision"`
	Status     string `json:"status"`
	Founded    string `json:"founded"` // run
	Core       int    `json:"core"`
	Attached   int    `json:"attached"`
	Peripheral int    `json:"peripheral"`
	CycleRank  int    `json:"cycleRank"`
	RestsOnOne bool   `json:"restsOnOneValue"`
	Weakest    *Cut   `json:"weakestTie,omitempty"`
}

// Cut is the weakest tie that the run accepted.
type Cut struct {
	SizeA       int      `json:"sizeA"`
	SizeB       int      `json:"sizeB"`
	Identifiers []string `json:"identifiers"`
	Bits        string   `json:"bits"`
	Needed      string   `json:"needed"`
}

// Summary is the first page.
type Summary struct {
	Risk      string   `json:"risk"`      // points of 100, two decimals
	AsOf      string   `json:"asOf"`      // latest day that cited evidence speaks of; "" when none has a date
	Basis     string   `json:"basis"`     // why it is a lead, or why it is none
	Strongest []string `json:"strongest"` // features of the score, weightiest first
	Weakest   []string `json:"weakest"`   // codes from Against
	Platforms []string `json:"platforms"`
	Regions   []Text   `json:"regions"`
}

// Party is a seller that operates members, as registered. It is not said that
// this is who stands behind them.
type Party struct {
	ID          string   `json:"id"`
	Names       []Named  `json:"names"`
	Record      Text     `json:"record"`
	Business    Text     `json:"businessNumber,omitzero"`
	Registered  string   `json:"registeredAt,omitempty"`
	Banned      string   `json:"bannedAt,omitempty"`
	Storefronts []string `json:"storefronts"`
	Evidence    []string `json:"evidence"`
}

// Named is one claimed name.
type Named struct {
	Kind     string   `json:"kind"` // name, legal_name, shop_name
	Name     Text     `json:"name"`
	Evidence []string `json:"evidence"`
}

// Storefront is one member.
type Storefront struct {
	ID            string   `json:"id"`
	Key           Text     `json:"key"` // platform:shop_id
	Tier          string   `json:"tier"`
	ByAccountOnly bool     `json:"byAccountOnly"`
	Confidence    string   `json:"confidence"` // "" until it is computed
	Risk          string   `json:"risk"`
	Names         []Named  `json:"names"`
	Status        string   `json:"status,omitempty"`
	Opened        string   `json:"openedAt,omitempty"`
	Closed        string   `json:"closedAt,omitempty"`
	ShipsFrom     []Text   `json:"shipsFrom"`
	Parties       []string `json:"parties"`
	Evidence      []string `json:"evidence"`
}

// Identifier is a value that members share.
type Identifier struct {
	ID        string   `json:"id"`
	Kind      string   `json:"kind"`
	Scheme    string   `json:"scheme,omitempty"`
	Value     Text     `json:"value"`
	Region    Text     `json:"region,omitzero"`
	Use       string   `json:"use"`   // tie, declared (weak ties only), hub, suspected
	Users     int      `json:"users"` // storefronts that carry it in the whole snapshot; 0 when not known
	Exclusive bool     `json:"exclusive"`
	Holders   []string `json:"holders"` // members that are tied by it
	Reason    string   `json:"reason,omitempty"`
}

// Tie is one storefront's link to a shared value, with every claim of it.
type Tie struct {
	Storefront string  `json:"storefront"`
	Identifier string  `json:"identifier"`
	Class      string  `json:"class"` // of the strongest claim
	Counts     bool    `json:"counts"`
	First      string  `json:"first"`
	Last       string  `json:"last"`
	Claims     []Claim `json:"claims"`
}

// Claim is what one source row asserts.
type Claim struct {
	Row      string `json:"row"`
	Class    string `json:"class"`
	Observed string `json:"observed"`
	Until    string `json:"until,omitempty"`
	Role     string `json:"role,omitempty"` // of an address
	Via      string `json:"via,omitempty"`  // the party or purchase that the row speaks of
}

// Purchase is one test purchase.
type Purchase struct {
	ID         string   `json:"id"`
	Number     Text     `json:"number"`
	Storefront string   `json:"storefront"`
	Class      string   `json:"class"` // how it is known where it was bought; only OBSERVED and VERIFIED count
	Bought     string   `json:"boughtAt"`
	Received   string   `json:"receivedAt"`
	Verdict    string   `json:"verdict"`
	Amount     string   `json:"amount"`
	Currency   string   `json:"currency"`
	PaidTo     string   `json:"paidTo,omitempty"` // a shared value
	Examiner   Text     `json:"examiner,omitzero"`
	Exhibit    Text     `json:"exhibit,omitzero"`
	Evidence   []string `json:"evidence"`
}

// Complaint is one allegation, whatever came of it.
type Complaint struct {
	ID          string   `json:"id"`
	Number      Text     `json:"number"`
	Targets     []string `json:"targets"`
	Role        string   `json:"filedBy"` // CONSUMER, BRAND, IPR_AGENT, PLATFORM
	Complainant Text     `json:"complainant,omitzero"`
	Filed       string   `json:"filedAt"`
	Outcome     string   `json:"outcome"`
	Reason      Text     `json:"reason,omitzero"`
	Evidence    []string `json:"evidence"`
}

// Sanction is one measure taken before.
type Sanction struct {
	ID       string   `json:"id"`
	Number   Text     `json:"number"`
	Targets  []string `json:"targets"`
	Class    string   `json:"class"` // how it is known whom it met; only OBSERVED and VERIFIED count
	Step     Text     `json:"step"`
	At       string   `json:"at"`
	By       Text     `json:"by,omitzero"`
	Policy   Text     `json:"policy,omitzero"`
	Reason   Text     `json:"reason,omitzero"`
	Finding  string   `json:"finding,omitempty"` // the word that the score card knows the reason by
	Reversed string   `json:"reversedAt,omitempty"`
	Evidence []string `json:"evidence"`
}

// Score is the assessment; the points of its rows sum to Risk.
type Score struct {
	Card         string `json:"card"`
	Label        string `json:"label"`
	Risk         string `json:"risk"`
	Points       string `json:"points"` // before compression
	Product      bool   `json:"product"`
	CoverageHave int    `json:"coverageHave"`
	CoverageOf   int    `json:"coverageOf"`
	Rows         []Row  `json:"contributions"`
}

// Row is one contribution to the score.
type Row struct {
	Family     string `json:"family"`
	Feature    string `json:"feature"`
	Points     string `json:"points"`
	Detail     string `json:"detail"`
	Numbers    []int  `json:"numbers"` // those in the detail
	Evidence   []Fact `json:"evidence"`
	NotCounted []Fact `json:"notCounted"`
}

// Fact is what a contribution rests on: a record, or a tie.
type Fact struct {
	Record     string `json:"record,omitempty"`
	Storefront string `json:"storefront,omitempty"`
	Identifier string `json:"identifier,omitempty"`
	Reason     string `json:"reason,omitempty"`
}

// Amount is money as recorded; nothing is estimated.
type Amount struct {
	Basis    string   `json:"basis"` // test purchases, by verdict
	Verdict  string   `json:"verdict"`
	Currency string   `json:"currency"`
	Count    int      `json:"count"`
	Sum      string   `json:"sum"`
	Records  []string `json:"records"`
}

// Event is one line of the timeline.
type Event struct {
	At       string   `json:"at"`
	What     string   `json:"what"`
	Subjects []string `json:"subjects"`
	Evidence []string `json:"evidence"`
}

// Point is one thing that speaks against the ring, or against a member.
type Point struct {
	Code     string   `json:"code"`
	Text     string   `json:"text"`
	Numbers  []int    `json:"numbers"` // those in the text
	Subjects []string `json:"subjects"`
	Evidence []string `json:"evidence"`
}

// Gap is one thing that is not known, and the power that could learn it.
type Gap struct {
	Code    string `json:"code"`
	Text    string `json:"text"`
	Power   string `json:"power"`
	Numbers []int  `json:"numbers"`
}

// Section says how far one section of a full referral is filled.
type Section struct {
	Section  string `json:"section"`
	State    string `json:"state"`    // pass, weak, missing
	Required bool   `json:"required"` // by the profile
}

// EvidenceIndex lists what the package rests on. Row 0 of a file is its
// header.
type EvidenceIndex struct {
	Files []File     `json:"files"`
	Rows  []CitedRow `json:"rows"`
}

// File is one input file. It is not in the package: it holds others' data.
type File struct {
	ID      string `json:"id"`
	SHA256  string `json:"sha256"`
	Kind    string `json:"kind"`
	Name    Text   `json:"name"`
	Bytes   int64  `json:"bytes"`
	Leaves  uint32 `json:"leaves"` // rows, with the header
	RowRoot string `json:"rowRoot"`
}

// CitedRow is one row of a file. Its path to the file's row root is in
// rows.ndjson, where its bytes are too when the level lets them be seen.
type CitedRow struct {
	Ref    string `json:"ref"`
	Offset int64  `json:"offset"`
	Bytes  int64  `json:"bytes"`
	Leaf   string `json:"leaf"`
	Text   Text   `json:"text,omitzero"` // the row, where it is text and may be seen
}

// Provenance says what made the dossier.
type Provenance struct {
	Run        string    `json:"run"`
	Snapshot   string    `json:"snapshot"`
	Register   string    `json:"register"`
	Card       string    `json:"card"`
	Parameters string    `json:"parameters"`
	Algorithms []Version `json:"algorithms"`
	Notes      []string  `json:"notes"`
	Counts     []Counted `json:"counts"`
	Verify     string    `json:"verify"`
}

// Version is the version of one stage's algorithm.
type Version struct {
	Stage   string `json:"stage"`
	Version int    `json:"version"`
}

// Counted is a number with its name.
type Counted struct {
	What string `json:"what"`
	N    int    `json:"n"`
}

// Redactions says what the level made us leave out.
type Redactions struct {
	Withheld []Counted `json:"withheld"` // by class; What is the class
}
