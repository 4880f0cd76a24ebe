package world

import (
	"fmt"

	"github.com/ringtrace/ringtrace/internal/errs"
)

// rates are the knobs as the generator reads them. Shares are of one, times in
// days, money in yuan.
type rates struct {
	illicitShare                                                                     float64
	illicitLinked                                                                    float64
	ringExponent                                                                     float64
	ringLargest                                                                      float64
	ringMixing                                                                       float64
	ringEvasive                                                                      float64
	ringSupplied                                                                     float64
	ringFraming                                                                      float64
	ringFramingPhone                                                                 float64
	ringMoves                                                                        float64
	ringBought                                                                       float64
	ringLent                                                                         float64
	ringValueMedian                                                                  float64
	ringValueSigma                                                                   float64
	templateStar                                                                     float64
	templateRotating                                                                 float64
	templateCells                                                                    float64
	templateFactory                                                                  float64
	templateMules                                                                    float64
	templateWarehouseFrom                                                            float64
	accountTwo                                                                       float64
	accountThree                                                                     float64
	accountFour                                                                      float64
	hubClients                                                                       float64
	hubSecondClient                                                                  float64
	hubCount                                                                         float64
	hubExponent                                                                      float64
	hubRegional                                                                      float64
	hubTwin                                                                          float64
	hubTwinRanks                                                                     float64
	hubMarkets                                                                       float64
	honestClusters                                                                   float64
	honestExponent                                                                   float64
	noiseSpelling                                                                    float64
	noiseNoPhone                                                                     float64
	noiseNoAddress                                                                   float64
	noiseNoAccount                                                                   float64
	noiseNoDevice                                                                    float64
	noiseRecycledPhone                                                               float64
	noiseWrongAddress                                                                float64
	priceHonest                                                                      float64
	priceOutlet                                                                      float64
	priceDeceptive                                                                   float64
	priceOpen                                                                        float64
	priceOutlets                                                                     float64
	priceOpenly                                                                      float64
	priceLevelSigma                                                                  float64
	priceDrift                                                                       float64
	stockAdulterators                                                                float64
	goodsListings                                                                    float64
	goodsScored                                                                      float64
	goodsBrands                                                                      float64
	ordersWatched                                                                    float64
	brushingHonest                                                                   float64
	brushingIllicit                                                                  float64
	brushingQuarter                                                                  float64
	brushingValue                                                                    float64
	brushingSeen                                                                     float64
	brushingShops                                                                    float64
	complaintHonest                                                                  float64
	complaintIllicit                                                                 float64
	complaintMalicious                                                               float64
	complaintWithdrawn                                                               float64
	complaintAbusers                                                                 float64
	complaintCopied                                                                  float64
	complaintVolunteers                                                              float64
	answerHonest                                                                     float64
	answerIllicit                                                                    float64
	answerHonestHolds                                                                float64
	answerIllicitHolds                                                               float64
	appealUpheld                                                                     float64
	purchaseShare                                                                    float64
	purchaseRandom                                                                   float64
	purchaseAim                                                                      float64
	purchaseSensitivity                                                              float64
	purchaseSpecificity                                                              float64
	purchaseDelay                                                                    float64
	sanctionIllicit                                                                  float64
	sanctionHonest                                                                   float64
	sanctionReversed                                                                 float64
	returnShare                                                                      float64
	returnMedian                                                                     float64
	returnKept                                                                       float64
	returnWrongDates                                                                 float64
	funnelPursued                                                                    float64
	funnelConvicted                                                                  float64
	regionHot                                                                        float64
	regionIllicit                                                                    float64
	regionHonest                                                                     float64
	regionApart                                                                      float64
	parcelShare                                                                      float64
	parcelMail                                                                       float64
	graphCommunities, graphSizeExponent, graphDegreeExponent, graphMixing, graphPool float64
	parcelCargo                                                                      float64
}

