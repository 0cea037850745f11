package dev.cliprange.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The results of one contestant at one number of connections, of all rounds. */
final class Measurement {

    private final Contestant contestant;
    private final int connections;
    private final List<Double> firstByteMs = new ArrayList<>();
    private final List<Round> rounds = new ArrayList<>();

    private record Round(double clipsPerSecond, double cpuMs, double residentMb, double readPerByte, double requests) {}

    Measurement(Contestant contestant, int connections) {
        this.contestant = contestant;
        this.connections = connections;
    }

    void add(Load.Result result, MediaStorage.Traffic traffic, long clipBytes) {
        double clips = result.windowBytes() / (double) clipBytes;
        // A server reads files itself, so only its own count has them. For remote sources this count would include
        // bytes
        // of sockets again, because some servers read sockets with readv.
        double files = contestant.access().equals("file")
                ? (result.after().readBytes() - result.before().readBytes()) / (double) result.windowBytes()
                : 0;
        rounds.add(new Round(
                clips / (result.windowNanos() / 1e9),
                (result.after().cpuMs() - result.before().cpuMs()) / clips,
                result.after().residentBytes() / 1e6,
                traffic.bytes() / (double) result.totalBytes() + files,
                traffic.requests() * (double) clipBytes / result.totalBytes()));
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
        return median(Round::clipsPerSecond);
    }

    double cpuMs() {
        return median(Round::cpuMs);
    }

    double residentMb() {
        return median(Round::residentMb);
    }

    double readPerByte() {
        return median(Round::readPerByte);
    }

    double storageRequests() {
        return median(Round::requests);
    }

    /** The median of the ratios of each round. A disturbance of a round affects both sides of its ratio. */
    double cpuRatioTo(Measurement other) {
        double[] ratios = new double[Math.min(rounds.size(), other.rounds.size())];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = rounds.get(i).cpuMs() / other.rounds.get(i).cpuMs();
        }
        return median(ratios);
    }

    private double median(ToDoubleFunction<Round> value) {
        return median(rounds.stream().mapToDouble(value).toArray());
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        int half = values.length / 2;
        return values.length % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
    }
}
