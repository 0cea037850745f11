package dev.cliprange.brokenhouse.attic;

record Unlisted() {}
