package dev.dagrunr.dashboard.internal.page;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Places the nodes of an acyclic graph in layers from top to bottom, after Sugiyama: each node below all that lead to it,
 * few crossings by medians of neighbours, and each as near to its neighbours as its layer allows. Pure and deterministic.
 */
final class GraphLayout {
    static final double WIDTH = 208;
    static final double HEIGHT = 56;
    private static final double GAP = 28;
    private static final double LAYER_GAP = 44;
    private static final double BEND_WIDTH = 12;
    private static final int SWEEPS = 12;

    record Point(double x, double y) {}

    /** @param points from the bottom of the one node to the top of the other */
    record Edge(String from, String to, List<Point> points) {}

    /** @param places the middle of the top of each node */
    record Placed(Map<String, Point> places, List<Edge> edges, double width, double height) {}

    /** A node, or a place where an edge passes through a layer. */
    private static final class Cell {
        final String id;
        final int layer;
        final double width;
        final List<Cell> above = new ArrayList<>();
        final List<Cell> below = new ArrayList<>();
        double x;

        Cell(String id, int layer, double width) {
            this.id = id;
            this.layer = layer;
            this.width = width;
        }

        void leadTo(Cell next) {
            below.add(next);
            next.above.add(this);
        }
    }

    private record Path(String from, String to, List<Cell> cells) {}

    private final Map<String, List<String>> upstream;
    private final Map<String, Cell> nodes = new LinkedHashMap<>();
    private final List<List<Cell>> layers = new ArrayList<>();
    private final List<Path> paths = new ArrayList<>();

    private GraphLayout(Map<String, List<String>> upstream) {
        this.upstream = upstream;
    }

    /** @param upstream of each node those that lead to it, all of which are nodes */
    static Placed of(Map<String, List<String>> upstream) {
        var layout = new GraphLayout(upstream);
        layout.makeCells();
        layout.order();
        layout.align();
        return layout.placed();
    }

    private void makeCells() {
        var depths = new HashMap<String, Integer>();
        upstream.keySet().forEach(id -> nodes.put(id, cell(id, depth(id, depths), WIDTH)));
        upstream.forEach((id, sources) -> sources.forEach(source -> makePath(node(source), node(id))));
    }

    private Cell node(String id) {
        return requireNonNull(nodes.get(id), id);
    }

    private int depth(String id, Map<String, Integer> depths) {
        var known = depths.get(id);
        if (known != null) {
            return known;
        }
        int depth = 0;
        for (var source : upstream.getOrDefault(id, List.of())) {
            depth = Math.max(depth, depth(source, depths) + 1);
        }
        depths.put(id, depth);
        return depth;
    }

    private Cell cell(String id, int layer, double width) {
        while (layers.size() <= layer) {
            layers.add(new ArrayList<>());
        }
        var cell = new Cell(id, layer, width);
        layers.get(layer).add(cell);
        return cell;
    }

    private void makePath(Cell from, Cell to) {
        var cells = new ArrayList<Cell>(List.of(from));
        var last = from;
        for (int layer = from.layer + 1; layer < to.layer; layer++) {
            var bend = cell("", layer, BEND_WIDTH);
            last.leadTo(bend);
            cells.add(bend);
            last = bend;
        }
        last.leadTo(to);
        cells.add(to);
        paths.add(new Path(from.id, to.id, cells));
    }

    private void order() {
        layers.forEach(GraphLayout::number);
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            for (int i = 1; i < layers.size(); i++) {
                boolean down = sweep % 2 == 0;
                var layer = layers.get(down ? i : layers.size() - 1 - i);
                var wanted = new HashMap<Cell, Double>();
                layer.forEach(cell -> wanted.put(cell, median(down ? cell.above : cell.below, cell.x)));
                layer.sort(Comparator.comparingDouble(wanted::get));
                number(layer);
            }
        }
    }

    private static void number(List<Cell> layer) {
        IntStream.range(0, layer.size()).forEach(i -> layer.get(i).x = i);
    }

    private static double median(List<Cell> neighbours, double otherwise) {
        if (neighbours.isEmpty()) {
            return otherwise;
        }
        var places = neighbours.stream().mapToDouble(cell -> cell.x).sorted().toArray();
        int middle = places.length / 2;
        return places.length % 2 == 1 ? places[middle] : (places[middle - 1] + places[middle]) / 2;
    }

    private void align() {
        layers.forEach(
                layer -> place(layer, layer.stream().mapToDouble(cell -> 0).toArray()));
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            for (int i = 1; i < layers.size(); i++) {
                boolean down = sweep % 2 == 0;
                var layer = layers.get(down ? i : layers.size() - 1 - i);
                place(
                        layer,
                        layer.stream()
                                .mapToDouble(cell -> median(down ? cell.above : cell.below, cell.x))
                                .toArray());
            }
        }
    }

    /**
     * As near as possible to the wanted places, in the given order and without overlaps: the regression of which {@code
     * wanted - offset} must not decrease, by pooling neighbours that violate it.
     */
    private static void place(List<Cell> layer, double[] wanted) {
        int count = layer.size();
        var offsets = new double[count];
        for (int i = 1; i < count; i++) {
            offsets[i] = offsets[i - 1] + (layer.get(i - 1).width + layer.get(i).width) / 2 + GAP;
        }
        var sums = new double[count];
        var sizes = new int[count];
        int pools = 0;
        for (int i = 0; i < count; i++) {
            sums[pools] = wanted[i] - offsets[i];
            sizes[pools] = 1;
            pools++;
            while (pools > 1 && sums[pools - 2] / sizes[pools - 2] > sums[pools - 1] / sizes[pools - 1]) {
                sums[pools - 2] += sums[pools - 1];
                sizes[pools - 2] += sizes[pools - 1];
                pools--;
            }
        }
        int i = 0;
        for (int pool = 0; pool < pools; pool++) {
            for (int k = 0; k < sizes[pool]; k++, i++) {
                layer.get(i).x = sums[pool] / sizes[pool] + offsets[i];
            }
        }
    }

    private Placed placed() {
        var cells = layers.stream().flatMap(List::stream).toList();
        double left = cells.stream()
                .mapToDouble(cell -> cell.x - cell.width / 2)
                .min()
                .orElse(0);
        double right = cells.stream()
                .mapToDouble(cell -> cell.x + cell.width / 2)
                .max()
                .orElse(0);
        var places = new LinkedHashMap<String, Point>();
        nodes.forEach((id, cell) -> places.put(id, new Point(cell.x - left, top(cell))));
        var edges = paths.stream()
                .map(path -> new Edge(path.from(), path.to(), points(path.cells(), left)))
                .toList();
        double height = layers.size() * (HEIGHT + LAYER_GAP) - LAYER_GAP;
        return new Placed(places, edges, right - left, Math.max(height, HEIGHT));
    }

    private static double top(Cell cell) {
        return cell.layer * (HEIGHT + LAYER_GAP);
    }

    private static List<Point> points(List<Cell> cells, double left) {
        var points = new ArrayList<Point>();
        for (int i = 0; i < cells.size(); i++) {
            var cell = cells.get(i);
            if (i > 0) {
                points.add(new Point(cell.x - left, top(cell)));
            }
            if (i < cells.size() - 1) {
                points.add(new Point(cell.x - left, top(cell) + HEIGHT));
            }
        }
        return points;
    }
}
