package dev.cliprange.bench;

import com.google.errorprone.annotations.FormatMethod;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Draws measurements as dots on logarithmic scales, because they differ by factors. There is one row for each server and source, and
 * one dot for each number of connections.
 */
final class SvgChart {

    private static final int LEFT = 300;
    private static final int PANEL = 250;
    private static final int GAP = 34;
    private static final int TOP = 96;
    private static final int ROW = 22;
    private static final String OURS = "#0b6e4f";
    private static final String THEIRS = "#5a6270";

    private final List<Measurement> measurements;
    private final StringBuilder svg = new StringBuilder();

    private record Panel(String title, double from, double to, ToDoubleFunction<Measurement> value) {

        double x(double at) {
            double share = Math.log(at / from) / Math.log(to / from);
            return Math.clamp(share, 0, 1) * PANEL;
        }
    }

    SvgChart(List<Measurement> measurements) {
        this.measurements =
                measurements.stream().filter(Measurement::isMeasured).toList();
    }

    String svg() {
        List<Contestant> rows =
                measurements.stream().map(Measurement::contestant).distinct().toList();
        int groups = (int) rows.stream().map(SvgChart::source).distinct().count();
        int height = TOP + rows.size() * ROW + groups * ROW + 40;
        var panels = List.of(
                new Panel("processor time per clip, ms", 0.5, 500, Measurement::cpuMs),
                new Panel("first byte, ms: p50, line to p99", 0.1, 10_000, measurement -> measurement.firstByteMs(0.5)),
                new Panel("clips a second", 1, 1_000, Measurement::clipsPerSecond));
        int width = LEFT + panels.size() * (PANEL + GAP) + 20;
        add(
                "<svg xmlns='http://www.w3.org/2000/svg' width='%d' height='%d' viewBox='0 0 %d %d'"
                        + " font-family='system-ui,sans-serif' font-size='12'>",
                width, height, width, height);
        add("<rect width='%d' height='%d' fill='#fff'/>", width, height);
        add("<text x='16' y='26' font-size='17' font-weight='600' fill='#1b1f24'>Clips of 10 s: this server beside"
                + " nginx and FFmpeg, one run on one machine</text>");
        legend();
        for (int i = 0; i < panels.size(); i++) {
            frame(panels.get(i), LEFT + i * (PANEL + GAP), height);
        }
        double y = TOP;
        String last = "";
        for (Contestant row : rows) {
            if (!source(row).equals(last)) {
                last = source(row);
                y += ROW;
                add("<text x='16' y='%.1f' font-weight='600' fill='#1b1f24'>source: %s</text>", y - 4, last);
            }
            boolean ours = row.server().startsWith("cliprange");
            add(
                    "<text x='28' y='%.1f' fill='%s'%s>%s</text>",
                    y + 15, ours ? OURS : THEIRS, ours ? " font-weight='600'" : "", escape(row.server()));
            add("<line x1='%d' x2='%d' y1='%.1f' y2='%.1f' stroke='#eef0f2'/>", LEFT, width - GAP, y + ROW, y + ROW);
            for (int i = 0; i < panels.size(); i++) {
                dots(row, panels.get(i), LEFT + i * (PANEL + GAP), y + 11);
            }
            y += ROW;
        }
        return svg.append("</svg>\n").toString();
    }

    private void dots(Contestant row, Panel panel, double left, double y) {
        List<Measurement> dots = measurements.stream()
                .filter(measurement -> measurement.contestant().equals(row))
                .toList();
        for (int i = 0; i < dots.size(); i++) {
            Measurement measurement = dots.get(i);
            String colour = row.server().startsWith("cliprange") ? OURS : THEIRS;
            double x = left + panel.x(panel.value().applyAsDouble(measurement));
            double at = y + (i - (dots.size() - 1) / 2.0) * 5;
            if (panel.title().startsWith("first byte")) {
                add(
                        "<line x1='%.1f' x2='%.1f' y1='%.1f' y2='%.1f' stroke='%s' stroke-opacity='.45'/>",
                        x, left + panel.x(measurement.firstByteMs(0.99)), at, at, colour);
            }
            add(
                    "<circle cx='%.1f' cy='%.1f' r='%.1f' fill='%s' stroke='%s'/>",
                    x, at, radius(measurement), measurement.connections() == 64 ? colour : "#fff", colour);
        }
    }

    private void legend() {
        int x = 16;
        for (int connections : List.of(1, 8, 64)) {
            add(
                    "<circle cx='%d' cy='50' r='%.1f' fill='%s' stroke='#1b1f24'/>",
                    x + 5,
                    connections == 1 ? 2.0 : connections == 8 ? 3.0 : 4.0,
                    connections == 64 ? "#1b1f24" : "#fff");
            add(
                    "<text x='%d' y='54' fill='#1b1f24'>%d connection%s</text>",
                    x + 14, connections, connections == 1 ? "" : "s");
            x += 118;
        }
    }

    private static double radius(Measurement measurement) {
        return measurement.connections() == 1 ? 2 : measurement.connections() == 8 ? 3 : 4;
    }

    private void frame(Panel panel, int left, int height) {
        add("<text x='%d' y='%d' fill='#1b1f24' font-weight='600'>%s</text>", left, TOP - 22, panel.title());
        for (double at = panel.from(); at <= panel.to() * 1.01; at *= 10) {
            double x = left + panel.x(at);
            add("<line x1='%.1f' x2='%.1f' y1='%d' y2='%d' stroke='#d5d9de'/>", x, x, TOP, height - 30);
            add(
                    "<text x='%.1f' y='%d' text-anchor='middle' fill='#5a6270'>%s</text>",
                    x, TOP - 4, at < 1 ? String.valueOf(at) : String.format(Locale.ROOT, "%,.0f", at));
        }
    }

    private static String source(Contestant row) {
        return row.access() + ", " + row.length();
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("'", "&#39;");
    }

    @FormatMethod
    private void add(String text, Object... values) {
        svg.append(String.format(Locale.ROOT, text, values)).append('\n');
    }
}
