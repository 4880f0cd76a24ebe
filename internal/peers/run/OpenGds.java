import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.neo4j.gds.Orientation;
import org.neo4j.gds.RelationshipType;
import org.neo4j.gds.api.Graph;
import org.neo4j.gds.core.concurrency.Concurrency;
import org.neo4j.gds.core.loading.construction.GraphFactory;
import org.neo4j.gds.core.utils.progress.tasks.ProgressTracker;
import org.neo4j.gds.leiden.Leiden;
import org.neo4j.gds.termination.TerminationFlag;

/**
 * Leiden of OpenGDS with its own defaults, on one thread. Arguments and output are those of peer.py but for gamma and
 * the storefronts. A virtual machine is slow until it is warm: the third of three runs counts, the first is told as
 * "cold".
 */
public class OpenGds {
    private static final Concurrency ONE = new Concurrency(1);

    public static void main(String[] args) throws IOException {
        Graph graph = read(Path.of(args[0]), Integer.parseInt(args[1]));
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        double wall = 0, cpu = 0, cold = 0;
        Leiden leiden = null;
        for (int run = 0; run < 3; run++) {
            long before = system.getProcessCpuTime(), begin = System.nanoTime();
            leiden = new Leiden(
                graph, 10, 1.0, 0.01, false, 42L, null, 1e-4, ONE, ProgressTracker.NULL_TRACKER, TerminationFlag.RUNNING_TRUE);
            var found = leiden.compute();
            wall = (System.nanoTime() - begin) / 1e9;
            cpu = (system.getProcessCpuTime() - before) / 1e9;
            cold = run == 0 ? cpu : cold;
            if (run == 2) write(Path.of(args[2]), graph, found);
        }
        System.out.printf("{\"wall\": %f, \"cpu\": %f, \"cold\": %f, \"peak\": %d}%n", wall, cpu, cold, peak());
        System.exit(0);
    }

    /** What Linux says of this very program, 0 elsewhere. It follows what the heap may grow to, not what is needed. */
    private static long peak() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) return 0;
        try (var lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("VmHWM:")).mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024).findFirst().orElse(0);
        }
    }

    private static Graph read(Path file, int nodes) throws IOException {
        var builder = GraphFactory.initNodesBuilder().maxOriginalId(nodes - 1).nodeCount(nodes).concurrency(ONE).build();
        for (int node = 0; node < nodes; node++) builder.addNode(node);
        var numbers = builder.build().idMap();
        var links = GraphFactory.initRelationshipsBuilder().nodes(numbers).relationshipType(RelationshipType.of("SHOWS"))
            .orientation(Orientation.UNDIRECTED).concurrency(ONE).build();
        ByteBuffer pairs = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        while (pairs.hasRemaining()) links.add(Integer.toUnsignedLong(pairs.getInt()), Integer.toUnsignedLong(pairs.getInt()));
        return GraphFactory.create(numbers, links.build());
    }

    private static void write(Path file, Graph graph, org.neo4j.gds.leiden.LeidenResult found) throws IOException {
        ByteBuffer one = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        try (var out = new BufferedOutputStream(Files.newOutputStream(file))) {
            for (int node = 0; node < graph.nodeCount(); node++) {
                out.write(one.putLong(0, found.communities().get(graph.toMappedNodeId(node))).array());
            }
        }
    }
}
