package dev.cliprange.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What processes have used so far, as the kernel counts it. See proc(5).
 *
 * @param cpuMs user and system time, including ended children, in steps of 10 ms
 * @param compilerMs the part of {@code cpuMs} that a JVM's compilers used
 * @param residentBytes the present memory of the processes without children
 * @param readBytes bytes of read, pread and sendfile, but not of sockets
 */
record Usage(long cpuMs, long compilerMs, long residentBytes, long readBytes) {

    static final Usage NOTHING = new Usage(0, 0, 0, 0);
    private static final long MS_PER_TICK = 10;

    static Usage of(List<Long> pids) {
        Usage sum = NOTHING;
        for (long pid : pids) {
            sum = sum.plus(of(pid));
        }
        return sum;
    }

    /** Processor time of the children this JVM has waited for. */
    static long cpuMsOfEndedChildren() {
        return cpuMsOfEndedChildren(ProcessHandle.current().pid());
    }

    /** Processor time of the children a process has waited for. */
    static long cpuMsOfEndedChildren(long pid) {
        String[] fields = statOf(pid);
        return (Long.parseLong(fields[13]) + Long.parseLong(fields[14])) * MS_PER_TICK;
    }

    static long residentBytes(long pid) {
        return line(Path.of("/proc/" + pid + "/status"), "VmRSS:") * 1024;
    }

    private static long compilerMs(long pid) {
        try (var threads = Files.list(Path.of("/proc/" + pid + "/task"))) {
            return threads.filter(thread -> ofThread(thread, "comm").contains("CompilerThre"))
                    .map(thread -> ofThread(thread, "stat"))
                    .filter(stat -> !stat.isEmpty())
                    .map(Usage::fieldsOf)
                    .mapToLong(fields -> (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * MS_PER_TICK)
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns a text about a thread; empty if the thread has ended since it was listed. */
    private static String ofThread(Path thread, String name) {
        try {
            return Files.readString(thread.resolve(name));
        } catch (IOException e) {
            return "";
        }
    }

    private static Usage of(long pid) {
        String[] fields = statOf(pid);
        long ticks = 0;
        for (int field = 11; field <= 14; field++) {
            ticks += Long.parseLong(fields[field]);
        }
        return new Usage(
                ticks * MS_PER_TICK,
                compilerMs(pid),
                residentBytes(pid),
                line(Path.of("/proc/" + pid + "/io"), "rchar:"));
    }

    private Usage plus(Usage other) {
        return new Usage(
                cpuMs + other.cpuMs,
                compilerMs + other.compilerMs,
                residentBytes + other.residentBytes,
                readBytes + other.readBytes);
    }

    /** The fields after the program's name, which may contain blanks. The first of them is the state. */
    private static String[] statOf(long pid) {
        return fieldsOf(read(Path.of("/proc/" + pid + "/stat")));
    }

    private static String[] fieldsOf(String stat) {
        return stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    }

    private static long line(Path file, String name) {
        return read(file)
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElse(0);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