// byName ties each knob of the file to its field.
func (r *rates) byName() map[string]*float64 {
	return map[string]*float64{
		"illicit.share":           &r.illicitShare,
		"illicit.linked":          &r.illicitLinked,
		"ring.exponent":           &r.ringExponent,
		"ring.largest":            &r.ringLargest,
		"ring.mixing":             &r.ringMixing,
		"ring.evasive":            &r.ringEvasive,
		"ring.supplied":           &r.ringSupplied,
		"ring.framing":            &r.ringFraming,
		"ring.framing_phone":      &r.ringFramingPhone,
		"ring.moves":              &r.ringMoves,
		"ring.bought":             &r.ringBought,
		"ring.lent":               &r.ringLent,
		"ring.value_median":       &r.ringValueMedian,
		"ring.value_sigma":        &r.ringValueSigma,
		"template.star":           &r.templateStar,
		"template.rotating":       &r.templateRotating,
		"template.cells":          &r.templateCells,
		"template.factory":        &r.templateFactory,
		"template.mules":          &r.templateMules,
		"template.warehouse_from": &r.templateWarehouseFrom,
		"account.two":             &r.accountTwo,
		"account.three":           &r.accountThree,
		"account.four":            &r.accountFour,
		"hub.clients":             &r.hubClients,
		"hub.second_client":       &r.hubSecondClient,
		"hub.count":               &r.hubCount,
		"hub.exponent":            &r.hubExponent,
		"hub.regional":            &r.hubRegional,
		"hub.twin":                &r.hubTwin,
		"hub.twin_ranks":          &r.hubTwinRanks,
		"hub.markets":             &r.hubMarkets,
		"honest.clusters":         &r.honestClusters,
		"honest.exponent":         &r.honestExponent,
		"noise.spelling":          &r.noiseSpelling,
		"noise.no_phone":          &r.noiseNoPhone,
		"noise.no_address":        &r.noiseNoAddress,
		"noise.no_account":        &r.noiseNoAccount,
		"noise.no_device":         &r.noiseNoDevice,
		"noise.recycled_phone":    &r.noiseRecycledPhone,
		"noise.wrong_address":     &r.noiseWrongAddress,
		"price.honest":            &r.priceHonest,
		"price.outlet":            &r.priceOutlet,
		"price.deceptive":         &r.priceDeceptive,
		"price.open":              &r.priceOpen,
		"price.outlets":           &r.priceOutlets,
		"price.openly":            &r.priceOpenly,
		"price.level_sigma":       &r.priceLevelSigma,
		"price.drift":             &r.priceDrift,
		"stock.adulterators":      &r.stockAdulterators,
		"goods.listings":          &r.goodsListings,
		"goods.scored":            &r.goodsScored,
		"goods.brands":            &r.goodsBrands,
		"orders.watched":          &r.ordersWatched,
		"brushing.honest":         &r.brushingHonest,
		"brushing.illicit":        &r.brushingIllicit,
		"brushing.quarter":        &r.brushingQuarter,
		"brushing.value":          &r.brushingValue,
		"brushing.seen":           &r.brushingSeen,
		"brushing.shops":          &r.brushingShops,
		"complaint.honest":        &r.complaintHonest,
		"complaint.illicit":       &r.complaintIllicit,
		"complaint.malicious":     &r.complaintMalicious,
		"complaint.withdrawn":     &r.complaintWithdrawn,
		"complaint.abusers":       &r.complaintAbusers,
		"complaint.copied":        &r.complaintCopied,
		"complaint.volunteers":    &r.complaintVolunteers,
		"answer.honest":           &r.answerHonest,
		"answer.illicit":          &r.answerIllicit,
		"answer.honest_holds":     &r.answerHonestHolds,
		"answer.illicit_holds":    &r.answerIllicitHolds,
		"appeal.upheld":           &r.appealUpheld,
		"purchase.share":          &r.purchaseShare,
		"purchase.random":         &r.purchaseRandom,
		"purchase.aim":            &r.purchaseAim,
		"purchase.sensitivity":    &r.purchaseSensitivity,
		"purchase.specificity":    &r.purchaseSpecificity,
		"purchase.delay":          &r.purchaseDelay,
		"sanction.illicit":        &r.sanctionIllicit,
		"sanction.honest":         &r.sanctionHonest,
		"sanction.reversed":       &r.sanctionReversed,
		"return.share":            &r.returnShare,
		"return.median":           &r.returnMedian,
		"return.kept":             &r.returnKept,
		"return.wrong_dates":      &r.returnWrongDates,
		"funnel.pursued":          &r.funnelPursued,
		"funnel.convicted":        &r.funnelConvicted,
		"region.hot":              &r.regionHot,
		"region.illicit":          &r.regionIllicit,
		"region.honest":           &r.regionHonest,
		"region.apart":            &r.regionApart,
		"parcel.share":            &r.parcelShare,
		"parcel.mail":             &r.parcelMail,
		"graph.communities":       &r.graphCommunities,
		"graph.size_exponent":     &r.graphSizeExponent,
		"graph.degree_exponent":   &r.graphDegreeExponent,
		"graph.mixing":            &r.graphMixing,
		"graph.pool":              &r.graphPool,
		"parcel.cargo":            &r.parcelCargo,
	}
}

// rated reads the knobs and refuses combinations that no world can hold.
func rated(knobs []Knob) (*rates, error) {
	var r rates
	fields := r.byName()
	for _, k := range knobs {
		to, ok := fields[k.Name]
		if !ok {
			return nil, &errs.Error{Op: "synth", Kind: errs.Internal, Subject: "knob " + k.Name, Message: "nothing reads it"}
		}
		*to = k.Value
		delete(fields, k.Name)
	}
	if len(fields) > 0 {
		return nil, &errs.Error{Op: "synth", Kind: errs.Internal, Subject: "preset.yaml", Message: fmt.Sprintf("lacks %d knobs", len(fields))}
	}
	for _, sum := range []struct {
		what  string
		total float64
	}{
		{"illicit.share and honest.clusters", r.illicitShare + r.honestClusters},
		{"account.two, account.three and account.four", r.accountTwo + r.accountThree + r.accountFour},
		{"parcel.mail and parcel.cargo", r.parcelMail + r.parcelCargo},
	} {
		if sum.total > 1 {
			return nil, invalid("knobs "+sum.what, fmt.Sprintf("come to %g, more than all there is", sum.total), "Lower one of them.")
		}
	}
	if r.templateStar+r.templateRotating+r.templateCells+r.templateFactory+r.templateMules == 0 {
		return nil, invalid("knobs template.*", "are all zero: no ring could be drawn", "Raise one of them.")
	}
	return &r, nil
}
