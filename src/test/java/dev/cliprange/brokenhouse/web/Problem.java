package dev.cliprange.brokenhouse.web;

public record Problem(String title) {}
