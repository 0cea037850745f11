package dev.cliprange.brokenhouse.crowd;

record Fourth() {}
