package dev.cliprange.brokenhouse.crowd;

record Second() {}
