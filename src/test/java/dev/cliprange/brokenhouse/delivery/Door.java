package dev.cliprange.brokenhouse.delivery;

public record Door() {}
