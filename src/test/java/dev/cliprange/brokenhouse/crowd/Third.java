package dev.cliprange.brokenhouse.crowd;

record Third() {}
