package dev.cliprange.brokenhouse.crowd;

record Fifth() {}
