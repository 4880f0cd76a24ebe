package eval

import (
	"path"
	"slices"
)

// Meaning says what measures of a name are.
type Meaning struct {
	Section string
	Name    string // * stands for a kind of value, a reason or a number
	Text    string
}

// MeaningOf returns the meaning of a measure, false where it has none.
func MeaningOf(name string) (Meaning, bool) {
	all := Meanings()
	i := slices.IndexFunc(all, func(m Meaning) bool {
		fits, err := path.Match(m.Name, name)
		return err == nil && fits
	})
	if i < 0 {
		return Meaning{}, false
	}
	return all[i], true
}

// The sections of measures, in the order in which they are printed.
const (
	sectionGroups    = "Groups against true rings"
	sectionRings     = "Rings found and missed"
	sectionInnocents = "Innocents"
	sectionParts     = "By tier, reason and kind"
	sectionQueue     = "Leads, and the order of rings"
	sectionScores    = "Scores of storefronts"
	sectionStability = "Between two runs"
)

// Meanings lists what every measure is, in the order in which they are printed.
func Meanings() []Meaning {
	return slices.Concat(groupMeanings(), harmMeanings(), partMeanings(), scoreMeanings(), stabilityMeanings())
}

func groupMeanings() []Meaning {
	return []Meaning{
		{sectionGroups, "b_cubed_precision", "of a storefront's found group, the share that belongs with it; mean over storefronts that either side puts into a group (Bagga and Baldwin 1998)"},
		{sectionGroups, "b_cubed_recall", "of a storefront's true ring, the share that was found with it; the same mean"},
		{sectionGroups, "b_cubed_f", "harmonic mean of the two"},
		{sectionGroups, "pair_precision", "of the pairs of storefronts that are held together, those of one true ring: an honest family counts as wrong here"},
		{sectionGroups, "pair_recall", "of the pairs of one true ring, those held together"},
		{sectionGroups, "pair_f", "harmonic mean of the two"},
		{sectionGroups, "adjusted_rand", "adjusted Rand index over all storefronts: 1 for the same groups, 0 for what chance gives (Hubert and Arabie 1985)"},
		{sectionGroups, "adjusted_mutual", "mutual information less what chance gives, over the mean entropy less the same (Vinh, Epps and Bailey 2010)"},
		{sectionGroups, "normalized_mutual", "mutual information over the mean entropy; it rises with the number of groups and is there for comparison only"},
		{sectionRings, "true_rings", "true rings of three storefronts and more"},
		{sectionRings, "recovered_half", "share of them that a found group matches with a Jaccard index of .5 and more"},
		{sectionRings, "recovered_most", "the same with .8 and more"},
		{sectionRings, "findable_rings", "rings, without the members that nothing in the input joins to them, that hard evidence holds together"},
		{sectionRings, "findable_recovered_half", "share of findable rings that a found group matches with .5 and more"},
		{sectionRings, "findable_recovered_most", "the same with .8 and more"},
		{sectionRings, "linking_precision", "of the pairs that are held together, those that one operation runs, honest or not"},
		{sectionRings, "linking_recall", "of the pairs of findable rings, those held together"},
		{sectionRings, "linking_recall_whole", "the same of those rings with all their members"},
		{sectionRings, "found_rings", "found groups of three and more"},
		{sectionRings, "right_half", "share of them that match a true ring with .5 and more"},
		{sectionRings, "right_most", "the same with .8 and more"},
		{sectionRings, "false_rings", "found groups of three and more of which no two members are of one true ring; honest operations are among them"},
		{sectionRings, "unrelated_groups", "found groups of three and more of which no two members are of one operation: nothing excuses them"},
	}
}

func harmMeanings() []Meaning {
	return []Meaning{
		{sectionInnocents, "innocents", "storefronts of no true ring"},
		{sectionInnocents, "innocents_taken_in", "those of them in a found group of three and more"},
		{sectionInnocents, "taken_in_per_thousand", "the same of a thousand"},
		{sectionInnocents, "framed", "innocents whose values a ring declares, in a found group of three and more"},
		{sectionInnocents, "strangers", "storefronts in a found group on which the truth is silent; they count as innocents"},
		{sectionInnocents, "sharing_innocents", "innocents who share infrastructure: storefronts labelled as innocent with a true link to anybody"},
		{sectionInnocents, "sharing_taken_in_per_thousand", "of a thousand such, those in a found group of three and more"},
		{sectionInnocents, "accused_per_thousand", "of a thousand such, those at a risk of 60 and more by themselves"},
		{sectionInnocents, "in_risky_group_per_thousand", "of a thousand such, core and attached members of a group at 60 and more"},
		{sectionInnocents, "in_lead_per_thousand", "of a thousand such, core and attached members of a ring at lead grade: status ring, evidence of two families, goods among them, a risk of 60 without its ties"},
		{sectionInnocents, "honest_groups", "found groups with two storefronts of one honest operation: right answers of linking that must stay low in risk"},
		{sectionInnocents, "honest_groups_risky", "those of them at a risk of 60 and more"},
		{sectionInnocents, "honest_groups_in_leads", "those of them at lead grade"},
		{sectionInnocents, "hub_contamination", "share of found groups of three and more that hold a user of a hub whom another party runs than most of the group: a bound from above on what hubs did"},
		{sectionInnocents, "hub_members", "such members of all groups"},
	}
}

