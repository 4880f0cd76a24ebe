"""Runs one program once on one graph and says what the algorithm cost.

    peer.py ENGINE EDGES NODES STOREFRONTS GAMMA MEMBERSHIP
    peer.py --versions

EDGES holds pairs of little-endian uint32: storefront, identifier. MEMBERSHIP is
written: the community of each node, little-endian int64. One JSON object goes
to standard output. Seconds are those of the call of the algorithm alone, on one
thread; reading, building the program's own graph and writing are not in them.
Peak memory is that of the process at the end of the call.
"""
import importlib.metadata
import json
import resource
import sys
import time

import numpy

PACKAGES = ("numpy", "scipy", "igraph", "leidenalg", "networkit", "scikit-network")


class Graph:
    def __init__(self, path, nodes, storefronts, gamma):
        self.edges = numpy.fromfile(path, dtype="<u4").reshape(-1, 2)
        self.nodes, self.storefronts, self.gamma = nodes, storefronts, gamma

    def igraph(self):
        import random

        import igraph

        random.seed(1)
        return igraph.Graph(n=self.nodes, edges=self.edges.astype(numpy.int64))

    def networkit(self):
        import networkit

        networkit.setSeed(1, False)
        networkit.setNumberOfThreads(1)
        ends = numpy.ascontiguousarray(self.edges.T.astype(numpy.uint64))
        ones = numpy.ones(len(self.edges))
        return networkit.graph.GraphFromCoo((ones, (ends[0], ends[1])), n=self.nodes, weighted=False, directed=False)

    def matrix(self):
        from scipy import sparse

        rows, columns = self.edges[:, 0].astype(numpy.int32), self.edges[:, 1].astype(numpy.int32)
        half = sparse.coo_matrix((numpy.ones(len(rows)), (rows, columns)), shape=(self.nodes, self.nodes)).tocsr()
        return half + half.T


# Each engine takes a Graph, prepares, and returns two functions: the algorithm,
# which is measured, and what reads its answer, which is not.


def igraph_leiden(objective, sizes=None):
    def prepare(g):
        graph, options = g.igraph(), {"objective_function": objective, "n_iterations": 2}
        if objective == "CPM":
            options["resolution"] = g.gamma
            options["node_weights"] = [1.0] * g.storefronts + [sizes] * (g.nodes - g.storefronts)
        return (lambda: graph.community_leiden(**options)), (lambda found: found.membership)

    return prepare


def igraph_louvain(g):
    graph = g.igraph()
    return graph.community_multilevel, (lambda found: found.membership)


def leidenalg_cpm(g):
    import leidenalg

    graph = g.igraph()
    return (
        lambda: leidenalg.find_partition(graph, leidenalg.CPMVertexPartition, resolution_parameter=g.gamma, n_iterations=2, seed=1),
        lambda found: found.membership,
    )


def networkit_run(make):
    def prepare(g):
        graph = g.networkit()
        algorithm = make(graph)

        def answer(_, keep=graph):  # the algorithm holds no reference to its graph
            return algorithm.getPartition().getVector()

        return algorithm.run, answer

    return prepare


def networkit_leiden(graph):
    import networkit

    return networkit.community.ParallelLeiden(graph, True, 3, 1.0)


def networkit_louvain(graph):
    import networkit

    return networkit.community.PLM(graph, refine=True)


def networkit_components(graph):
    import networkit

    return networkit.components.ConnectedComponents(graph)


def sknetwork_louvain(modularity):
    def prepare(g):
        from sknetwork.clustering import Louvain

        # Potts divides links by 2m and pairs by n squared; CPM by neither.
        resolution = 1.0 if modularity == "newman" else g.gamma * g.nodes**2 / (2 * len(g.edges))
        matrix = g.matrix()
        algorithm = Louvain(random_state=1, return_probs=False, return_aggregate=False, modularity=modularity, resolution=resolution)
        return (lambda: algorithm.fit_predict(matrix)), (lambda found: found)

    return prepare


ENGINES = {
    "igraph-cpm": igraph_leiden("CPM", 1.0),
    "igraph-cpm-ids0": igraph_leiden("CPM", 0.0),
    "igraph-modularity": igraph_leiden("modularity"),
    "igraph-louvain": igraph_louvain,
    "leidenalg-cpm": leidenalg_cpm,
    "networkit-leiden": networkit_run(networkit_leiden),
    "networkit-louvain": networkit_run(networkit_louvain),
    "networkit-components": networkit_run(networkit_components),
    "sknetwork-potts": sknetwork_louvain("potts"),
    "sknetwork-louvain": sknetwork_louvain("newman"),
}


def seconds():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def peak():
    try:  # what rusage tells begins at the memory of whoever started the process
        with open("/proc/self/status") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmHWM:")) * 1024
    except (OSError, StopIteration):
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return most if sys.platform == "darwin" else most * 1024


def measure(engine, edges, nodes, storefronts, gamma, membership):
    algorithm, answer = ENGINES[engine](Graph(edges, int(nodes), int(storefronts), float(gamma)))
    before = peak()
    wall, cpu = time.perf_counter(), seconds()
    found = algorithm()
    wall, cpu = time.perf_counter() - wall, seconds() - cpu
    most = peak()
    numpy.asarray(answer(found), dtype="<i8").tofile(membership)
    print(json.dumps({"wall": wall, "cpu": cpu, "before": before, "peak": most}))


def versions():
    out = {"python": sys.version.split()[0]}
    for name in PACKAGES:
        try:
            out[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            pass
    print(json.dumps(out))


if sys.argv[1] == "--versions":
    versions()
else:
    measure(*sys.argv[1:])
