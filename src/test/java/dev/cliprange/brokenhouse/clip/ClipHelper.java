package dev.cliprange.brokenhouse.clip;

record ClipHelper() {}
