package dev.cliprange.brokenhouse.source.probe;

import dev.cliprange.brokenhouse.source.Source;

public record Probe(Source source) {}
