package dev.cliprange.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** What was measured of one server with one source at one number of connections, over all rounds. */
final class Cell {

    private final Contestant contestant;
    private final int connections;
    private final List<Double> firstByteMs = new ArrayList<>();
    private final List<Round> rounds = new ArrayList<>();

    private record Round(double clipsPerSecond, double cpuMs, double residentMb, double readPerByte, double requests) {}

    Cell(Contestant contestant, int connections) {
        this.contestant = contestant;
        this.connections = connections;
    }

    void add(Load.Result result, MediaStorage.Traffic traffic, double clipBytes) {
        double clips = result.windowBytes() / clipBytes;
        // Files are read by the server itself, and then the count of the window is the one there is; of remote sources it
        // would count a second time what came by sockets, as far as a server reads these by readv.
        double files = contestant.access().equals("file")
                ? (result.after().readBytes() - result.before().readBytes()) / (double) result.windowBytes()
                : 0;
        rounds.add(new Round(
                clips / (result.windowNanos() / 1e9),
                (result.after().cpuMs() - result.before().cpuMs()) / clips,
                result.after().residentBytes() / 1e6,
                traffic.bytes() / (double) result.totalBytes() + files,
                traffic.requests() / (result.totalBytes() / clipBytes)));
        result.firstByteNanos().forEach(nanos -> firstByteMs.add(nanos / 1e6));
    }

    Contestant contestant() {
        return contestant;
    }

    int connections() {
        return connections;
    }

    boolean isMeasured() {
        return !rounds.isEmpty();
    }

    double firstByteMs(double share) {
        double[] sorted =
                firstByteMs.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return sorted.length == 0 ? Double.NaN : sorted[(int) Math.ceil(share * sorted.length) - 1];
    }

    int samples() {
        return firstByteMs.size();
    }

    double clipsPerSecond() {
        return middle(Round::clipsPerSecond);
    }

    double cpuMs() {
        return middle(Round::cpuMs);
    }

    double residentMb() {
        return middle(Round::residentMb);
    }

    double readPerByte() {
        return middle(Round::readPerByte);
    }

    double storageRequests() {
        return middle(Round::requests);
    }

    /** The middle of the ratios within each round: what disturbs a round disturbs both sides of it. */
    double cpuRatioTo(Cell other) {
        double[] ratios = new double[Math.min(rounds.size(), other.rounds.size())];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = rounds.get(i).cpuMs() / other.rounds.get(i).cpuMs();
        }
        return middle(ratios);
    }

    private double middle(ToDoubleFunction<Round> value) {
        return middle(rounds.stream().mapToDouble(value).toArray());
    }

    private static double middle(double[] values) {
        Arrays.sort(values);
        int half = values.length / 2;
        return values.length % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
    }
}
