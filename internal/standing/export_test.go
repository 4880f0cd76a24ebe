package standing

import "github.com/ringtrace/ringtrace/internal/community"

// Renamed lets tests name the nodes of a group anew.
func Renamed(g *community.Group, member, id, rival func(int32) int32) community.Group {
	return renamed(g, member, id, rival)
}
