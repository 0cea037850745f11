package dev.cliprange.brokenhouse.source;

import dev.cliprange.brokenhouse.source.probe.Probe;

public record Source(Probe probe) {}
