package dev.cliprange.brokenhouse.crowd;

record First() {}