func partMeanings() []Meaning {
	return []Meaning{
		{sectionParts, "*_storefronts", "storefronts of the tier; a method without tiers has core members only"},
		{sectionParts, "*_innocents", "innocents among them"},
		{sectionParts, "*_framed", "innocents among them whose values a ring declares"},
		{sectionParts, "rings_*_met", "those of them that a found group matches with a Jaccard index of .5 and more"},
		{sectionParts, "rings_*", "true rings of which the truth says so: yes (findable), or why they cannot be found; pairs are among them"},
		{sectionParts, "kind_*_precision", "of the true links by this kind of value that a found group holds, those within one operation"},
		{sectionParts, "kind_*_recall", "of the genuine links by this kind, those that a found group holds; of a value that many show the truth has a chain, not all pairs"},
		{sectionParts, "kind_*_f", "harmonic mean of the two"},
		{sectionQueue, "lead_groups", "groups at lead grade: what would be handed over"},
		{sectionQueue, "lead_illicit", "share of illicit storefronts among their core and attached members"},
		{sectionQueue, "lead_loss", "20 for each innocent among them and 1 for each illicit storefront that is not, over what naming nobody costs; above 1 it were better to name nobody"},
		{sectionQueue, "queue", "found groups of three and more with a risk"},
		{sectionQueue, "ring_right_at_*", "of so many groups from the highest risk down, those that match a true ring with .5 and more"},
		{sectionQueue, "ring_illicit_at_*", "of so many, those of which more than half of the members are illicit"},
		{sectionQueue, "ring_ties_in_top_100", "of the first hundred groups, those whose risk another one has too"},
	}
}

func scoreMeanings() []Meaning {
	return []Meaning{
		{sectionScores, "scored", "storefronts with a score and a label"},
		{sectionScores, "illicit", "storefronts labelled as illicit"},
		{sectionScores, "average_precision", "sum over distinct scores of the gain in recall times the precision there; whoever has no score comes last"},
		{sectionScores, "precision_at_*", "share of illicit storefronts among the first so many; of a tie that the cut goes through, what a random order gives (McSherry and Najork 2008)"},
		{sectionScores, "ties_in_top_100", "of the first hundred storefronts, those whose score another one has too"},
		{sectionScores, "brier", "mean of (score/100 - label)² over scored storefronts (Brier 1950); lower is better"},
		{sectionScores, "ece", "expected calibration error: over ten bins of score the mean distance of share illicit and mean score/100 (Naeini et al. 2015); lower is better"},
		{sectionScores, "rises", "of the steps from a filled bin to the next, those at which the share of illicit storefronts does not fall"},
		{sectionScores, "innocents_at_60_per_thousand", "of a thousand innocents, sharing anything or not, those at a score of 60 and more"},
	}
}

func stabilityMeanings() []Meaning {
	return []Meaning{
		{sectionStability, "groups_before", "groups of the earlier run"},
		{sectionStability, "groups_after", "groups of the later run"},
		{sectionStability, "ids_kept", "share of the earlier groups whose id is in the later run"},
		{sectionStability, "members_same", "share of them that have the same id and the same members there"},
		{sectionStability, "ids_strayed", "ids whose later group shares less with the earlier one than a group of another id does"},
		{sectionStability, "mean_jaccard", "mean over the earlier groups of the best Jaccard index with a later one"},
		{sectionStability, "least_jaccard", "the smallest of them"},
		{sectionStability, "moved", "share of the earlier members that are in no group later, or in one of another id"},
		{sectionStability, "joined", "later members who were in no group"},
		{sectionStability, "untouched_changed", "of the groups that the new evidence is not about, those that changed id or members: one is too many"},
	}
}
