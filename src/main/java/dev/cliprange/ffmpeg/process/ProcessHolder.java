package dev.cliprange.ffmpeg.process;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What holds a process, for the limits per client and per key: the request that started it. It holds the process until
 * the process has ended, also if the request ends earlier. Requests that share the result of the process hold nothing.
 *
 * @param client names the client; empty for work that no client waits for
 * @param key names the API key; empty if the request needs none
 */
public record ProcessHolder(Optional<String> client, Optional<String> key) {

    /** Work that is not limited by its holder: reading a source. */
    public static final ProcessHolder NONE = new ProcessHolder(Optional.empty(), Optional.empty());

    /** Precise forms that are made before a client requests them. Together they are limited as one client is. */
    public static final ProcessHolder PREPARATION = new ProcessHolder(Optional.of("preparation"), Optional.empty());

    /**
     * The names under which processes are counted, with the limit of each.
     *
     * @return no entry without a limit
     */
    List<Limited> limits(FfmpegProperties properties) {
        List<Limited> limits = new ArrayList<>();
        client.filter(name -> properties.clientPermits() > 0)
                .ifPresent(name -> limits.add(
                        new Limited("client", name, properties.clientPermits(), properties.processesPerClient() > 0)));
        key.filter(name -> properties.keyPermits() > 0)
                .ifPresent(name -> limits.add(
                        new Limited("key", name, properties.keyPermits(), properties.processesPerKey() > 0)));
        return limits;
    }

    /**
     * One name and its limit.
     *
     * @param what {@code client} or {@code key}
     * @param most processes at once, at least 1
     * @param strict whether the holder may never have more; otherwise it may while no other holder waits
     */
    record Limited(String what, String name, int most, boolean strict) {}
}
